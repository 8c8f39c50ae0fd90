// SPDX-License-Identifier: Apache-2.0
// Everything that a reload replaces at once: the configuration and the rules compiled from it and
// from the policy file. Constant once made; requests hold on to the one they began with.
#pragma once

#include <expected>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "metrics/policy/judge.h"
#include "proxy/auth/identity.h"
#include "proxy/config/config.h"
#include "proxy/upstream/upstream.h"

namespace gatepost::proxy {

struct Settings : std::enable_shared_from_this<Settings> {
    Config config;
    metrics::Rules rules;
    std::vector<std::string> targetOrigins;  // normalised
    Quotas quotas;
};

using SettingsPointer = std::shared_ptr<const Settings>;

/// With the upstream that is served, and where no target_urls are given, the ones that stand for it
/// and for `listen` as it is bound.
[[nodiscard]] SettingsPointer asServed(const SettingsPointer& settings,
                                       const std::vector<ListenAddress>& listen,
                                       const UpstreamConfig& upstream);

/// Reads the policy file; its error has file, line and column.
[[nodiscard]] std::expected<SettingsPointer, ConfigErrors> makeSettings(Config config);

/// The current settings, handed out and replaced from any thread.
class CurrentSettings {
public:
    explicit CurrentSettings(SettingsPointer first) : m_settings(std::move(first)) {}
    [[nodiscard]] SettingsPointer get() const {
        const std::lock_guard lock(m_mutex);
        return m_settings;
    }
    void set(SettingsPointer next) {
        const std::lock_guard lock(m_mutex);
        m_settings.swap(next);
    }

private:
    mutable std::mutex m_mutex;
    SettingsPointer m_settings;
};

}  // namespace gatepost::proxy
