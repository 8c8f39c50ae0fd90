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

std::expected<Loaded, proxy::ConfigErrors> load(const std::filesystem::path& file,
                                                FileVersions& read) {
    read = {};
    read.add(file);
    auto config = proxy::readConfig(file, validators());
    if (!config) return std::unexpected(std::move(config.error()));
    std::vector<proxy::NamedFile> named = config->named;
    for (const proxy::NamedFile& one : named) read.add(one.path);
    proxy::ConfigErrors errors;
    proxy::TokenFile tokens;
    proxy::WebConfig web;
    if (config->auth && !config->auth->tokensFile.empty()) {
        tokens = take(proxy::readTokens(config->auth->tokensFile), errors);
    }
    if (config->auth && !config->auth->webConfigFile.empty()) {
        web = take(proxy::readWebConfig(config->auth->webConfigFile), errors);
    }
    named.insert(named.end(), web.named.begin(), web.named.end());
    for (const proxy::NamedFile& one : web.named) read.add(one.path);
    for (proxy::ListenAddress& address : config->listen) {
        if (web.tls && !address.tls) address.tls = web.tls;
    }
    std::shared_ptr<const proxy::JwtVerifier> jwt;
    if (config->auth && config->auth->jwt) {
        jwt = take(proxy::readJwtVerifier(*config->auth->jwt), errors);
    }
    if (!config->upstream.passwordFile.empty()) {
        config->upstream.password =
            take(proxy::readPassword(config->upstream.passwordFile), errors);
    }
    (void)take(proxy::makeTlsContexts(config->listen), errors);
    (void)take(proxy::makeUpstreamTlsContext(config->upstream), errors);
    Loaded loaded;
    loaded.credentials = proxy::makeCredentials(*config, tokens, web, std::move(jwt));
    loaded.settings = take(proxy::makeSettings(std::move(*config)), errors);
    if (errors.empty()) return loaded;
    proxy::placeErrors(named, errors);
    return std::unexpected(std::move(errors));
}

}  // namespace gatepost::app
