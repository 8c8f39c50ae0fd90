// SPDX-License-Identifier: Apache-2.0
// The real gatepost-proxy in a directory of its own, on free ports of the loopback; ended by its
// own process with the fixture. And any other server program on a free port.
#pragma once

#include <QProcess>
#include <QStringList>
#include <QTemporaryDir>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tests/proxy/wire_client.h"

namespace gatepost::test {

class ProxyProgram {
public:
    ProxyProgram();
    ~ProxyProgram();

    /// Writes a file of the directory, whole and by rename.
    void write(const std::string& name, std::string_view text);
    [[nodiscard]] std::string path(const std::string& name) const;
    [[nodiscard]] static QString program();
    /// Runs the program with arguments to its end; answers exit code and output.
    struct Ran {
        int code = -1;
        std::string out;
        std::string err;
    };
    [[nodiscard]] Ran run(const QStringList& arguments) const;
    /// `token add ...` on tokens.yml: the token.
    [[nodiscard]] std::string token(const QStringList& arguments) const;
    /// Writes proxy.yml and serves; false where it does not come up (see log()).
    [[nodiscard]] bool serve(std::string_view yaml, const QStringList& options = {});
    [[nodiscard]] bool serveAgain();
    /// The next start hands the listening socket over as systemd does.
    void inherit(int socket, std::string names);
    /// The next start writes its log there; log() has none of it.
    void logTo(const std::string& file) { m_logFile = QString::fromStdString(file); }
    [[nodiscard]] std::uint16_t port(std::size_t listener = 0) const;
    /// SIGTERM; the exit code.
    int stop();
    /// SIGKILL.
    void kill();
    void hangUp();
    [[nodiscard]] std::string log();
    [[nodiscard]] qint64 pid() const { return m_process->processId(); }

    // Verbs on the first listener.
    [[nodiscard]] http::Response get(std::string_view target, const Fields& fields = {}) const;
    [[nodiscard]] http::Response put(std::string_view target, std::string_view body,
                                     const Fields& fields = {}) const;
    [[nodiscard]] http::Response post(std::string_view target, std::string_view body,
                                      const Fields& fields = {}) const;
    [[nodiscard]] http::Response del(std::string_view target, const Fields& fields = {}) const;
    /// A metric or series of /metrics as its line's value; empty where it is not there.
    [[nodiscard]] std::string scraped(std::string_view series, const Fields& fields = {}) const;
    /// Waits until `condition`, at most half a minute.
    template <typename Condition>
    [[nodiscard]] static bool eventually(Condition&& condition) {
        for (int i = 0; i < 600; ++i) {
            if (condition()) return true;
            pause();
        }
        return false;
    }
    static void pause();

private:
    QTemporaryDir m_dir;
    std::unique_ptr<QProcess> m_process;
    std::vector<std::uint16_t> m_ports;
    std::string m_log;
    QString m_logFile;
    QStringList m_options;
    int m_inherited = -1;
    std::string m_inheritedNames;
};

[[nodiscard]] inline Fields bearer(const std::string& token) {
    return {{"Authorization", "Bearer " + token}};
}
[[nodiscard]] Fields basic(const std::string& user, const std::string& password);
/// A hash as web.yml holds it, of cost 4: the cheapest there is.
[[nodiscard]] std::string bcrypt(const char* password);

/// Without auth, lint errors let through or not.
inline constexpr std::string_view kOpen =
    "listen: [{ address: '127.0.0.1:0' }]\n"
    "upstream: { data_dir: data }\n";
/// The same where no answer waits for the disk: for pushes that are many, or that a limit times.
inline constexpr std::string_view kUndurable =
    "listen: [{ address: '127.0.0.1:0' }]\n"
    "upstream: { data_dir: data, durability: 'off' }\n";

inline constexpr std::string_view kGood =
    "# HELP app_requests_total Requests.\n"
    "# TYPE app_requests_total counter\n"
    "app_requests_total{path=\"/\"} 3\n";

/// Some other server that listens on the port it is told.
class Neighbour {
public:
    /// `%1` in an argument becomes the port. Waits until it accepts connections.
    Neighbour(const QString& program, const QStringList& arguments);
    ~Neighbour();
    [[nodiscard]] std::uint16_t port() const { return m_port; }
    [[nodiscard]] bool up() const { return m_up; }
    /// Stands still, while the system still accepts connections for it; and goes on.
    void halt();
    void goOn();
    void kill();

private:
    QProcess m_process;
    std::uint16_t m_port = 0;
    bool m_up = false;
};

}  // namespace gatepost::test
