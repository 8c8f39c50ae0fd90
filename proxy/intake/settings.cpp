// SPDX-License-Identifier: Apache-2.0
#include "proxy/intake/settings.h"

#include "http/wrapped_push.h"
#include "metrics/policy/policy.h"
#include "proxy/config/yaml_section.h"

namespace gatepost::proxy {
namespace {

std::vector<std::string> origins(const std::vector<std::string>& urls) {
    std::vector<std::string> out;
    for (const std::string& url : urls) {
        if (const auto parts = http::parseTargetUrl(url)) out.push_back(parts->origin);
    }
    return out;
}

}  // namespace

SettingsPointer asServed(const SettingsPointer& settings, const std::vector<ListenAddress>& listen,
                         const UpstreamConfig& upstream) {
    auto out = std::make_shared<Settings>(*settings);
    out->config.upstream = upstream;
    if (settings->config.targetsGiven) return out;
    out->config.targetUrls = defaultTargets(out->config, listen);
    out->targetOrigins = origins(out->config.targetUrls);
    return out;
}

std::expected<SettingsPointer, ConfigErrors> makeSettings(Config config) {
    auto settings = std::make_shared<Settings>();
    const Limits& limits = config.limits;
    settings->rules.lintMode = config.lintMode;
    settings->rules.lint = config.lint;
    settings->rules.validators = config.validators;
    settings->rules.limits.seriesPerPush = limits.seriesPerPush;
    settings->rules.limits.labelValueBytes = limits.labelValueBytes;
    for (const auto& [label, field] : config.enforce) settings->rules.enforce.push_back(label);
    settings->quotas = {.groups = limits.groupsPerUser,
                        .series = limits.seriesPerUser,
                        .bytes = limits.bytesPerUser,
                        .newSeriesPerHour = limits.newSeriesPerHourPerUser};
    settings->targetOrigins = origins(config.targetUrls);
    if (!config.policyFile.empty()) {
        YamlErrors errors{config.policyFile.string(), {}};
        const auto text = readFile(config.policyFile, errors);
        if (!text) return std::unexpected(std::move(errors.list));
        auto policy = metrics::Policy::compile(*text);
        if (!policy) {
            for (metrics::PolicyError& error : policy.error()) {
                errors.list.push_back({.file = config.policyFile.string(),
                                       .line = static_cast<int>(error.position.line),
                                       .column = static_cast<int>(error.position.column),
                                       .text = std::move(error.message)});
            }
            return std::unexpected(std::move(errors.list));
        }
        settings->rules.policy = std::move(*policy);
    }
    settings->config = std::move(config);
    return settings;
}

}  // namespace gatepost::proxy
