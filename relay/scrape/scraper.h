// SPDX-License-Identifier: Apache-2.0
// Scrapes targets at their intervals and hands what they say to the intake as a PUT, judged like
// any push. A target that fails kFailuresUntilGone times in a row has ended, and its group goes as
// that of a process does: when nothing of it waits any more and the grace time is over. Targets
// survive a restart in a JSON file. One timer while there are targets. Engine's thread only.
#pragma once

#include <QObject>
#include <QTimer>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "relay/clock.h"
#include "relay/scrape/target.h"

namespace gatepost::relay {

class PushIntake;
class Transport;

class Scraper : public QObject {
    Q_OBJECT
public:
    static constexpr int kFailuresUntilGone = 3;
    static constexpr std::size_t kTargets = 64;

    struct State {
        ScrapeTarget target;
        std::int64_t due = 0;              // steady
        std::string error;                 // of the last scrape; empty: it went well
        int failures = 0;                  // in a row
        bool held = false;                 // something of it was pushed
        std::optional<std::int64_t> ends;  // steady: the grace time of its group runs
        bool asking = false;
    };

    Scraper(PushIntake& intake, Transport& transport, Clock clock, std::filesystem::path file,
            QObject* parent = nullptr);

    /// Empty, or why not: too many, or the file cannot be written.
    [[nodiscard]] std::string set(const ScrapeTarget& target);
    /// Its group goes too. False: there is none of that name.
    bool remove(const std::string& name);
    [[nodiscard]] const std::map<std::string, State>& targets() const { return m_targets; }
    void setBodyLimit(std::uint64_t bytes) { m_bodyBytes = bytes; }
    /// What the far end is to forget when it hears of it no more, in seconds.
    void setTtl(std::uint32_t seconds) { m_ttl = seconds; }
    void setGrace(std::int64_t milliseconds) { m_grace = milliseconds; }
    /// Time has passed in sleep: scrapes what is due, once.
    void wakeUp() { schedule(); }

private:
    void load();
    [[nodiscard]] std::string save() const;
    void onTimer();
    void schedule();
    void scrape(State& state);
    void onAnswer(const std::string& name, const ScrapeTarget& asked, int status,
                  const std::string& contentType, std::string body, const std::string& error);
    void endGroup(State& state);
    void push(const ScrapeTarget& target, const std::string& contentType, std::string body);

    PushIntake& m_intake;
    Transport& m_transport;
    Clock m_clock;
    std::filesystem::path m_file;
    std::uint64_t m_bodyBytes = 4 * 1024 * 1024;
    std::uint32_t m_ttl = 24 * 3600;
    std::int64_t m_grace = 300'000;
    std::map<std::string, State> m_targets;
    QTimer m_timer;
};

}  // namespace gatepost::relay
