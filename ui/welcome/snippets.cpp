// SPDX-License-Identifier: Apache-2.0
#include "ui/welcome/snippets.h"

namespace gatepost::ui {

QString languageName(Language language) {
    switch (language) {
        case Language::Curl: return QStringLiteral("curl");
        case Language::Python: return QStringLiteral("Python");
        case Language::Cpp: return QStringLiteral("C++");
        case Language::Go: return QStringLiteral("Go");
    }
    return {};
}

QString snippet(Language language, const QString& socket, const QString& loopback) {
    switch (language) {
        case Language::Curl:
            return QStringLiteral(
                       "curl --data-binary @- \\\n"
                       "     --unix-socket '%1' \\\n"
                       "     http://localhost/metrics/job/hello <<'END'\n"
                       "# HELP hello_total Greetings said.\n"
                       "# TYPE hello_total counter\n"
                       "hello_total 1\n"
                       "END\n")
                .arg(socket);
        case Language::Python:
            return QStringLiteral(
                       "import http.client, socket\n"
                       "from prometheus_client import CollectorRegistry, Counter, "
                       "generate_latest\n\n"
                       "registry = CollectorRegistry()\n"
                       "Counter(\"hello\", \"Greetings said.\", registry=registry).inc()\n\n"
                       "connection = http.client.HTTPConnection(\"localhost\")\n"
                       "connection.sock = socket.socket(socket.AF_UNIX)\n"
                       "connection.sock.connect(\"%1\")\n"
                       "connection.request(\"PUT\", \"/metrics/job/hello\", "
                       "generate_latest(registry))\n"
                       "print(connection.getresponse().status)\n")
                .arg(socket);
        case Language::Cpp:
            return QStringLiteral(
                       "// prometheus-cpp; switch on 127.0.0.1 under Settings, Local first\n"
                       "#include <prometheus/counter.h>\n"
                       "#include <prometheus/gateway.h>\n"
                       "#include <prometheus/registry.h>\n\n"
                       "int main() {\n"
                       "    auto registry = std::make_shared<prometheus::Registry>();\n"
                       "    prometheus::BuildCounter().Name(\"hello_total\").Help(\"Greetings "
                       "said.\")\n"
                       "        .Register(*registry).Add({}).Increment();\n"
                       "    prometheus::Gateway gateway(\"%1\", \"%2\", \"hello\");\n"
                       "    gateway.RegisterCollectable(registry);\n"
                       "    return gateway.PushAdd() == 200 ? 0 : 1;\n"
                       "}\n")
                .arg(loopback.section(QLatin1Char(':'), 0, -2).isEmpty()
                         ? QStringLiteral("127.0.0.1")
                         : loopback.section(QLatin1Char(':'), 0, -2),
                     loopback.isEmpty() ? QStringLiteral("9091")
                                        : loopback.section(QLatin1Char(':'), -1));
        case Language::Go:
            return QStringLiteral(
                       "package main\n\n"
                       "import (\n"
                       "\t\"context\"\n\t\"log\"\n\t\"net\"\n\t\"net/http\"\n\n"
                       "\t\"github.com/prometheus/client_golang/prometheus\"\n"
                       "\t\"github.com/prometheus/client_golang/prometheus/push\"\n"
                       ")\n\n"
                       "func main() {\n"
                       "\tgreetings := prometheus.NewCounter(prometheus.CounterOpts{\n"
                       "\t\tName: \"hello_total\", Help: \"Greetings said.\"})\n"
                       "\tgreetings.Inc()\n"
                       "\tclient := &http.Client{Transport: &http.Transport{\n"
                       "\t\tDialContext: func(ctx context.Context, _, _ string) (net.Conn, error) "
                       "{\n"
                       "\t\t\treturn (&net.Dialer{}).DialContext(ctx, \"unix\", \"%1\")\n"
                       "\t\t}}}\n"
                       "\tif err := push.New(\"http://localhost\", \"hello\").\n"
                       "\t\tClient(client).Collector(greetings).Push(); err != nil {\n"
                       "\t\tlog.Fatal(err)\n"
                       "\t}\n"
                       "}\n")
                .arg(socket);
    }
    return {};
}

}  // namespace gatepost::ui
