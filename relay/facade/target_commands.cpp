// SPDX-License-Identifier: Apache-2.0
// The facade's commands on scrape targets.
#include <QJsonDocument>

#include "relay/facade/engine_live.h"
#include "relay/scrape/target_json.h"

namespace gatepost::relay {

void RelayEngine::setTarget(const ScrapeTarget& target) {
    post([this, target] {
        if (!m_live || !m_live->core) return reportDone("setTarget", std::unexpected(notOpen()));
        // By the rules of the route: whoever asks, no other target is scraped than those allow.
        const auto read =
            readTargetJson(target.name, QJsonDocument(toJson(target)).toJson().toStdString());
        const std::string wrong = read ? m_live->core->scraper().set(*read) : read.error();
        if (!wrong.empty())
            emit commandFailed(QStringLiteral("setTarget"), QString::fromStdString(wrong));
        onChanged();
    });
}

void RelayEngine::removeTarget(const QString& name) {
    post([this, name = name.toStdString()] {
        if (!m_live || !m_live->core) return reportDone("removeTarget", std::unexpected(notOpen()));
        m_live->core->scraper().remove(name);
        onChanged();
    });
}

}  // namespace gatepost::relay
