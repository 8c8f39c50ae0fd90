// SPDX-License-Identifier: Apache-2.0
#include "ui/settings/settings_words.h"

#include <QCoreApplication>

#include <array>
#include <string_view>

namespace gatepost::ui {
namespace {

using relay::Settings;

struct SettingsWords {
    Q_DECLARE_TR_FUNCTIONS(SettingsWords)
};

constexpr int kMostMiB = 16 * 1024;

const auto kFields = std::to_array<Field>({
    {"uplink.url", Section::Server, &Settings::uplinkUrl, Unit::None, 0, 0, Look::Address},
    {"uplink.kind", Section::Server, &Settings::uplinkKind},
    {"uplink.ca_file", Section::Server, &Settings::caFile, Unit::None, 0, 0, Look::File},
    {"uplink.proxy", Section::Server, &Settings::proxyMode},
    {"uplink.proxy_url", Section::Server, &Settings::proxyUrl, Unit::None, 0, 0, Look::Address},
    {"uplink.metered", Section::Server, &Settings::metered},
    {"secrets.place", Section::Credentials, &Settings::secretPlace},
    {"secrets.token_file", Section::Credentials, &Settings::tokenFile, Unit::None, 0, 0,
     Look::File},
    {"uplink.cert_file", Section::Credentials, &Settings::certFile, Unit::None, 0, 0, Look::File},
    {"uplink.key_file", Section::Credentials, &Settings::keyFile, Unit::None, 0, 0, Look::File},
    {"local.socket", Section::Local, &Settings::socketPath, Unit::None, 0, 0, Look::Address},
    {"local.body_bytes", Section::Local, &Settings::bodyBytes, Unit::MebiBytes, 1, 64},
    {"local.loopback", Section::Local, &Settings::loopback},
    {"local.loopback_address", Section::Local, &Settings::loopbackAddress, Unit::None, 0, 0,
     Look::Address},
    {"local.loopback_port", Section::Local, &Settings::loopbackPort, Unit::None, 1, 65535},
    {"outbox.bytes", Section::Queue, &Settings::outboxBytes, Unit::MebiBytes, 1, kMostMiB},
    {"outbox.age_seconds", Section::Queue, &Settings::outboxAge, Unit::Days, 1, 3650},
    {"outbox.encrypt", Section::Queue, &Settings::outboxEncrypt},
    {"uplink.userid", Section::Programs, &Settings::userid},
    {"lifetime.grace_seconds", Section::Programs, &Settings::graceSeconds, Unit::Minutes, 0,
     7 * 24 * 60},
    {"lifetime.process_ttl_seconds", Section::Programs, &Settings::processTtl, Unit::Hours, 1,
     24 * 365},
    {"lifetime.process_executables", Section::Programs, &Settings::processExecutables},
    {"companion.start_in_tray", Section::Companion, &Settings::startInTray},
    {"companion.notify_auth", Section::Companion, &Settings::notifyAuth},
    {"companion.notify_lost", Section::Companion, &Settings::notifyLost},
    {"companion.notify_rejected", Section::Companion, &Settings::notifyRejected},
});

const auto kUnshown = std::to_array<Unshown>({
    {"secrets.token_stored", "follows from a token's being entered or removed under First Steps"},
    {"secrets.token_host", "is that of the address for which the token was entered"},
    {"companion.welcome_done", "follows from First Steps' being left"},
});

struct Words {
    std::string_view key;
    QString label;
    QString help;
};

Words wordsOf(std::string_view key) {
    const Words table[] = {
        {"uplink.url", SettingsWords::tr("&Address"),
         SettingsWords::tr("Of the proxy, such as https://metrics.example.org. http only to this "
                           "computer itself.")},
        {"uplink.kind", SettingsWords::tr("&Kind"),
         SettingsWords::tr("A Gatepost proxy, or a bare Pushgateway.")},
        {"uplink.userid", SettingsWords::tr("&User on the series"),
         SettingsWords::tr("Stamped as the label userid where the server does not know who you "
                           "are. Empty: your login name.")},
        {"uplink.ca_file", SettingsWords::tr("&Certificate authority"),
         SettingsWords::tr(
             "A PEM file; only its authorities are trusted. Empty: those of the system.")},
        {"uplink.proxy", SettingsWords::tr("&Web proxy"), {}},
        {"uplink.proxy_url", SettingsWords::tr("Web proxy a&ddress"),
         SettingsWords::tr("Such as http://proxy.example.org:3128.")},
        {"uplink.metered", SettingsWords::tr("Over &metered networks"),
         SettingsWords::tr("Sparingly: everything at once every few minutes. Waiting loses "
                           "nothing.")},
        {"secrets.place", SettingsWords::tr("&Keep the token in"),
         SettingsWords::tr("The token itself is entered under Help, First Steps.")},
        {"secrets.token_file", SettingsWords::tr("&Token file"),
         SettingsWords::tr("Read instead of either place, never written.")},
        {"uplink.cert_file", SettingsWords::tr("&Client certificate"),
         SettingsWords::tr("A PEM file, shown to a server that asks for one. Empty: none.")},
        {"uplink.key_file", SettingsWords::tr("C&ertificate's key"),
         SettingsWords::tr(
             "A PEM file that only you can read. A passphrase that locks it goes below.")},
        {"local.socket", SettingsWords::tr("&Socket path"),
         SettingsWords::tr("Empty: the usual place.")},
        {"local.loopback", SettingsWords::tr("&Listen on a loopback address too"),
         SettingsWords::tr(
             "For clients that know only host and port. Only your own programs are let in, and "
             "web pages never.")},
        {"local.loopback_address", SettingsWords::tr("Loopback &address"),
         SettingsWords::tr("127.0.0.1 or ::1.")},
        {"local.loopback_port", SettingsWords::tr("&Port"), {}},
        {"local.body_bytes", SettingsWords::tr("Largest p&ush"),
         SettingsWords::tr("What is larger is answered 413.")},
        {"outbox.bytes", SettingsWords::tr("&Size at most"),
         SettingsWords::tr("Beyond it the oldest pushes are let go, and the ledger says so.")},
        {"outbox.age_seconds", SettingsWords::tr("&Age at most"),
         SettingsWords::tr("What waited longer is let go, and the ledger says so.")},
        {"outbox.encrypt", SettingsWords::tr("&Encrypt what waits on disk"),
         SettingsWords::tr("The key is kept where the token is. Without it nothing can be read, "
                           "and pushes are answered 503.")},
        {"lifetime.grace_seconds", SettingsWords::tr("&Keep after the program ended"),
         SettingsWords::tr("So that the last values are still scraped.")},
        {"lifetime.process_ttl_seconds", SettingsWords::tr("&Server forgets after"),
         SettingsWords::tr("When this computer is not heard of any more.")},
        {"lifetime.process_executables", SettingsWords::tr("&Groups end with these programs"),
         SettingsWords::tr("One path a line. Others decide with each push.")},
        {"companion.start_in_tray", SettingsWords::tr("Start in the tray, &without a window"), {}},
        {"companion.notify_auth", SettingsWords::tr("Tell me when the &token is refused"), {}},
        {"companion.notify_lost", SettingsWords::tr("Tell me when pushes are l&ost"), {}},
        {"companion.notify_rejected",
         SettingsWords::tr("Tell me when the server &rejects a push"),
         {}},
    };
    for (const auto& words : table)
        if (words.key == key) return words;
    return {};
}

}  // namespace

std::span<const Field> fields() { return kFields; }

std::span<const Unshown> unshown() { return kUnshown; }

QString sectionName(Section section) {
    switch (section) {
        case Section::Server: return SettingsWords::tr("Server");
        case Section::Credentials: return SettingsWords::tr("Credentials");
        case Section::Local: return SettingsWords::tr("Local");
        case Section::Queue: return SettingsWords::tr("Queue");
        case Section::Programs: return SettingsWords::tr("Programs");
        case Section::Targets: return SettingsWords::tr("Scrape Targets");
        case Section::Companion: return SettingsWords::tr("Companion");
    }
    return {};
}

QString sectionHelp(Section section) {
    switch (section) {
        case Section::Server: return SettingsWords::tr("Where everything goes, and by which way.");
        case Section::Credentials:
            return SettingsWords::tr("How this computer proves to the server whose it is.");
        case Section::Local: return SettingsWords::tr("Where programs push to.");
        case Section::Queue:
            return SettingsWords::tr("What is kept while the server cannot be reached.");
        case Section::Programs:
            return SettingsWords::tr(
                "What is stamped on pushes, and how long they last once their "
                "program has ended.");
        case Section::Targets:
            return SettingsWords::tr(
                "Programs that offer their metrics instead of pushing them. "
                "Each is asked at its interval, and what it says is judged "
                "and sent like a push.");
        case Section::Companion: return SettingsWords::tr("This window and its icon.");
    }
    return {};
}

QString fieldLabel(const Field& field) { return wordsOf(field.key).label; }

QString fieldHelp(const Field& field) { return wordsOf(field.key).help; }

std::uint64_t unitSize(Unit unit) {
    switch (unit) {
        case Unit::None: return 1;
        case Unit::MebiBytes: return 1024 * 1024;
        case Unit::Minutes: return 60;
        case Unit::Hours: return 3600;
        case Unit::Days: return 86400;
    }
    return 1;
}

QString unitSuffix(Unit unit) {
    switch (unit) {
        case Unit::None: return {};
        case Unit::MebiBytes: return SettingsWords::tr(" MiB");
        case Unit::Minutes: return SettingsWords::tr(" min");
        case Unit::Hours: return SettingsWords::tr(" h");
        case Unit::Days: return SettingsWords::tr(" days");
    }
    return {};
}

}  // namespace gatepost::ui
