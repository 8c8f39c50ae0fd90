// SPDX-License-Identifier: Apache-2.0
// The built `gatepost`: one run of it, and a relay process in a directory. Each ends with its
// object. Knows nothing of our headers, for a function here is called `gatepost`.
#pragma once

#include <QByteArray>
#include <QProcess>
#include <QString>
#include <QStringList>
#include <csignal>

namespace gatepost_tests {

inline const QString kGatepost = QStringLiteral(GATEPOST_BIN_DIR "/gatepost");

struct Run {
    int code = -1;
    QByteArray out;
    QByteArray err;
};

inline Run run(const QString& program, const QStringList& arguments, const QByteArray& input = {}) {
    QProcess process;
    process.start(program, arguments);
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished(30'000)) return {};
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

inline Run gatepost(const QStringList& arguments, const QByteArray& input = {}) {
    return run(kGatepost, arguments, input);
}

/// `gatepost relay` in a directory; ends with the object.
class RelayProcess {
public:
    explicit RelayProcess(const QString& directory, const QStringList& more = {})
        : m_socket(directory + QStringLiteral("/run/relay.sock")) {
        m_process.start(
            kGatepost,
            QStringList{QStringLiteral("relay"), QStringLiteral("--portable"), directory} + more);
        m_process.waitForReadyRead(10'000);
        line = QString::fromUtf8(m_process.readLine()).trimmed();
    }
    ~RelayProcess() { kill(SIGKILL); }

    int kill(int signal) {
        if (m_process.state() != QProcess::Running) return m_process.exitCode();
        ::kill(static_cast<pid_t>(m_process.processId()), signal);
        if (!m_process.waitForFinished(10'000)) return -1;
        return m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1;
    }
    void signal(int number) const { ::kill(static_cast<pid_t>(m_process.processId()), number); }
    [[nodiscard]] QByteArray err() { return m_process.readAllStandardError(); }
    [[nodiscard]] bool waitForEnd() {
        return m_process.state() == QProcess::NotRunning || m_process.waitForFinished(10'000);
    }
    [[nodiscard]] int exitCode() const { return m_process.exitCode(); }
    [[nodiscard]] qint64 pid() const { return m_process.processId(); }
    [[nodiscard]] Run ask(QStringList arguments, const QByteArray& input = {}) const {
        arguments.insert(1, QStringLiteral("--socket"));
        arguments.insert(2, m_socket);
        return gatepost(arguments, input);
    }
    [[nodiscard]] Run push(const QString& job, const QByteArray& text,
                           const QStringList& more = {}) const {
        return ask(QStringList{QStringLiteral("push"), QStringLiteral("--job"), job} + more, text);
    }
    QString line;

private:
    QString m_socket;
    QProcess m_process;
};

inline QStringList words(const char* text) { return QString::fromLatin1(text).split(u' '); }

}  // namespace gatepost_tests
