// SPDX-License-Identifier: Apache-2.0
// What of a preview is shown: all words typed must be found, each in the application's name, the
// group's key, the family's name or the series' labels; case does not matter (ASCII). Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ui/preview/visible.h"

namespace gatepost::ui {

class Filter {
public:
    Filter() = default;
    explicit Filter(std::string_view words);

    [[nodiscard]] bool empty() const { return m_words.empty(); }
    [[nodiscard]] Visible apply(const Preview& preview) const;

private:
    std::vector<std::string> m_words;  // lower case
};

/// ASCII case-insensitive; `needle` is lower case already.
[[nodiscard]] bool containsWord(std::string_view text, std::string_view needle);

}  // namespace gatepost::ui
