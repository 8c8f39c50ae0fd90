// SPDX-License-Identifier: Apache-2.0
// A server's TLS settings: TLS 1.2 and 1.3, certificate chain and key, client certificates.
// A context that is in use is never changed: a reload makes a new one for new connections.
#pragma once

#include <expected>
#include <memory>
#include <string>

#include "proxy/config/config.h"

struct ssl_ctx_st;

namespace gatepost::proxy {

using TlsContext = std::shared_ptr<ssl_ctx_st>;

/// The error names the file and what OpenSSL says of it.
[[nodiscard]] std::expected<TlsContext, ConfigError> makeTlsContext(const TlsFiles& files);

}  // namespace gatepost::proxy
