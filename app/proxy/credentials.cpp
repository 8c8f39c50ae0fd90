// SPDX-License-Identifier: Apache-2.0
#include "app/proxy/credentials.h"

#include "app/validators.h"
#include "proxy/auth/jwt.h"
#include "proxy/server/tls_context.h"

namespace gatepost::app {
namespace {

template <typename T>
T take(std::expected<T, proxy::ConfigErrors> read, proxy::ConfigErrors& errors) {
    if (read) return std::move(*read);
    errors.insert(errors.end(), read.error().begin(), read.error().end());
    return {};
}

}  // namespace

std::expected<Loaded, proxy::ConfigErrors> load(const std::filesystem::path& file) {
    auto config = proxy::readConfig(file, validators());
    if (!config) return std::unexpected(std::move(config.error()));
    proxy::ConfigErrors errors;
    proxy::TokenFile tokens;
    proxy::WebConfig web;
    if (config->auth && !config->auth->tokensFile.empty()) {
        tokens = take(proxy::readTokens(config->auth->tokensFile), errors);
    }
    if (config->auth && !config->auth->webConfigFile.empty()) {
        web = take(proxy::readWebConfig(config->auth->webConfigFile), errors);
    }
    for (proxy::ListenAddress& address : config->listen) {
        if (web.tls && !address.tls) address.tls = web.tls;
    }
    std::shared_ptr<const proxy::JwtVerifier> jwt;
    if (config->auth && config->auth->jwt) {
        jwt = take(proxy::readJwtVerifier(*config->auth->jwt), errors);
    }
    const proxy::Config named = *config;
    for (const proxy::ListenAddress& address : config->listen) {
        if (!address.tls) continue;
        const auto context = proxy::makeTlsContext(*address.tls);
        if (!context) errors.push_back(context.error());
    }
    Loaded loaded;
    loaded.credentials = proxy::makeCredentials(*config, tokens, web, std::move(jwt));
    loaded.settings = take(proxy::makeSettings(std::move(*config)), errors);
    if (errors.empty()) return loaded;
    proxy::placeErrors(named, errors);
    return std::unexpected(std::move(errors));
}

std::vector<std::filesystem::path> filesOf(const proxy::Config& config) {
    std::vector<std::filesystem::path> files{config.file};
    const auto add = [&files](const std::filesystem::path& file) {
        if (!file.empty()) files.push_back(file);
    };
    add(config.policyFile);
    if (config.auth) {
        add(config.auth->tokensFile);
        add(config.auth->webConfigFile);
        if (config.auth->jwt) add(config.auth->jwt->jwksFile);
    }
    for (const proxy::ListenAddress& address : config.listen) {
        if (!address.tls) continue;
        add(address.tls->certFile);
        add(address.tls->keyFile);
        add(address.tls->clientCaFile);
    }
    return files;
}

}  // namespace gatepost::app
