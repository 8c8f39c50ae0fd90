// SPDX-License-Identifier: Apache-2.0
#include "tests/ui/samples.h"

#include <QDateTime>

#include "metrics/exposition/readers.h"
#include "metrics/lint/linter.h"

namespace gatepost::tests {
namespace {

constexpr auto kShop =
    "# HELP shop_orders_total Orders taken.\n"
    "# TYPE shop_orders_total counter\n"
    "shop_orders_total{endpoint=\"/api/orders\",method=\"POST\"} 1284\n"
    "shop_orders_total{endpoint=\"/api/orders\",method=\"GET\"} 90211\n"
    "shop_orders_total{endpoint=\"/api/users\",method=\"GET\"} 311\n"
    "# HELP shop_basket_items Items in baskets now.\n"
    "# TYPE shop_basket_items gauge\n"
    "shop_basket_items 42\n"
    "# HELP shop_request_duration_seconds How long requests take.\n"
    "# TYPE shop_request_duration_seconds histogram\n"
    "shop_request_duration_seconds_bucket{method=\"GET\",le=\"0.05\"} 120\n"
    "shop_request_duration_seconds_bucket{method=\"GET\",le=\"0.1\"} 310\n"
    "shop_request_duration_seconds_bucket{method=\"GET\",le=\"0.25\"} 402\n"
    "shop_request_duration_seconds_bucket{method=\"GET\",le=\"0.5\"} 431\n"
    "shop_request_duration_seconds_bucket{method=\"GET\",le=\"1\"} 440\n"
    "shop_request_duration_seconds_bucket{method=\"GET\",le=\"+Inf\"} 444\n"
    "shop_request_duration_seconds_sum{method=\"GET\"} 51.25\n"
    "shop_request_duration_seconds_count{method=\"GET\"} 444\n";

constexpr auto kSloppy =
    "# TYPE backupDuration gauge\n"
    "backupDuration{target=\"nas\"} 12.5\n"
    "# HELP backup_bytes Bytes copied.\n"
    "# TYPE backup_bytes counter\n"
    "backup_bytes{target=\"nas\"} 7.5e+09\n"
    "# HELP backup_last_success_seconds When it went well last.\n"
    "# TYPE backup_last_success_seconds gauge\n"
    "backup_last_success_seconds 1.7464715532050078e+09\n";

}  // namespace

metrics::FamilySet familiesOf(const std::string& text) {
    const auto read = metrics::readText(text);
    if (!read) qFatal("a sample does not parse: %s", read.error().message.c_str());
    return metrics::FamilySet(*read);
}

relay::GroupSnapshot group(const std::string& job, const std::string& text,
                           const std::string& executable) {
    relay::GroupSnapshot group;
    group.key = metrics::GroupingKey({{"job", job}});
    group.id = metrics::groupId(group.key);
    group.owner.pid = 4242;
    group.owner.executable = executable;
    group.owner.user = "maria";
    group.owner.alive = true;
    group.lastPush = QDateTime::currentMSecsSinceEpoch() - 3000;
    group.revision = 1;
    group.state = relay::GroupState::Delivered;
    group.families = familiesOf(text);
    const auto again = metrics::readText(group.families.text());
    group.problems = metrics::lint(*again, {});
    return group;
}

relay::RelaySnapshot busy() {
    const auto now = QDateTime::currentMSecsSinceEpoch();
    relay::RelaySnapshot snapshot;
    auto shop = group("shop", kShop);
    shop.key = metrics::GroupingKey({{"job", "shop"}, {"session_key", "8f3c1a20"}});
    shop.id = metrics::groupId(shop.key);
    shop.lifetime = relay::Lifetime::Process;
    shop.state = relay::GroupState::Waiting;
    auto backup = group("backup", kSloppy, "/usr/local/bin/nightly-backup");
    backup.lastPush = now - 3 * 3600 * 1000;
    auto refused = group("editor",
                         "# HELP editor_saves_total Files saved.\n"
                         "# TYPE editor_saves_total counter\neditor_saves_total 7\n");
    relay::Refusal refusal;
    refusal.status = 400;
    refusal.sentence =
        "text format parsing error in line 3: expected float as value, got \"seven\"";
    refusal.body =
        "# HELP editor_saves_total Files saved.\n# TYPE editor_saves_total counter\n"
        "editor_saves_total seven\n";
    refusal.problems = {{"unreadable", "editor_saves_total",
                         "expected float as value, got \"seven\"", metrics::Severity::Error, 3, 20,
                         5}};
    refused.refusal = refusal;
    refused.state = relay::GroupState::Refused;
    snapshot.groups = {backup, refused, shop};

    relay::QueueEntry entry;
    entry.id = 11;
    entry.groupId = shop.id;
    entry.key = shop.key;
    entry.pushes = 37;
    entry.bytes = 18'204;
    entry.pushedAt = now - 190'000;
    entry.attempts = 4;
    entry.retryAt = now + 40'000;
    entry.lastError = "Connection refused";
    snapshot.queue.push_back(entry);

    relay::QuarantineEntry rejected;
    rejected.id = 5;
    rejected.groupId = backup.id;
    rejected.key = backup.key;
    rejected.rejectedAt = now - 3'600'000;
    rejected.status = 422;
    rejected.reason = "2 problems\n";
    rejected.problems = backup.problems;
    rejected.families = backup.families;
    snapshot.quarantine.push_back(rejected);
    return snapshot;
}

relay::RelayStatus busyStatus() {
    const auto now = QDateTime::currentMSecsSinceEpoch();
    relay::RelayStatus status;
    status.intake = relay::Intake::Listening;
    status.endpoint = "/run/user/1000/gatepost/relay.sock";
    status.upstream = relay::Upstream::Backoff;
    status.upstreamUrl = "https://metrics.example.org";
    status.upstreamError = "Connection refused";
    status.retryAt = now + 40'000;
    status.queue = {1, 18'204, now - 190'000, 1};
    status.ledger = {1520, 1440, 42, 37, 1, {}};
    status.lint = {1, 2, 1};
    status.refusals = {.malformed = 1, .tooLarge = 0, .judged = 214, .clash = 3};
    status.secrets = relay::SecretState::Ready;
    status.rules = relay::Rules::Fetched;
    status.groups = 3;
    status.since = now - 86'400'000;
    return status;
}

std::string manySeries(int count, double value) {
    std::string text = "# HELP load_events_total Events.\n# TYPE load_events_total counter\n";
    for (int i = 0; i < count; ++i)
        text += "load_events_total{instance=\"node-" + std::to_string(i / 10) + "\",shard=\"" +
                std::to_string(i % 10) + "\"} " + std::to_string(static_cast<long>(value) + i) +
                "\n";
    return text;
}

ui::PreviewPointer previewOf(ui::Digester& digester, relay::RelaySnapshot snapshot) {
    return digester.digest(std::make_shared<relay::RelaySnapshot>(std::move(snapshot)));
}

}  // namespace gatepost::tests
