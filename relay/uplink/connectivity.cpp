// SPDX-License-Identifier: Apache-2.0
#include "relay/uplink/connectivity.h"

#include <QNetworkInformation>

namespace gatepost::relay {

namespace {

class SystemConnectivity : public Connectivity {
public:
    SystemConnectivity() {
        using Feature = QNetworkInformation::Feature;
        // The backend with most to say first: metered is known to NetworkManager's alone.
        if (!QNetworkInformation::loadBackendByFeatures(Feature::Reachability | Feature::Metered) &&
            !QNetworkInformation::loadBackendByFeatures(Feature::Reachability))
            return;
        m_information = QNetworkInformation::instance();
        connect(m_information, &QNetworkInformation::reachabilityChanged, this,
                &Connectivity::changed);
        connect(m_information, &QNetworkInformation::isMeteredChanged, this,
                &Connectivity::changed);
    }
    [[nodiscard]] bool online() const override {
        return !m_information ||
               m_information->reachability() != QNetworkInformation::Reachability::Disconnected;
    }
    [[nodiscard]] bool metered() const override {
        return m_information && m_information->isMetered();
    }

private:
    QNetworkInformation* m_information = nullptr;
};

}  // namespace

std::unique_ptr<Connectivity> systemConnectivity() {
    return std::make_unique<SystemConnectivity>();
}

}  // namespace gatepost::relay
