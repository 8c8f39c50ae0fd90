// SPDX-License-Identifier: Apache-2.0
// A backlog on its way out, as a server at the far end records it.
#include <QTest>
#include <algorithm>

#include "http/batch.h"
#include "tests/relay/support/fake_upstream.h"
#include "tests/relay/support/relay_fixture.h"

using namespace gatepost;
using namespace gatepost::relay;
using namespace gatepost::testing;

namespace {

constexpr int kGroups = 20;

struct Backlog {
    FakeUpstream upstream;
    RelayFixture relay;

    /// Groups 0 to 19, one after the other, and then number 5 once more, while nobody answers; as
    /// often tried as pushed.
    [[nodiscard]] bool gather(UplinkKind kind) {
        upstream.down();
        relay.options.settings.uplinkUrl = upstream.url();
        relay.options.settings.uplinkKind = kind;
        relay.options.pace = 0.001;
        if (!relay.start()) return false;
        for (int i = 0; i < kGroups; ++i) push(i);
        push(5);
        relay.relay().pause();
        if (!relay.waitForUpstream(Upstream::Paused)) return false;
        upstream.listen();
        return true;
    }
    void push(int group) const {
        if (relay.put("/metrics/job/j" + std::to_string(group), "m 1\n").status != 202)
            qFatal("no push");
    }
    static int groupOf(std::string_view path) {
        return std::atoi(
            std::string(path.substr(std::string_view("/metrics/job/j").size())).c_str());
    }
    static std::vector<int> newestFirst() {
        std::vector<int> groups{5};
        for (int i = kGroups - 1; i >= 0; --i)
            if (i != 5) groups.push_back(i);
        return groups;
    }
};

}  // namespace

class TestDrain : public QObject {
    Q_OBJECT
private slots:
    void aBatchHasTheNewestStateFirst() {
        Backlog backlog;
        QVERIFY(backlog.gather(UplinkKind::Gatepost));
        backlog.relay.relay().resume();
        backlog.relay.relay().retryNow();
        QVERIFY(backlog.relay.waitUntilIdle());
        std::vector<int> groups;
        for (const auto& request : backlog.upstream.requests()) {
            if (request.head.path() != "/api/v1/pushes") {
                groups.push_back(Backlog::groupOf(request.head.path()));
                continue;
            }
            std::string_view body = request.body;
            while (const auto line = http::nextLine(body)) {
                const auto push = http::readBatchLine(*line);
                QVERIFY(push.has_value());
                groups.push_back(Backlog::groupOf(push->path));
            }
        }
        QCOMPARE(groups, Backlog::newestFirst());
    }

    /// A Pushgateway gets them singly, a few at a time: nobody is more than those few out of place.
    void singlesGoFromTheNewestOn() {
        constexpr std::ptrdiff_t kAtOnce = 4;
        Backlog backlog;
        QVERIFY(backlog.gather(UplinkKind::Pushgateway));
        // Longer than what came on another connection takes to be noted.
        backlog.upstream.script([](const http::Request&) -> std::optional<FakeUpstream::Reply> {
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
            return std::nullopt;
        });
        backlog.relay.relay().resume();
        backlog.relay.relay().retryNow();
        QVERIFY(backlog.relay.waitUntilIdle());
        std::vector<int> groups;
        for (const auto& request : backlog.upstream.requests())
            groups.push_back(Backlog::groupOf(request.head.path()));
        const auto ideal = Backlog::newestFirst();
        QCOMPARE(groups.size(), ideal.size());
        for (std::size_t i = 0; i < ideal.size(); ++i) {
            const auto place = std::ranges::find(groups, ideal[i]) - groups.begin();
            QVERIFY2(std::abs(place - static_cast<std::ptrdiff_t>(i)) < kAtOnce,
                     std::to_string(ideal[i]).c_str());
        }
    }
};

QTEST_GUILESS_MAIN(TestDrain)
#include "test_drain.moc"
