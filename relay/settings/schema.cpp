// SPDX-License-Identifier: Apache-2.0
#include "relay/settings/schema.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace gatepost::relay {

namespace {

const std::string* textOf(const RawValue& raw) { return std::get_if<std::string>(&raw); }

SettingInfo text(std::string_view key, std::string Settings::*member) {
    return {key, "text", [member](const Settings& s) { return RawValue(s.*member); },
            [member](Settings& s, const RawValue& raw) {
                const std::string* const value = textOf(raw);
                if (value) s.*member = *value;
                return value != nullptr;
            }};
}

SettingInfo flag(std::string_view key, bool Settings::*member) {
    return {
        key, "true or false",
        [member](const Settings& s) { return RawValue(std::string(s.*member ? "true" : "false")); },
        [member](Settings& s, const RawValue& raw) {
            const std::string* const value = textOf(raw);
            if (!value || (*value != "true" && *value != "false")) return false;
            s.*member = *value == "true";
            return true;
        }};
}

template <typename Number>
SettingInfo number(std::string_view key, Number Settings::*member, Number least, Number most) {
    return {key, "a number from " + std::to_string(least) + " to " + std::to_string(most),
            [member](const Settings& s) { return RawValue(std::to_string(s.*member)); },
            [member, least, most](Settings& s, const RawValue& raw) {
                const std::string* const value = textOf(raw);
                if (!value) return false;
                Number read = 0;
                const char* const end = value->data() + value->size();
                const auto [at, error] = std::from_chars(value->data(), end, read);
                if (error != std::errc() || at != end || read < least || read > most) return false;
                s.*member = read;
                return true;
            }};
}

template <typename Enum>
SettingInfo choice(std::string_view key, Enum Settings::*member,
                   std::vector<std::pair<std::string, Enum>> words) {
    std::string expects;
    for (const auto& [word, value] : words) expects += (expects.empty() ? "" : " or ") + word;
    return {key, expects,
            [member, words](const Settings& s) {
                const auto found =
                    std::ranges::find(words, s.*member, [](const auto& w) { return w.second; });
                return RawValue(found->first);
            },
            [member, words](Settings& s, const RawValue& raw) {
                const std::string* const value = textOf(raw);
                if (!value) return false;
                const auto found =
                    std::ranges::find(words, *value, [](const auto& w) { return w.first; });
                if (found == words.end()) return false;
                s.*member = found->second;
                return true;
            }};
}

SettingInfo list(std::string_view key, std::vector<std::string> Settings::*member) {
    return {key, "a list of texts", [member](const Settings& s) { return RawValue(s.*member); },
            [member](Settings& s, const RawValue& raw) {
                if (const auto* values = std::get_if<std::vector<std::string>>(&raw)) {
                    s.*member = *values;
                } else {
                    const std::string& one = std::get<std::string>(raw);
                    s.*member = one.empty() ? std::vector<std::string>() : std::vector{one};
                }
                return true;
            }};
}

std::vector<SettingInfo> makeTable() {
    using S = Settings;
    constexpr std::uint64_t kMebi = 1024 * 1024;
    constexpr std::uint64_t kDay = 24 * 3600;
    return {
        text("uplink.url", &S::uplinkUrl),
        choice<UplinkKind>(
            "uplink.kind", &S::uplinkKind,
            {{"gatepost", UplinkKind::Gatepost}, {"pushgateway", UplinkKind::Pushgateway}}),
        text("uplink.userid", &S::userid),
        text("uplink.ca_file", &S::caFile),
        text("uplink.cert_file", &S::certFile),
        text("uplink.key_file", &S::keyFile),
        choice<ProxyMode>("uplink.proxy", &S::proxyMode,
                          {{"system", ProxyMode::System},
                           {"none", ProxyMode::None},
                           {"manual", ProxyMode::Manual}}),
        text("uplink.proxy_url", &S::proxyUrl),
        choice<MeteredMode>("uplink.metered", &S::metered,
                            {{"send", MeteredMode::Send},
                             {"thin", MeteredMode::Thin},
                             {"wait", MeteredMode::Wait}}),
        choice<SecretPlace>("secrets.place", &S::secretPlace,
                            {{"keychain", SecretPlace::Keychain}, {"file", SecretPlace::File}}),
        flag("secrets.token_stored", &S::tokenStored),
        text("secrets.token_host", &S::tokenHost),
        text("secrets.token_file", &S::tokenFile),
        text("local.socket", &S::socketPath),
        flag("local.loopback", &S::loopback),
        text("local.loopback_address", &S::loopbackAddress),
        number<std::uint16_t>("local.loopback_port", &S::loopbackPort, 1, 65535),
        number<std::uint64_t>("local.body_bytes", &S::bodyBytes, 1024, 64 * kMebi),
        number<std::uint64_t>("outbox.bytes", &S::outboxBytes, kMebi, 16 * 1024 * kMebi),
        number<std::uint64_t>("outbox.age_seconds", &S::outboxAge, 60, 3650 * kDay),
        flag("outbox.encrypt", &S::outboxEncrypt),
        number<std::uint32_t>("lifetime.grace_seconds", &S::graceSeconds, 0, 7 * kDay),
        number<std::uint32_t>("lifetime.process_ttl_seconds", &S::processTtl, 60, 365 * kDay),
        list("lifetime.process_executables", &S::processExecutables),
        flag("companion.start_in_tray", &S::startInTray),
        flag("companion.notify_auth", &S::notifyAuth),
        flag("companion.notify_lost", &S::notifyLost),
        flag("companion.notify_rejected", &S::notifyRejected),
        flag("companion.welcome_done", &S::welcomeDone),
    };
}

}  // namespace

std::span<const SettingInfo> settingsTable() {
    static const std::vector<SettingInfo> table = makeTable();
    return table;
}

const SettingInfo* findSetting(std::string_view key) {
    const auto table = settingsTable();
    const auto found = std::ranges::find(table, key, &SettingInfo::key);
    return found == table.end() ? nullptr : &*found;
}

std::vector<SettingProblem> applyRaw(const RawSettings& raw, Settings& settings,
                                     RawSettings* unknown) {
    std::vector<SettingProblem> problems;
    for (const auto& [key, value] : raw) {
        const SettingInfo* const info = findSetting(key);
        if (!info) {
            if (unknown) unknown->emplace(key, value);
        } else if (!info->set(settings, value)) {
            problems.push_back({key, "must be " + info->expects});
        }
    }
    return problems;
}

RawSettings toRaw(const Settings& settings, const Settings& defaults) {
    RawSettings raw;
    for (const SettingInfo& info : settingsTable()) {
        RawValue value = info.get(settings);
        if (value != info.get(defaults)) raw.emplace(info.key, std::move(value));
    }
    return raw;
}

}  // namespace gatepost::relay
