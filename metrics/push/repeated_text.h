// SPDX-License-Identifier: Apache-2.0
// An application pushes one text again and again: the same names, labels and help, other numbers.
// What has been read of it once is kept, and the next text is compared with it and its numbers
// alone are read, at the speed at which memory is compared. Used on one thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "metrics/exposition/exposition.h"

namespace gatepost::metrics {

class RepeatedText {
public:
    /// Of what was read from text 0.0.4. Nothing where a number decides what is kept of a line, as
    /// of one that was lost or has a timestamp.
    [[nodiscard]] static std::optional<RepeatedText> of(Exposition exposition);

    /// True: `text` is one that readText() takes, and exposition() has what that would make of it,
    /// places in the body apart. False: it is another text, and what the exposition holds is not to
    /// be used any more.
    [[nodiscard]] bool read(std::string_view text);
    [[nodiscard]] const Exposition& exposition() const { return m_exposition; }
    /// As writeText() writes it; the first time by that.
    [[nodiscard]] std::string text();
    /// About what it takes of memory.
    [[nodiscard]] std::size_t bytes() const;

private:
    /// A number in the body, and whose it is.
    struct Number {
        std::uint32_t start = 0;
        std::uint32_t end = 0;     // of its line
        std::uint32_t sample = 0;  // index into all
    };
    /// A number in what is written, and whose it is.
    struct Gap {
        std::uint32_t at = 0;      // in m_written
        std::uint32_t sample = 0;  // index into all
    };
    explicit RepeatedText(Exposition exposition) : m_exposition(std::move(exposition)) {}
    [[nodiscard]] bool findNumbers();
    [[nodiscard]] bool layOut();
    [[nodiscard]] std::string filledIn() const;

    Exposition m_exposition;
    std::vector<Number> m_numbers;  // in the body's order
    std::string m_written;          // without those that vary; empty before it is wanted
    std::vector<Gap> m_gaps;
};

}  // namespace gatepost::metrics
