// SPDX-License-Identifier: Apache-2.0
// `gatepost status`, `queue`, `quarantine` and `metrics`: what the running relay says, in lines.
#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <cstdio>

#include "app/gatepost/commands.h"
#include "app/gatepost/counted.h"
#include "app/gatepost/local_client.h"

namespace gatepost::app {

namespace {

int fail(const std::string& why) {
    std::fprintf(stderr, "gatepost: %s\n", why.c_str());
    return kFailed;
}

struct Refused {
    int status = 0;  // 0: there was no answer
    std::string text;
};

std::expected<std::string, Refused> body(const AskArguments& arguments, http::Method method,
                                         std::string target) {
    LocalRequest request;
    request.method = method;
    request.target = std::move(target);
    auto response = ask(arguments.socket, request);
    if (!response) return std::unexpected(Refused{0, response.error()});
    if (response->status < 300) return std::move(response->body);
    std::string why = response->body;
    while (why.ends_with('\n')) why.pop_back();
    if (why.empty()) why = "status " + std::to_string(response->status);
    return std::unexpected(Refused{response->status, std::move(why)});
}

QJsonValue dataOf(const std::string& text) {
    return QJsonDocument::fromJson(QByteArray::fromStdString(text))
        .object()
        .value(QLatin1String("data"));
}

void line(const char* name, const QString& value) {
    std::printf("%-12s %s\n", name, qUtf8Printable(value));
}

QString text(const QJsonObject& object, const char* name) {
    const QJsonValue value = object.value(QLatin1String(name));
    return value.isDouble() ? QString::number(value.toInteger()) : value.toString();
}

QString moment(const QJsonObject& object, const char* name) {
    const qint64 at = object.value(QLatin1String(name)).toInteger();
    if (at == 0) return QStringLiteral("-");
    const QDateTime local = QDateTime::fromMSecsSinceEpoch(at);
    // With its offset, or "Z": RFC 3339.
    return local.toOffsetFromUtc(local.offsetFromUtc()).toString(Qt::ISODate);
}

/// The sum, `what`, and how much of it is whose.
QString byCause(const QJsonObject& causes, const QString& what) {
    qint64 sum = 0;
    QStringList words;
    for (auto cause = causes.begin(); cause != causes.end(); ++cause) {
        sum += cause.value().toInteger();
        if (cause.value().toInteger() > 0)
            words += cause.key() + u' ' + QString::number(cause.value().toInteger());
    }
    QString out = QString::number(sum) + u' ' + what;
    if (!words.isEmpty()) out += QStringLiteral(" (") + words.join(QStringLiteral(", ")) + u')';
    return out;
}

QString lost(const QJsonObject& ledger) {
    return byCause(ledger.value(QLatin1String("lost")).toObject(), QStringLiteral("lost"));
}

QString refusals(const QJsonObject& relay) {
    return byCause(relay.value(QLatin1String("refusals")).toObject(),
                   QStringLiteral("pushes refused here since the start"));
}

/// Whether there is a token, and how well it is kept.
QString token(const QJsonObject& relay) {
    if (const QString error = text(relay, "token_error"); !error.isEmpty())
        return QStringLiteral("cannot be read: ") + error;
    const QString place = text(relay, "token_place");
    if (place == QStringLiteral("keychain")) return QStringLiteral("in the keychain");
    if (place == QStringLiteral("file"))
        return QStringLiteral("in a file that only you can read (mode 0600), in no keychain");
    if (place == QStringLiteral("token file"))
        return QStringLiteral("in the token file that was named");
    return text(relay, "secrets");
}

void printStatus(const QJsonObject& relay) {
    const QJsonObject upstream = relay.value(QLatin1String("upstream")).toObject();
    const QJsonObject queue = relay.value(QLatin1String("queue")).toObject();
    const QJsonObject ledger = relay.value(QLatin1String("ledger")).toObject();
    const QJsonObject lint = relay.value(QLatin1String("lint")).toObject();
    line("relay", text(relay, "intake") + QStringLiteral(" on ") + text(relay, "endpoint"));
    if (const QString loopback = text(relay, "loopback"); !loopback.isEmpty())
        line("loopback", loopback);
    QString uplink = text(upstream, "state");
    if (const QString url = text(upstream, "url"); !url.isEmpty())
        uplink += QStringLiteral(", ") + url;
    if (const QString error = text(upstream, "error"); !error.isEmpty())
        uplink += QStringLiteral(": ") + error;
    line("uplink", uplink);
    line("token", token(relay));
    line("queue", text(queue, "entries") + QStringLiteral(" waiting, ") + text(queue, "bytes") +
                      QStringLiteral(" bytes, oldest ") + moment(queue, "oldest"));
    line("pushes", text(ledger, "received") + QStringLiteral(" received, ") +
                       text(ledger, "delivered") + QStringLiteral(" delivered, ") +
                       text(ledger, "superseded") + QStringLiteral(" superseded, ") +
                       text(ledger, "waiting") + QStringLiteral(" waiting, ") +
                       text(ledger, "quarantined") + QStringLiteral(" quarantined, ") +
                       lost(ledger));
    const auto found = [&lint](const char* member, const char* what) {
        const auto count = lint.value(QLatin1String(member)).toInteger();
        return QString::fromStdString(counted(static_cast<std::uint64_t>(count), what));
    };
    line("lint", found("errors", "error") + QStringLiteral(", ") + found("warnings", "warning") +
                     QStringLiteral(", ") + text(lint, "refused") + QStringLiteral(" refused"));
    line("rules", text(relay, "rules"));
    QString outbox = text(relay, "outbox");
    if (relay.value(QLatin1String("outbox_encrypted")).toBool())
        outbox += QStringLiteral(", encrypted");
    if (const QString error = text(relay, "outbox_error"); !error.isEmpty())
        outbox += QStringLiteral(": ") + error;
    line("outbox", outbox);
    if (const QString file = text(relay, "set_aside_in_clear"); !file.isEmpty())
        line("in clear", file + QStringLiteral(" was damaged and set aside; delete it once you "
                                               "need nothing of it"));
    line("refused", refusals(relay));
}

void printProblems(const QJsonObject& entry, const char* before) {
    for (const QJsonValue& problem : entry.value(QLatin1String("problems")).toArray()) {
        const QJsonObject one = problem.toObject();
        const bool warning = text(one, "severity") == QLatin1String("warning");
        std::printf("%s%s:%s %s: %s (%s%s)\n", before, qUtf8Printable(text(one, "line")),
                    qUtf8Printable(text(one, "column")), qUtf8Printable(text(one, "metric")),
                    qUtf8Printable(text(one, "text")), qUtf8Printable(text(one, "rule")),
                    warning ? ", a warning" : "");
    }
}

/// The groups whose last push the relay refused, and why.
int printRefused(const AskArguments& arguments) {
    const auto answer = body(arguments, http::Method::Get, "/api/v1/groups");
    if (!answer) return fail(answer.error().text);
    for (const QJsonValue& value : dataOf(*answer).toArray()) {
        const QJsonObject group = value.toObject();
        const QJsonObject refusal = group.value(QLatin1String("refusal")).toObject();
        if (refusal.isEmpty()) continue;
        std::printf("    %s, refused %s with %s: %s\n", qUtf8Printable(text(group, "path")),
                    qUtf8Printable(moment(refusal, "at")), qUtf8Printable(text(refusal, "status")),
                    qUtf8Printable(text(refusal, "sentence")));
        printProblems(refusal, "        ");
    }
    return kFine;
}

/// An exposition that says in comments where it was to go and why it did not.
void printExport(const QJsonObject& entry) {
    std::printf("# %s %s\n", qUtf8Printable(text(entry, "method")),
                qUtf8Printable(text(entry, "path")));
    if (entry.contains(QLatin1String("rejected_at"))) {
        const QString reason = text(entry, "reason");
        std::printf("# status %s\n", qUtf8Printable(text(entry, "status")));
        for (const QString& words : reason.split(QLatin1Char('\n')))
            std::printf("# %s\n", qUtf8Printable(words));
        printProblems(entry, "# ");
    }
    std::printf("%s", qUtf8Printable(text(entry, "text")));
}

int exportEntries(const AskArguments& arguments, const std::string& base) {
    std::vector<std::string> ids{arguments.id};
    if (arguments.id.empty()) {
        const auto answer = body(arguments, http::Method::Get, base);
        if (!answer) return fail(answer.error().text);
        ids.clear();
        for (const QJsonValue& value : dataOf(*answer).toArray())
            ids.push_back(text(value.toObject(), "id").toStdString());
    }
    for (const std::string& id : ids) {
        const auto answer = body(arguments, http::Method::Get, base + "/" + id);
        // Of all that were listed, one may have left meanwhile.
        if (!answer && answer.error().status == 404 && arguments.id.empty()) continue;
        if (!answer) return fail(answer.error().text);
        printExport(dataOf(*answer).toObject());
    }
    return kFine;
}

/// show, export, drop or retry of one entry; nullopt: list them.
std::optional<int> act(const AskArguments& arguments, const std::string& base) {
    if (arguments.action.empty()) return std::nullopt;
    if (arguments.action == "export") return exportEntries(arguments, base);
    if (arguments.id.empty()) {
        (void)fail(arguments.action + " needs an ID");
        return kUsage;
    }
    const std::string target = base + "/" + arguments.id;
    std::expected<std::string, Refused> answer;
    if (arguments.action == "show") answer = body(arguments, http::Method::Get, target);
    if (arguments.action == "drop") answer = body(arguments, http::Method::Delete, target);
    if (arguments.action == "retry")
        answer = body(arguments, http::Method::Post, target + "/retry");
    if (!answer) return fail(answer.error().text);
    if (arguments.action != "show") return kFine;
    const QJsonObject entry = dataOf(*answer).toObject();
    if (arguments.json) {
        std::printf("%s\n", answer->c_str());
    } else {
        std::printf("%s", qUtf8Printable(text(entry, "text")));
    }
    return kFine;
}

}  // namespace

int runStatus(const AskArguments& arguments) {
    const auto answer = body(arguments, http::Method::Get, "/api/v1/status");
    if (!answer) return fail(answer.error().text);
    if (arguments.json) {
        std::printf("%s\n", answer->c_str());
    } else {
        const QJsonObject relay =
            dataOf(*answer).toObject().value(QLatin1String("relay")).toObject();
        printStatus(relay);
        const QJsonObject lint = relay.value(QLatin1String("lint")).toObject();
        if (lint.value(QLatin1String("refused")).toInteger() > 0) return printRefused(arguments);
    }
    return kFine;
}

int runQueue(const AskArguments& arguments) {
    if (arguments.action == "retry") {
        if (!arguments.id.empty()) {
            (void)fail("retry takes no ID: it tries everything that waits");
            return kUsage;
        }
        const auto done = body(arguments, http::Method::Post, "/api/v1/queue/retry");
        return done ? kFine : fail(done.error().text);
    }
    if (const auto done = act(arguments, "/api/v1/queue")) return *done;
    const auto answer = body(arguments, http::Method::Get, "/api/v1/queue");
    if (!answer) return fail(answer.error().text);
    if (arguments.json) {
        std::printf("%s\n", answer->c_str());
        return kFine;
    }
    const QJsonArray entries = dataOf(*answer).toArray();
    if (entries.isEmpty()) std::printf("nothing waits\n");
    for (const QJsonValue& value : entries) {
        const QJsonObject entry = value.toObject();
        const bool inFlight = entry.value(QLatin1String("in_flight")).toBool();
        std::printf("%s %s %s, pushes: %s, %s bytes, since %s%s%s%s\n",
                    qUtf8Printable(text(entry, "id")), qUtf8Printable(text(entry, "method")),
                    qUtf8Printable(text(entry, "path")), qUtf8Printable(text(entry, "pushes")),
                    qUtf8Printable(text(entry, "bytes")),
                    qUtf8Printable(moment(entry, "pushed_at")), inFlight ? ", in flight" : "",
                    text(entry, "last_error").isEmpty() ? "" : ", last answer: ",
                    qUtf8Printable(text(entry, "last_error")));
    }
    return kFine;
}

int runQuarantine(const AskArguments& arguments) {
    if (const auto done = act(arguments, "/api/v1/quarantine")) return *done;
    const auto answer = body(arguments, http::Method::Get, "/api/v1/quarantine");
    if (!answer) return fail(answer.error().text);
    if (arguments.json) {
        std::printf("%s\n", answer->c_str());
        return kFine;
    }
    const QJsonArray entries = dataOf(*answer).toArray();
    if (entries.isEmpty()) std::printf("nothing is quarantined\n");
    for (const QJsonValue& value : entries) {
        const QJsonObject entry = value.toObject();
        std::printf("%s %s %s, rejected %s with %s: %s\n", qUtf8Printable(text(entry, "id")),
                    qUtf8Printable(text(entry, "method")), qUtf8Printable(text(entry, "path")),
                    qUtf8Printable(moment(entry, "rejected_at")),
                    qUtf8Printable(text(entry, "status")), qUtf8Printable(text(entry, "reason")));
        printProblems(entry, "    ");
    }
    return kFine;
}

int runMetrics(const AskArguments& arguments) {
    const auto answer = body(arguments, http::Method::Get, "/metrics");
    if (!answer) return fail(answer.error().text);
    std::fwrite(answer->data(), 1, answer->size(), stdout);
    return kFine;
}

}  // namespace gatepost::app
