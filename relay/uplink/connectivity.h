// SPDX-License-Identifier: Apache-2.0
// What the system says about the network: a hint for when to try again and what to show, never the
// truth. Behind an interface, since tests have no network to pull. Engine's thread only.
#pragma once

#include <QObject>
#include <memory>

namespace gatepost::relay {

class Connectivity : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    [[nodiscard]] virtual bool online() const = 0;
    [[nodiscard]] virtual bool metered() const = 0;

signals:
    void changed();
};

/// QNetworkInformation's backend of this platform; always online and unmetered where there is none.
[[nodiscard]] std::unique_ptr<Connectivity> systemConnectivity();

}  // namespace gatepost::relay
