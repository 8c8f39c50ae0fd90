// SPDX-License-Identifier: Apache-2.0
// The relay: listeners, routes, core and secrets put together, and the facade's commands on them.
// Made on any thread, lives on one.
#pragma once

#include <QTimer>
#include <memory>

#include "relay/facade/core.h"
#include "relay/facade/relay.h"
#include "relay/facade/relay_options.h"
#include "relay/local/connection_pool.h"
#include "relay/local/event_hub.h"
#include "relay/local/local_listener.h"
#include "relay/local/loopback_listener.h"
#include "relay/local/routes.h"
#include "relay/secrets/secret_store.h"
#include "relay/settings/run_state.h"

namespace gatepost::relay {

class RelayEngine : public Relay {
    Q_OBJECT
public:
    /// Whether statusChanged tells of lint problems.
    enum class LintCounts : std::uint8_t { Always, OnRequest };
    explicit RelayEngine(RelayOptions options, LintCounts lintCounts = LintCounts::Always);
    ~RelayEngine() override;

    void start() override;
    void stop() override;
    void watch() override;
    void unwatch() override;
    void pause() override;
    void resume() override;
    void retryNow() override;
    void pauseApplication(const QString& applicationId) override;
    void resumeApplication(const QString& applicationId) override;
    void purgeApplication(const QString& applicationId) override;
    void deleteGroup(const QString& groupId) override;
    void dropQueued(qint64 entry) override;
    void retryQuarantined(qint64 entry) override;
    void dropQuarantined(qint64 entry) override;
    void setTarget(const gatepost::relay::ScrapeTarget& target) override;
    void removeTarget(const QString& name) override;
    void applySettings(const gatepost::relay::Settings& settings) override;
    void setToken(const QString& token) override;
    void enroll(const gatepost::relay::Settings& settings, const QString& token) override;
    void setKeyPassphrase(const QString& passphrase) override;
    void testConnection(const QString& url, const QString& token) override;

private:
    /// Everything that lives on the engine's thread.
    struct Live;

    void post(std::function<void()> function);
    void openLive();
    void openCore();
    void askForKey();
    void onKey(const std::expected<EncryptionKey, SecretError>& key);
    void openWith(const std::optional<EncryptionKey>& key);
    void wireCore();
    void closeCore();
    [[nodiscard]] RouteServices bareServices();
    void openListener();
    void openLoopback();
    void closeLive();
    void takeSettings(const Settings& settings);
    void readToken();
    void keepToken(const std::string& token);
    void readPassphrase();
    void keepSecret(const char* name, const std::string& secret, const char* command);
    void applyToCore();
    void saveRun();
    void onChanged();
    void sendStatus();
    void sendSnapshot();
    [[nodiscard]] TokenPlace tokenPlace() const;
    [[nodiscard]] RelayStatus makeStatus();
    [[nodiscard]] RelayStatus makeStatusWithLint();
    [[nodiscard]] OutboxError notOpen() const;
    void reportDone(const char* command, const std::expected<void, OutboxError>& done);

    RelayOptions m_options;
    LintCounts m_lintCounts;
    std::unique_ptr<Live> m_live;
    int m_watchers = 0;
};

}  // namespace gatepost::relay
