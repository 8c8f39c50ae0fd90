// SPDX-License-Identifier: Apache-2.0
// What a row of the live tree says, column by column. Pure, but for the language.
#pragma once

#include "ui/preview/preview_model.h"

namespace gatepost::ui {

/// Empty where the row has nothing to say in that column.
[[nodiscard]] QString rowWords(const Preview& preview, const PreviewModel::Node& node, int column,
                               qint64 now);
[[nodiscard]] QString rowTip(const Preview& preview, const PreviewModel::Node& node);
/// Where the node's group stands, or its application; nullopt: nothing worth a colour.
[[nodiscard]] std::optional<Tone> rowTone(const Preview& preview, const PreviewModel::Node& node);
[[nodiscard]] QString columnName(int column);

}  // namespace gatepost::ui
