// SPDX-License-Identifier: Apache-2.0
// Certificates by openssl and requests by curl, in the directory of a proxy's fixture.
#pragma once

#include <QProcess>
#include <cstdlib>
#include <string>
#include <vector>

#include "tests/proxy/proxy_fixture.h"

namespace gatepost::test {

struct TlsTool {
    ProxyProgram& proxy;
    /// Its output.
    std::string run(const char* program, const std::vector<std::string>& arguments) const {
        QStringList list;
        for (const auto& argument : arguments) list << QString::fromStdString(argument);
        QProcess process;
        process.setWorkingDirectory(QString::fromStdString(proxy.path("")));
        process.start(QString::fromLatin1(program), list);
        process.waitForFinished(20000);
        return process.readAllStandardOutput().toStdString();
    }
    void authority(const std::string& name) const {
        run("openssl", {"req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                        "-nodes", "-days", "2", "-subj", "/CN=" + name, "-keyout", name + ".key",
                        "-out", name + ".crt"});
    }
    void certificate(const std::string& name, const std::string& subject,
                     const std::string& alternative, const std::string& ca) const {
        run("openssl", {"req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                        "-subj", subject, "-keyout", name + ".key", "-out", name + ".csr"});
        proxy.write(name + ".ext", "subjectAltName=" + alternative + "\n");
        run("openssl",
            {"x509", "-req", "-in", name + ".csr", "-CA", ca + ".crt", "-CAkey", ca + ".key",
             "-CAcreateserial", "-days", "2", "-extfile", name + ".ext", "-out", name + ".crt"});
    }
    /// The status, 0 where the handshake failed.
    [[nodiscard]] int curl(const std::vector<std::string>& more, const std::string& path) const {
        std::vector<std::string> arguments{"-s",           "-o",       "answer", "-w",
                                           "%{http_code}", "--cacert", "ca.crt"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        arguments.push_back("https://localhost:" + std::to_string(proxy.port()) + path);
        return std::atoi(run("curl", arguments).c_str());
    }
    [[nodiscard]] int put(const std::vector<std::string>& more) const {
        proxy.write("body.prom", kGood);
        std::vector<std::string> arguments{"-T", "body.prom"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return curl(arguments, "/metrics/job/tls");
    }
    [[nodiscard]] static std::vector<std::string> as(const std::string& name) {
        return {"--cert", name + ".crt", "--key", name + ".key"};
    }
};

}  // namespace gatepost::test
