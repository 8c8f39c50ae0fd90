// SPDX-License-Identifier: Apache-2.0
#include "tests/proxy/proxy_fixture.h"

#include <crypt.h>

#include <QFile>
#include <QThread>
#include <algorithm>
#include <array>
#include <charconv>
#include <csignal>
#include <cstdlib>

#include "http/base64.h"
#include "tests/support/free_port.h"

namespace gatepost::test {
namespace {

constexpr int kStartMilliseconds = 20000;
const QString kProgram = QStringLiteral(GATEPOST_BIN_DIR "/gatepost-proxy");

/// "listening on http://127.0.0.1:9092" -> 9092.
std::uint16_t portIn(std::string_view line) {
    const std::size_t colon = line.rfind(':');
    std::uint16_t port = 0;
    if (colon == std::string_view::npos) return port;
    std::from_chars(line.data() + colon + 1, line.data() + line.size(), port);
    return port;
}

}  // namespace

Fields basic(const std::string& user, const std::string& password) {
    return {{"Authorization", "Basic " + http::encodeBase64(user + ":" + password)}};
}

std::string bcrypt(const char* password) {
    std::array<char, CRYPT_GENSALT_OUTPUT_SIZE> salt{};
    crypt_gensalt_rn("$2b$", 4, "0123456789abcdef", 16, salt.data(), salt.size());
    static crypt_data room;
    return crypt_r(password, salt.data(), &room);
}

ProxyProgram::ProxyProgram() : m_process(std::make_unique<QProcess>()) {}

ProxyProgram::~ProxyProgram() {
    if (m_process->state() != QProcess::NotRunning) kill();
}

std::string ProxyProgram::path(const std::string& name) const {
    return m_dir.filePath(QString::fromStdString(name)).toStdString();
}

QString ProxyProgram::program() { return kProgram; }

void ProxyProgram::write(const std::string& name, std::string_view text) {
    const QString target = QString::fromStdString(path(name));
    QFile file(target + QStringLiteral(".fresh"));
    if (!file.open(QIODevice::WriteOnly)) return;
    file.write(text.data(), static_cast<qint64>(text.size()));
    file.close();
    ::rename(file.fileName().toLocal8Bit().constData(), target.toLocal8Bit().constData());
}

ProxyProgram::Ran ProxyProgram::run(const QStringList& arguments) const {
    QProcess process;
    process.setWorkingDirectory(m_dir.path());
    process.start(kProgram, arguments);
    if (!process.waitForFinished(20000)) {
        process.kill();
        process.waitForFinished();
        return {};
    }
    return {process.exitCode(), process.readAllStandardOutput().toStdString(),
            process.readAllStandardError().toStdString()};
}

std::string ProxyProgram::token(const QStringList& arguments) const {
    const Ran ran = run(QStringList{QStringLiteral("token"), QStringLiteral("add"),
                                    QStringLiteral("--tokens"), QStringLiteral("tokens.yml")} +
                        arguments);
    std::string text = ran.out;
    while (text.ends_with('\n')) text.pop_back();
    return text.substr(text.rfind('\n') + 1);
}

bool ProxyProgram::serve(std::string_view yaml, const QStringList& options) {
    write("proxy.yml", yaml);
    m_options = options;
    return serveAgain();
}

bool ProxyProgram::serveAgain() {
    m_ports.clear();
    m_process = std::make_unique<QProcess>();
    m_process->setWorkingDirectory(m_dir.path());
    if (!m_logFile.isEmpty()) m_process->setStandardErrorFile(m_logFile, QIODevice::Append);
    if (m_inherited >= 0) {
        m_process->setChildProcessModifier([fd = m_inherited, names = m_inheritedNames] {
            const auto count = std::ranges::count(names, ':') + 1;
            for (int i = 0; i < count; ++i) ::dup2(fd, 3 + i);
            ::setenv("LISTEN_PID", std::to_string(::getpid()).c_str(), 1);
            ::setenv("LISTEN_FDS", std::to_string(count).c_str(), 1);
            ::setenv("LISTEN_FDNAMES", names.c_str(), 1);
        });
    }
    m_process->start(kProgram, QStringList{QStringLiteral("--config"),
                                           m_dir.filePath(QStringLiteral("proxy.yml"))} +
                                   m_options);
    for (;;) {
        while (m_process->canReadLine()) {
            const std::string line = m_process->readLine().trimmed().toStdString();
            if (line.starts_with("listening on ")) m_ports.push_back(portIn(line));
        }
        if (!m_ports.empty()) return true;
        if (m_process->state() == QProcess::NotRunning && !m_process->canReadLine()) return false;
        if (!m_process->waitForReadyRead(kStartMilliseconds) && m_ports.empty()) {
            return false;
        }
    }
}

void ProxyProgram::inherit(int socket, std::string names) {
    m_inherited = socket;
    m_inheritedNames = std::move(names);
}

std::uint16_t ProxyProgram::port(std::size_t listener) const {
    return listener < m_ports.size() ? m_ports[listener] : 0;
}

int ProxyProgram::stop() {
    m_process->terminate();
    if (!m_process->waitForFinished(20000)) return -1;
    return m_process->exitStatus() == QProcess::NormalExit ? m_process->exitCode() : -2;
}

void ProxyProgram::kill() {
    m_process->kill();
    m_process->waitForFinished();
}

void ProxyProgram::hangUp() { ::kill(static_cast<pid_t>(pid()), SIGHUP); }

std::string ProxyProgram::log() {
    m_process->waitForReadyRead(0);
    m_log += m_process->readAllStandardError().toStdString();
    return m_log;
}

http::Response ProxyProgram::get(std::string_view target, const Fields& fields) const {
    return ask(port(), http::Method::Get, target, fields);
}

http::Response ProxyProgram::put(std::string_view target, std::string_view body,
                                 const Fields& fields) const {
    return ask(port(), http::Method::Put, target, fields, body);
}

http::Response ProxyProgram::post(std::string_view target, std::string_view body,
                                  const Fields& fields) const {
    return ask(port(), http::Method::Post, target, fields, body);
}

http::Response ProxyProgram::del(std::string_view target, const Fields& fields) const {
    return ask(port(), http::Method::Delete, target, fields);
}

std::string ProxyProgram::scraped(std::string_view series, const Fields& fields) const {
    const std::string text = "\n" + get("/metrics", fields).body;
    const std::string start = "\n" + std::string(series) + " ";
    const std::size_t at = text.find(start);
    if (at == std::string::npos) return {};
    const std::size_t value = at + start.size();
    return text.substr(value, text.find('\n', value) - value);
}

void ProxyProgram::pause() { QThread::msleep(50); }

Neighbour::Neighbour(const QString& program, const QStringList& arguments) : m_port(freePort()) {
    QStringList filled;
    for (const QString& argument : arguments) {
        filled.append(QString(argument).replace(QStringLiteral("%1"), QString::number(m_port)));
    }
    m_process.setStandardOutputFile(QProcess::nullDevice());
    m_process.setStandardErrorFile(QProcess::nullDevice());
    m_process.start(program, filled);
    if (!m_process.waitForStarted()) return;
    m_up = ProxyProgram::eventually([this] { return WireSocket(m_port).send("\r\n"); });
}

Neighbour::~Neighbour() { kill(); }

void Neighbour::halt() { ::kill(static_cast<pid_t>(m_process.processId()), SIGSTOP); }

void Neighbour::goOn() { ::kill(static_cast<pid_t>(m_process.processId()), SIGCONT); }

void Neighbour::kill() {
    if (m_process.state() == QProcess::NotRunning) return;
    m_process.kill();
    m_process.waitForFinished();
}

}  // namespace gatepost::test
