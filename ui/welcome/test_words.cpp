// SPDX-License-Identifier: Apache-2.0
#include "ui/welcome/test_words.h"

#include <QCoreApplication>

#include "ui/common/words.h"
#include "ui/welcome/enrollment.h"

namespace gatepost::ui {
namespace {

struct TestWords {
    Q_DECLARE_TR_FUNCTIONS(TestWords)
};

/// The sentence, and behind it what the other side said, where it said something.
QString with(const QString& sentence, const QString& detail) {
    const auto said = detail.trimmed().section(QLatin1Char('\n'), 0, 0);
    return said.isEmpty() ? sentence : TestWords::tr("%1 (%2)").arg(sentence, said);
}

}  // namespace

QString testWords(const relay::ConnectionTest& result, const QString& url) {
    using Stopped = relay::ConnectionTest::Stopped;
    const auto host = hostOf(url.toStdString());
    const auto detail = text(result.detail);
    switch (result.stopped) {
        case Stopped::Nowhere:
            return result.user.empty()
                       ? TestWords::tr("%1 answers and takes pushes.").arg(host)
                       : TestWords::tr(
                             "%1 answers, takes the token of %2, and has its rules ready.")
                             .arg(host, text(result.user));
        case Stopped::Address: {
            const auto sentence = TestWords::tr("This is no address to send to.");
            const auto address = checkedAddress(url);
            return address ? with(sentence, detail)
                           : sentence + QLatin1Char(' ') + faultSentence(address.error());
        }
        case Stopped::Name:
            return with(TestWords::tr("Name: nobody knows a computer called %1. Look for a typing "
                                      "error, or connect to the network that knows it.")
                            .arg(host),
                        detail);
        case Stopped::WebProxy:
            return with(TestWords::tr("Web proxy: it does not let us through to %1. See Settings, "
                                      "Server.")
                            .arg(host),
                        detail);
        case Stopped::Connect:
            return with(
                TestWords::tr("Connection: nobody answers at %1. Check the port, and whether it "
                              "is http or https.")
                    .arg(host),
                detail);
        case Stopped::Silence:
            return with(TestWords::tr("Connection: %1 does not say anything.").arg(host), detail);
        case Stopped::Tls:
            return with(
                TestWords::tr("TLS: the certificate of %1 is not trusted. If it is your own "
                              "authority's, name that under Settings, Server.")
                    .arg(host),
                detail);
        case Stopped::NoTls:
            return with(TestWords::tr("TLS: %1 does not speak it. Check the port.").arg(host),
                        detail);
        case Stopped::Key:
            return with(TestWords::tr("Client certificate: its key cannot be read, so %1 was not "
                                      "asked. See Settings, Credentials.")
                            .arg(host),
                        detail);
        case Stopped::Stranger:
            return TestWords::tr(
                       "What answers at %1 is not a Gatepost proxy. Perhaps this network "
                       "wants you to log in first.")
                .arg(host);
        case Stopped::Token:
            return with(TestWords::tr("Token: %1 does not know it. It may have expired or been "
                                      "revoked.")
                            .arg(host),
                        detail);
        case Stopped::Grant:
            return with(TestWords::tr("Token: %1 knows it, but it may not push.").arg(host),
                        detail);
        case Stopped::Policy:
            return with(
                TestWords::tr("Policy: %1 takes the token, but its rules cannot be read, so "
                              "what it will say to a push cannot be shown here.")
                    .arg(host),
                detail);
        case Stopped::Answer:
            return with(TestWords::tr("%1 answers with status %2.").arg(host).arg(result.status),
                        detail);
    }
    return {};
}

bool wentWell(const relay::ConnectionTest& result, bool withInvite) {
    using Stopped = relay::ConnectionTest::Stopped;
    return result.stopped == Stopped::Nowhere || (withInvite && result.stopped == Stopped::Token);
}

QString testWordsWithInvite(const relay::ConnectionTest& result, const QString& url) {
    if (result.stopped != relay::ConnectionTest::Stopped::Token) return testWords(result, url);
    return TestWords::tr("%1 answers and is ready to turn the invite into a token.")
        .arg(hostOf(url.toStdString()));
}

QString inviteWords(int status, const QString& detail, const QString& url) {
    const auto host = hostOf(url.toStdString());
    if (status == 0) return with(TestWords::tr("%1 cannot be reached.").arg(host), detail);
    if (status == 401 || status == 403)
        return with(TestWords::tr("%1 does not take this invite. It may have been used or have "
                                  "expired; ask for another.")
                        .arg(host),
                    detail);
    return with(TestWords::tr("%1 answers with status %2.").arg(host).arg(status), detail);
}

}  // namespace gatepost::ui
