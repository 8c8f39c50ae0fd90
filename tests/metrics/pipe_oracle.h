// SPDX-License-Identifier: Apache-2.0
// A program that judges texts for us over its standard input and output: each request and each part
// of an answer is a length (four bytes, little-endian) and so many bytes.
#pragma once

#include <QProcess>
#include <array>
#include <cstdint>
#include <string>

namespace gatepost::tests {

class PipeOracle {
public:
    /// Builds the Go program with the packages that Debian installs, and starts it.
    bool startGo(const QString& source, const QString& program) {
        QProcess build;
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("GO111MODULE"), QStringLiteral("off"));
        environment.insert(QStringLiteral("GOPATH"), QStringLiteral("/usr/share/gocode"));
        build.setProcessEnvironment(environment);
        build.setProcessChannelMode(QProcess::ForwardedChannels);
        build.start(QStringLiteral("go"),
                    {QStringLiteral("build"), QStringLiteral("-o"), program, source});
        if (!build.waitForFinished(300'000) || build.exitCode() != 0) return false;
        return start(program);
    }

    bool start(const QString& program, const QStringList& arguments = {}) {
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(program, arguments);
        return m_process.waitForStarted();
    }

    void ask(const std::string& text) {
        const auto size = static_cast<std::uint32_t>(text.size());
        std::array<char, 4> length{};
        for (unsigned i = 0; i < 4; ++i) length[i] = static_cast<char>(size >> (8 * i));
        m_process.write(length.data(), 4);
        m_process.write(text.data(), static_cast<qint64>(text.size()));
    }

    /// The next part of the answer.
    std::string part() {
        std::uint32_t size = 0;
        const std::string length = bytes(4);
        for (unsigned i = 0; i < 4 && i < length.size(); ++i)
            size |= std::uint32_t{static_cast<unsigned char>(length[i])} << (8 * i);
        return bytes(size);
    }

    void stop() {
        m_process.closeWriteChannel();
        m_process.waitForFinished();
    }

private:
    std::string bytes(qint64 count) {
        QByteArray out;
        while (out.size() < count) {
            if (m_process.bytesAvailable() == 0 && !m_process.waitForReadyRead(30'000)) break;
            out += m_process.read(count - out.size());
        }
        return out.toStdString();
    }

    QProcess m_process;
};

}  // namespace gatepost::tests
