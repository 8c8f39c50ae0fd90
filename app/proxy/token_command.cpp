// SPDX-License-Identifier: Apache-2.0
#include "app/proxy/token_command.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <vector>

#include "app/validators.h"
#include "proxy/auth/token_file.h"
#include "proxy/config/config.h"
#include "proxy/config/quantity.h"
#include "proxy/server/listener.h"

namespace gatepost::app {
namespace {

struct Arguments {
    std::string config;
    std::string tokens;
    std::string user;
    std::string device;
    std::vector<std::string> grants;
    std::string expires;
    std::string jobs;
    std::string families;
    std::string url;
    std::string id;
};

int fail(std::string_view sentence) {
    fmt::print(stderr, "gatepost-proxy: {}\n", sentence);
    return 1;
}

proxy::UtcTime now() {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

std::optional<std::filesystem::path> tokensFile(const Arguments& arguments) {
    if (!arguments.tokens.empty()) return arguments.tokens;
    const std::string file = arguments.config.empty() ? "proxy.yml" : arguments.config;
    const auto config = proxy::readConfig(file, validators());
    if (!config) {
        for (const auto& error : config.error()) fail(proxy::toString(error));
        return std::nullopt;
    }
    if (!config->auth || config->auth->tokensFile.empty()) {
        fail(fmt::format("{} has no auth.tokens_file; name the file with --tokens", file));
        return std::nullopt;
    }
    return config->auth->tokensFile;
}

std::optional<std::string> fill(proxy::TokenRecord& record, const Arguments& arguments) {
    // The file's reader would refuse such a record, and with it everybody's token.
    if (arguments.user.empty()) return "--user: expected a name, got none";
    for (const auto& [flag, name] :
         {std::pair("--user", arguments.user), std::pair("--device", arguments.device)}) {
        if (proxy::isName(name)) continue;
        return fmt::format("{}: expected a name in UTF-8 without control characters", flag);
    }
    record.user = arguments.user;
    record.device = arguments.device;
    record.jobs = arguments.jobs;
    record.families = arguments.families;
    record.created = now();
    for (const std::string& word : arguments.grants) {
        const auto grant = proxy::grantOf(word);
        if (!grant) return fmt::format("--grants: expected push, read or admin, got {}", word);
        record.grants = record.grants.value_or(proxy::Grants::None) | *grant;
    }
    for (const auto& [flag, pattern] :
         {std::pair("--jobs", arguments.jobs), std::pair("--families", arguments.families)}) {
        const RE2 compiled(pattern, RE2::Quiet);
        if (!compiled.ok()) {
            return fmt::format("{}: expected a pattern such as batch_.*, got {}: {}", flag, pattern,
                               compiled.error());
        }
    }
    return std::nullopt;
}

/// With its unit: a bare number would be seconds, and whoever writes 90 means days.
std::expected<std::chrono::seconds, std::string> lifetime(const std::string& text) {
    const auto duration = proxy::parseDuration(text);
    if (!duration || duration->count() == 0 || proxy::parseInteger(text)) {
        return std::unexpected(
            fmt::format("--expires: expected a time such as 90d or 12h, got {}", text));
    }
    return *duration;
}

std::optional<std::string> setExpiry(proxy::TokenRecord& record, const std::string& expires,
                                     std::string_view otherwise) {
    const std::string text = expires.empty() ? std::string(otherwise) : expires;
    if (text.empty() || text == "never") return std::nullopt;
    const auto duration = lifetime(text);
    if (!duration) return duration.error();
    record.expires = record.created + *duration;
    return std::nullopt;
}

/// Of the first listener that a device can be sent to: with TLS, or on this machine itself.
std::string ownUrl(const Arguments& arguments) {
    const auto config =
        proxy::readConfig(arguments.config.empty() ? "proxy.yml" : arguments.config, validators());
    if (!config) return {};
    for (const proxy::ListenAddress& address : config->listen) {
        const bool any = address.host.empty() || address.host == "0.0.0.0" || address.host == "::";
        const bool push = proxy::includes(address.serves, proxy::Serves::Push);
        if (any || !push || address.port == 0) continue;
        if (!address.tls && !proxy::isLoopback(address.host)) continue;
        return (address.tls ? "https://" : "http://") + proxy::display(address);
    }
    return {};
}

/// The change under the file's lock, then the secret: a token that was not stored is not shown.
int change(const Arguments& arguments, const proxy::TokenChange& edit,
           const std::function<void()>& tell) {
    const auto file = tokensFile(arguments);
    if (!file) return 1;
    if (const auto done = proxy::updateTokens(*file, edit); !done) return fail(done.error());
    tell();
    return 0;
}

int add(const Arguments& arguments) {
    proxy::TokenRecord record;
    if (const auto why = fill(record, arguments)) return fail(*why);
    if (const auto why = setExpiry(record, arguments.expires, "")) return fail(*why);
    const std::string secret = proxy::issue(record, proxy::kTokenPrefix);
    return change(
        arguments,
        [&](proxy::TokenFile& file) {
            file.tokens.push_back(record);
            return std::optional<std::string>();
        },
        [&] {
            fmt::print("token {} for {}; it is shown this once:\n{}\n", record.id, record.user,
                       secret);
        });
}

/// What the companion takes an invite from: the address, escaped, and the secret. It refuses
/// addresses that these conditions refuse.
std::optional<std::string> enrollmentLink(std::string_view url, std::string_view secret) {
    const auto parts = proxy::parseUrl(url);
    if (!parts || parts->hasUserInfo || parts->hasQuery) return std::nullopt;
    const bool here = parts->origin.host == "localhost" || proxy::isLoopback(parts->origin.host);
    if (parts->origin.scheme != "https" && !here) return std::nullopt;
    std::string link = "gatepost://enroll?url=";
    for (const char c : url) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') ||
                           std::string_view("-._~:/").find(c) != std::string_view::npos;
        link += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return link.append("&invite=").append(secret);
}

int invite(const Arguments& arguments) {
    proxy::InviteRecord record;
    if (const auto why = fill(record.token, arguments)) return fail(*why);
    if (!arguments.expires.empty() && arguments.expires != "never") {
        const auto duration = lifetime(arguments.expires);
        if (!duration) return fail(duration.error());
        record.tokenLifetime = *duration;
    }
    (void)setExpiry(record.token, "", "24h");
    const std::string secret = proxy::issue(record.token, proxy::kInvitePrefix);
    const std::string url = arguments.url.empty() ? ownUrl(arguments) : arguments.url;
    const auto link = enrollmentLink(url, secret);
    if (!link && !arguments.url.empty()) {
        return fail(
            fmt::format("--url: expected https://HOST[:PORT], or http:// and a "
                        "loopback address, got {}",
                        arguments.url));
    }
    return change(
        arguments,
        [&](proxy::TokenFile& file) {
            file.invites.push_back(record);
            return std::optional<std::string>();
        },
        [&] {
            fmt::print("invite {} for {}, good once and until {}:\n{}\n", record.token.id,
                       record.token.user, proxy::formatTime(*record.token.expires), secret);
            if (link) {
                fmt::print("{}\n", *link);
            } else {
                fmt::print(stderr, "name the proxy's address with --url to get a link\n");
            }
        });
}

int revoke(const Arguments& arguments) {
    return change(
        arguments,
        [&](proxy::TokenFile& file) -> std::optional<std::string> {
            const auto gone =
                std::erase_if(file.tokens, [&](const auto& t) { return t.id == arguments.id; }) +
                std::erase_if(file.invites,
                              [&](const auto& i) { return i.token.id == arguments.id; });
            if (gone == 0) return fmt::format("there is no token {}", arguments.id);
            return std::nullopt;
        },
        [&] { fmt::print("token {} is revoked\n", arguments.id); });
}

int rotate(const Arguments& arguments) {
    std::string secret;
    std::string id;
    return change(
        arguments,
        [&](proxy::TokenFile& file) -> std::optional<std::string> {
            for (proxy::TokenRecord& record : file.tokens) {
                if (record.id != arguments.id) continue;
                // As long a life as it had, from now on.
                const auto made = now();
                if (record.expires) *record.expires += made - record.created;
                record.created = made;
                secret = proxy::issue(record, proxy::kTokenPrefix);
                id = record.id;
                return std::nullopt;
            }
            return fmt::format("there is no token {}", arguments.id);
        },
        [&] {
            fmt::print("token {} is revoked; {} takes its place and is shown this once:\n{}\n",
                       arguments.id, id, secret);
        });
}

/// Whatever else has written to the file: a name begins no line, and commands no terminal.
std::string printable(const std::string& text) {
    if (text.empty()) return "-";
    if (proxy::isName(text)) return text;
    std::string out;
    for (const char c : text) {
        const bool plain = c >= ' ' && c < 0x7f;
        out += plain ? std::string(1, c) : fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    }
    return out;
}

void printRecord(std::string_view kind, const proxy::TokenRecord& record) {
    fmt::print("{} {} user={} device={} grants={} created={} expires={} jobs={} families={}\n",
               kind, printable(record.id), printable(record.user), printable(record.device),
               record.grants ? proxy::toString(*record.grants) : "default",
               proxy::formatTime(record.created),
               record.expires ? proxy::formatTime(*record.expires) : "never",
               printable(record.jobs), printable(record.families));
}

int list(const Arguments& arguments) {
    const auto path = tokensFile(arguments);
    if (!path) return 1;
    const auto file = proxy::readTokens(*path);
    if (!file) return fail(proxy::toString(file.error().front()));
    for (const proxy::TokenRecord& record : file->tokens) printRecord("token", record);
    for (const proxy::InviteRecord& record : file->invites) printRecord("invite", record.token);
    return 0;
}

}  // namespace

void addTokenCommands(CLI::App& app, int& exitCode) {
    CLI::App* token = app.add_subcommand("token", "Make, list and end tokens");
    token->require_subcommand(1);
    const auto arguments = std::make_shared<Arguments>();
    const auto command = [&](const char* name, const char* what, int (*run)(const Arguments&)) {
        CLI::App* sub = token->add_subcommand(name, what);
        sub->add_option("--config", arguments->config, "Configuration; says where the tokens are")
            ->type_name("FILE");
        sub->add_option("--tokens", arguments->tokens, "Tokens file, instead of a configuration")
            ->type_name("FILE");
        sub->callback([arguments, run, &exitCode] { exitCode = run(*arguments); });
        return sub;
    };
    const auto describe = [&](CLI::App* sub) {
        sub->add_option("--user", arguments->user, "Whose it is")->required();
        sub->add_option("--device", arguments->device, "The device it is for");
        sub->add_option("--grants,--grant", arguments->grants, "push, read, admin; default push")
            ->delimiter(',');
        sub->add_option("--expires", arguments->expires, "Such as 90d; default never");
        sub->add_option("--jobs", arguments->jobs, "Pattern of the jobs it may push");
        sub->add_option("--families", arguments->families, "Pattern of the metrics it may push");
    };
    describe(command("add", "Make a token and print it once", add));
    CLI::App* inviting =
        command("invite", "Make an invite that a device turns into a token within a day", invite);
    describe(inviting);
    inviting
        ->add_option("--url", arguments->url,
                     "Where desktops reach this proxy, for the link; default its own address")
        ->type_name("URL");
    command("list", "List tokens and invites", list);
    command("revoke", "End a token", revoke)->add_option("id", arguments->id)->required();
    command("rotate", "Replace a token by a new one", rotate)
        ->add_option("id", arguments->id)
        ->required();
}

}  // namespace gatepost::app
