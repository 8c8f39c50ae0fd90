// SPDX-License-Identifier: Apache-2.0
// The sample lines that nearly every text is made of, read at speed: no blanks but one before the
// value, no escapes, no timestamp. What a line shares with the one before it is found by comparing
// and not read again. It accepts only what TextLines would accept, and leaves everything else,
// errors among it, to that.
#pragma once

#include <array>
#include <cstdint>

#include "metrics/exposition/assembler.h"
#include "metrics/exposition/text_families.h"

namespace gatepost::metrics {

class FastLines {
public:
    FastLines(Exposition::Data& data, Assembler& assembler);

    /// Reads lines from `at`, the start of a line, and counts them in `line`; returns the start of
    /// the first that it leaves to others.
    [[nodiscard]] const char* read(const char* at, std::uint32_t& line);

private:
    static constexpr std::uint32_t kMaxSlots = 24;
    enum BoundName : std::uint8_t { kNoBound = 0, kLe = 1, kQuantile = 2 };

    /// A label of the line before, and what it was found to be.
    struct Slot {
        const char* name = nullptr;
        std::uint32_t nameLength = 0;
        std::uint32_t end = 0;  // past the closing quote, from the start of the line
        std::uint32_t id = Assembler::kNone;
        BoundName bound = kNoBound;
        LabelRef ref;
    };

    /// A name that was met, and where it belongs: for good, once it has had a sample.
    struct KnownName {
        const char* text = nullptr;
        std::uint32_t length = 0;
        MetricType type = MetricType::Untyped;
        NameTarget target;
    };

    const char* readLine(const char* at);
    const char* readName(const char* at);
    const KnownName& know(const char* name, std::uint32_t length);
    const char* readLabels(const char* at, const char* p, std::uint32_t kept);
    const char* readLabelName(const char* p, std::uint32_t index);
    const char* findQuote(const char* p) const;
    const char* readValue(const char* p);
    bool hasRepeatedName() const;
    bool file(const char* at);
    [[nodiscard]] std::size_t commonLength(const char* at) const;
    [[nodiscard]] bool isSpecial(const Slot& slot) const { return (slot.bound & m_boundMask) != 0; }
    [[nodiscard]] std::uint32_t offsetOf(const char* at) const {
        return static_cast<std::uint32_t>(at - m_begin);
    }

    Exposition::Data& m_data;
    Assembler& m_assembler;
    const char* m_begin;
    const char* m_end;

    const char* m_previous = nullptr;  // the line before, if it was read here
    std::size_t m_previousLength = 0;
    std::uint32_t m_nameLength = 0;
    bool m_hasBraces = false;
    std::array<KnownName, 4> m_names;  // met last; a histogram has three
    std::size_t m_oldestName = 0;
    NameTarget m_target;
    MetricType m_type = MetricType::Untyped;
    std::uint8_t m_boundMask = 0;  // BoundName that is no label in this family
    std::array<Slot, kMaxSlots> m_slots;
    std::uint32_t m_knownSlots = 0;  // have had a name
    std::uint32_t m_slotCount = 0;   // of the line before

    bool m_isSameSeries = false;  // the labels of the line before, bounds apart
    bool m_hasNewName = false;
    bool m_hasBound = false;
    double m_bound = 0;
    double m_value = 0;
};

}  // namespace gatepost::metrics
