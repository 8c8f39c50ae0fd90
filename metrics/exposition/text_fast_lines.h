// SPDX-License-Identifier: Apache-2.0
// The sample lines that nearly every text is made of, read at speed: no blanks but one before the
// value, no backslash, no timestamp. structure.h says where lines end and where care is needed.
// Lines resemble the line before: what is equal is found by comparing 64 bytes at once and not read
// again. Nothing is loaded from behind the body: its last lines are read from a copy. It accepts
// only what TextReader would accept, and leaves everything else, errors among it, to that.
#pragma once

#include <array>
#include <bit>
#include <cstdint>

#include "metrics/exposition/assembler.h"
#include "metrics/exposition/short_number.h"
#include "metrics/exposition/structure.h"
#include "metrics/exposition/text_families.h"

namespace gatepost::metrics {

class FastLines {
public:
    FastLines(Exposition::Data& data, Assembler& assembler,
              FindStructure find = fastestStructureFinder());

    /// Reads lines from `at`, the start of a line, and counts them in `line`; returns the start of
    /// the first that it leaves to others.
    [[nodiscard]] const char* read(const char* at, std::uint32_t& line);

private:
    static constexpr std::uint32_t kMaxSlots = 24;
    static constexpr std::size_t kChunkBlocks = 256;
    static constexpr std::size_t kChunk = kChunkBlocks * kStructureBlock;
    static constexpr std::uint32_t kReach = 64;    // how far behind a line bytes are loaded
    static constexpr std::ptrdiff_t kTail = 1024;  // what is copied at most

    /// What stands before a label's value: `name{label="` or `",label="`.
    struct Slot {
        const char* text;
        std::uint32_t length;
        std::uint16_t mask;   // of the first 16 bytes, those that are the text's
        std::uint16_t label;  // identifier of the name
        std::uint32_t index;  // among the labels
        bool isBound;         // `le` or `quantile`, no label in this family
    };

    /// A label's value, or a bound's, from the start of the line.
    struct Stretch {
        std::uint32_t start;
        std::uint32_t end;  // the closing quote
        void move(std::uint32_t by) {
            start += by;
            end += by;
        }
    };

    static constexpr Stretch kBehindAll{0xFFFFFFFF, 0xFFFFFFFF};

    /// A line and where its values stand.
    struct Line {
        const char* at = nullptr;                   // nothing where the rest is not of one line
        std::uint32_t number = 0;                   // from the start of the line
        std::array<Stretch, kMaxSlots + 1> values;  // then one behind all bytes
        std::array<LabelRef, kMaxSlots> labels;
        double bound = 0;

        bool forget() {
            at = nullptr;
            return false;
        }
    };

    /// The names of a line, all that lines of one family mostly share. The texts are those of the
    /// line that it was learnt from.
    struct Layout {
        const char* head = nullptr;  // of a line without labels: the name and the blank
        std::uint32_t headLength = 0;
        std::uint32_t slotCount = 0;
        std::uint32_t labelCount = 0;  // without bounds
        std::uint32_t reach = 0;       // the longest text
        NameTarget target;
        MetricType type = MetricType::Untyped;
        Role role = Role::Value;
        bool isGrouped = false;  // lines share series: histograms, summaries
        Layout* next = nullptr;  // whose line came after one of these
        std::array<Slot, kMaxSlots> slots;
        Line line;  // read last
    };

    /// A short value, and where it stood first.
    struct KnownValue {
        static constexpr std::uint64_t kLength =  // where 15 bytes leave room for their number
            std::endian::native == std::endian::little ? std::uint64_t{1} << 56 : 1;
        std::uint64_t first = 0;  // its bytes, then zeroes
        std::uint64_t last = 0;   // and its length
        std::uint32_t offset = 0;
    };

    /// A sample whose value is still to be written, before there are more samples.
    template <typename Wide>
    struct Pending {
        typename Wide::Number number;
        Sample* sample = nullptr;
    };

