// SPDX-License-Identifier: Apache-2.0
// An application pushes one text again and again: the same names, labels and help, other numbers.
// What has been read of it once is kept, and the next text is compared with it and its numbers
// alone are read, at the speed at which memory is compared; of those, what became another is
// formed anew when it is written. Used on one thread at a time.
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
    /// places in the body apart. False: it is another text, and all this is of no use any more.
    [[nodiscard]] bool read(std::string_view text);
    /// Whether the text read last has another number than the one before.
    [[nodiscard]] bool hasOtherNumbers() const { return m_hasOtherNumbers; }
    [[nodiscard]] const Exposition& exposition() const { return m_exposition; }
    /// As writeText() writes it.
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
    /// A number in what is sent on, and whose it is.
    struct Written {
        std::uint32_t at = 0;
        std::uint32_t length = 0;
        std::uint32_t sample = 0;  // index into all
        bool isOurs = true;        // as our writer has `value`
        double value = 0;
    };
    explicit RepeatedText(Exposition exposition) : m_exposition(std::move(exposition)) {}
    [[nodiscard]] bool findNumbers();
    [[nodiscard]] bool layOut();
    [[nodiscard]] bool isLaidOutLikeBody() const;
    void takeBody();
    [[nodiscard]] std::string& sentOn();
    [[nodiscard]] char* fillIn(char* to);

    Exposition m_exposition;
    std::vector<Number> m_numbers;  // in the body's order
    bool m_hasOtherNumbers = true;
    // Once it was wanted, with numbers of then or later: what is sent on, or nothing where the body
    // is that, but for its numbers.
    std::string m_written;
    std::vector<Written> m_places;  // in order
};

}  // namespace gatepost::metrics
