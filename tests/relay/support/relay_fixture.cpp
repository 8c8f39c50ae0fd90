// SPDX-License-Identifier: Apache-2.0
#include "tests/relay/support/relay_fixture.h"

#include <QJsonDocument>
#include <QSemaphore>
#include <chrono>

namespace gatepost::testing {

bool waitUntil(const std::function<bool()>& condition, int milliseconds) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(milliseconds);
    while (std::chrono::steady_clock::now() < end) {
        if (condition()) return true;
        QThread::msleep(10);
    }
    return condition();
}

RelayFixture::RelayFixture() {
    const std::filesystem::path directory(m_directory.path().toStdString());
    options.socketPath = directory / "run" / "relay.sock";
    options.stateDirectory = directory / "state";
    options.vfs = m_disk.name();
    options.pace = 0.02;
    options.returnSpread = std::chrono::milliseconds(50);
}

RelayFixture::~RelayFixture() { stop(); }

bool RelayFixture::start() {
    if (m_relay) qFatal("the relay runs already");
    m_status = {};
    m_relay = relay::makeRelay(options);
    QObject::connect(
        m_relay.get(), &relay::Relay::statusChanged, m_relay.get(),
        [this](const relay::StatusPointer& status) {
            const std::lock_guard lock(m_mutex);
            m_status = *status;
        },
        Qt::DirectConnection);
    m_relay->moveToThread(&m_thread);
    m_thread.start();
    m_relay->start();
    const bool decided = waitUntil([this] { return status().intake != relay::Intake::Starting; });
    return decided && status().intake == relay::Intake::Listening;
}

void RelayFixture::stop() {
    if (!m_relay) return;
    QSemaphore stopped;
    QObject::connect(
        m_relay.get(), &relay::Relay::stopped, m_relay.get(), [&stopped] { stopped.release(); },
        Qt::DirectConnection);
    m_relay->stop();
    stopped.tryAcquire(1, 5000);
    m_thread.quit();
    m_thread.wait();
    m_relay.reset();
}

relay::RelayStatus RelayFixture::status() const {
    const std::lock_guard lock(m_mutex);
    return m_status;
}

http::Response RelayFixture::ask(http::Method method, const std::string& target,
                                 const std::string& body,
                                 const std::vector<http::Field>& fields) const {
    return exchange(RawClient::local(socket()), method, target, body, fields);
}

http::Response RelayFixture::put(const std::string& path, const std::string& body,
                                 const std::vector<http::Field>& fields) const {
    return ask(http::Method::Put, path, body, fields);
}

http::Response RelayFixture::post(const std::string& path, const std::string& body) const {
    return ask(http::Method::Post, path, body);
}

http::Response RelayFixture::get(const std::string& path) const {
    return ask(http::Method::Get, path);
}

http::Response RelayFixture::remove(const std::string& path) const {
    return ask(http::Method::Delete, path);
}

QJsonValue RelayFixture::data(const std::string& path) const {
    return QJsonDocument::fromJson(QByteArray::fromStdString(get(path).body))
        .object()
        .value(QLatin1String("data"));
}

QJsonObject RelayFixture::ledger() const { return data("/api/v1/ledger").toObject(); }

bool RelayFixture::waitForUpstream(relay::Upstream upstream, int milliseconds) const {
    return waitUntil([&] { return status().upstream == upstream; }, milliseconds);
}

bool RelayFixture::waitUntilIdle(int milliseconds) const {
    return waitUntil(
        [this] {
            return data("/api/v1/queue").isArray() &&
                   ledger().value(QLatin1String("waiting")).toInteger() == 0;
        },
        milliseconds);
}

}  // namespace gatepost::testing
