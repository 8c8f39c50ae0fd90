// SPDX-License-Identifier: Apache-2.0
// One batch of operations: working copies over the committed state, which stays untouched until the
// batch is on disk. Thrown away, it leaves no trace. Internal to the outbox.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "relay/outbox/outbox_file.h"
#include "relay/outbox/state.h"

namespace gatepost::relay {

/// n are given out from blocks that are on disk first, so that none comes twice.
inline constexpr std::uint64_t kReservedBlock = 10'000;

class Batch {
public:
    explicit Batch(const State& committed);

    /// To look at; nullptr where there is none. Valid until the next call of edit or create.
    [[nodiscard]] const Group* find(const std::string& id) const;
    enum class Disk : std::uint8_t { Unchanged, Row };
    /// A copy to change; nullptr where there is none. `Row`: the change goes to disk.
    [[nodiscard]] Group* edit(const std::string& id, Disk disk);
    [[nodiscard]] Group& create(const metrics::GroupingKey& key);
    /// Once its last push was a DELETE and nothing of it is left to send or to show.
    void eraseIfDone(const std::string& id);
    void erase(const std::string& id);

    void addQuarantined(Quarantined entry);
    void removeQuarantined(std::int64_t id);
    [[nodiscard]] QuarantinedPointer quarantined(std::int64_t id) const;
    /// Oldest first.
    [[nodiscard]] std::vector<QuarantinedPointer> quarantine() const;
    [[nodiscard]] std::vector<QuarantinedPointer> quarantineOf(const std::string& groupId) const;

    /// Ids of all groups, and of those that have something to send.
    [[nodiscard]] std::vector<std::string> groups() const;
    [[nodiscard]] std::vector<std::string> pending() const;
    /// The group that has `n` in flight.
    [[nodiscard]] std::optional<std::string> groupInFlight(std::uint64_t n) const;

    [[nodiscard]] const Meta& meta() const { return m_meta; }
    /// To change; it goes to disk.
    [[nodiscard]] Ledger& ledger();
    void setRelayId(std::string id);
    [[nodiscard]] std::uint64_t takeN();

    /// Deliveries and tries since the file was opened: they decide who is sent next (taking.cpp).
    [[nodiscard]] std::uint64_t settled() const { return m_settled; }
    void countSettled() { ++m_settled; }
    [[nodiscard]] std::uint64_t countTaken() { return m_taken++; }
    [[nodiscard]] std::uint64_t bytes() const;

    /// To be told of after the commit. What held no push of its own is no loss.
    void tell(Loss loss);
    [[nodiscard]] const std::vector<Loss>& losses() const { return m_losses; }

    /// The bounds in bytes and age; what is shed goes to `forgotten`.
    void keepWithin(std::uint64_t maxBytes);
    void loseOlderThan(std::int64_t steady);

    [[nodiscard]] bool needsDisk() const;
    [[nodiscard]] Write toWrite() const;
    /// After the commit. True: something may be taken that could not before, or the last that
    /// waited in a group is settled.
    bool applyTo(State& state) &&;
    [[nodiscard]] const std::vector<metrics::GroupingKey>& forgotten() const { return m_forgotten; }

private:
    struct Touched {
        std::shared_ptr<Group> group;  // null: erased
        GroupPointer before;           // null: created
        bool row = false;
    };
    void shed(const std::string& id);

    const State& m_committed;
    std::unordered_map<std::string, Touched> m_touched;
    std::map<std::int64_t, QuarantinedPointer> m_quarantine;  // null: removed
    Meta m_meta;
    bool m_metaChanged = false;
    std::uint64_t m_nextN;
    std::int64_t m_lastRow;
    std::uint64_t m_settled;
    std::uint64_t m_taken;
    std::vector<metrics::GroupingKey> m_forgotten;
    std::vector<Loss> m_losses;
};

}  // namespace gatepost::relay
