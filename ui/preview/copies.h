// SPDX-License-Identifier: Apache-2.0
// What can be taken from the preview to somewhere else: exposition text, a PromQL query that sums
// over runs, a curl command that pushes the same again. Pure.
#pragma once

#include <string>

#include "ui/preview/preview_model.h"

namespace gatepost::ui {

/// A node's exposition; of an application or a group all its families.
[[nodiscard]] std::string asExposition(const Preview& preview, const PreviewModel::Node& node);
/// `sum by (endpoint, userid, method, job) (rate(x{...}[5m]))`; empty without a family.
[[nodiscard]] std::string asPromQl(const Preview& preview, const PreviewModel::Node& node);
/// A shell command for the local socket; empty without a group.
[[nodiscard]] std::string asCurl(const Preview& preview, const PreviewModel::Node& node,
                                 const std::string& socket);

}  // namespace gatepost::ui