    // Calls would cost as much as what these do: there is nearly nothing else in a line.
    template <typename Wide>
    [[gnu::always_inline]] const char* readWith(const char* at, std::uint32_t& line);
    template <typename Wide>
    [[gnu::always_inline]] bool readAlike(const char* at, const char* end, Pending<Wide>& pending);
    template <typename Wide>
    [[gnu::always_inline]] bool readAlike(Layout& layout, const char* at, const char* end,
                                          Pending<Wide>& pending);
    template <typename Wide>
    [[gnu::always_inline]] bool readShifted(Layout& layout, const char* at, const char* end,
                                            std::uint32_t index, std::uint32_t offset);
    template <typename Wide>
    [[gnu::always_inline]] bool readValue(Layout& layout, std::uint32_t index, const char* from,
                                          const char* end, const char*& quote);
    [[gnu::always_inline]] std::uint32_t firstPlaceOf(const char* value, std::uint32_t length);
    [[gnu::always_inline]] bool hasStoredLabels(Layout& layout);
    template <typename Wide>
    [[gnu::always_inline]] void settle(Pending<Wide>& pending);
    template <typename Wide>
    [[gnu::always_inline]] bool file(Layout& layout, const char* end, Pending<Wide>& pending);
    const char* readAvx2(const char* at, std::uint32_t& line);

    bool readOther(const char* at, const char* end);
    bool readAs(Layout& layout, const char* at, const char* end);
    bool readLabels(Layout& layout, const char* at, const char* end);
    [[nodiscard]] bool isSameLabel(const LabelRef& a, const LabelRef& b) const;
    [[nodiscard]] const char* pastName(const char* from, const char* end) const;
    bool readComment(const char* at, const char* end);
    bool learn(const char* at, const char* end, Layout& layout);
    const char* learnName(const char* at, const char* end, Layout& layout);
    const char* learnLabel(const char* p, Layout& layout);

    bool look(const char*& at);
    void findEnds(const char* from, std::size_t blocks, const char* end);
    [[nodiscard]] bool isPlain(const char* from, const char* end) const;
    bool lookAtTail(const char*& at);
    void forgetWhatReaches(const char* end);
    [[nodiscard]] std::uint32_t offsetOf(const char* at) const {
        return static_cast<std::uint32_t>(at - m_text) + m_textStart;
    }
    [[nodiscard]] const char* textAt(std::uint32_t offset) const {
        return m_text + (offset - m_textStart);
    }
    /// Where what stands in the body is read.
    [[nodiscard]] const char* here(const char* inBody) const {
        return textAt(static_cast<std::uint32_t>(inBody - m_data.body.data()));
    }

    Exposition::Data& m_data;
    Assembler& m_assembler;
    FindStructure m_find;
    // The text that is read: the body, then a copy of its last lines, behind which bytes may be
    // loaded.
    const char* m_text;
    bool m_isInTail = false;
    std::uint32_t m_textStart = 0;  // where it begins in the body
    const char* m_loadable;         // from here on
    const char* m_readable;         // up to here
    const char* m_end;

    const char* m_chunk = nullptr;          // where the structure begins that was found last
    const char* m_chunkEnd = nullptr;       // and ends
    const std::uint16_t* m_next = nullptr;  // the end of the line, or a later one
    const std::uint16_t* m_stop = nullptr;
    bool m_needsCare = false;
    std::array<std::uint16_t, kChunk + kStructureSlack> m_ends;

    std::array<Layout, 4> m_layouts;  // learnt last; a histogram has three
    Layout* m_current = m_layouts.data();
    std::size_t m_oldest = 0;

    std::array<KnownValue, 64> m_known{};  // by hash, seen lately

    // What the comment before was about: TYPE mostly follows HELP.
    std::string_view m_comment;
    NameTarget m_commentTarget;

    // The labels stored last, where they are known to lie in the body, and whose series has them.
    std::size_t m_storedFirst = 0;
    std::uint32_t m_storedCount = 0;
    std::uint32_t m_storedFamily = Assembler::kNone;

    std::array<char, kShortNumberReach + kTail + kReach> m_tail;
};

}  // namespace gatepost::metrics
