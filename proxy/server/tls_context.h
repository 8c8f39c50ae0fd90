// SPDX-License-Identifier: Apache-2.0
// TLS settings: TLS 1.2 and 1.3, certificate chain and key, whose certificates are believed.
// A context that is in use is never changed: a reload makes a new one for new connections.
#pragma once

#include <expected>
#include <memory>
#include <vector>

#include "proxy/config/config.h"

struct ssl_ctx_st;

namespace gatepost::proxy {

using TlsContext = std::shared_ptr<ssl_ctx_st>;

/// One per address, null where it has no TLS. The errors name each file that cannot be used, with
/// what OpenSSL says of it.
[[nodiscard]] std::expected<std::vector<TlsContext>, ConfigErrors> makeTlsContexts(
    const std::vector<ListenAddress>& addresses);

/// Towards the upstream; null where its address has no https://.
[[nodiscard]] std::expected<TlsContext, ConfigErrors> makeUpstreamTlsContext(
    const UpstreamConfig& upstream);

}  // namespace gatepost::proxy
