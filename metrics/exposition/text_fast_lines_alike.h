// SPDX-License-Identifier: Apache-2.0
// The part of FastLines that runs for nearly every line, compiled once a kind of processor: `Wide`
// is how it looks at many bytes. Include GATEPOST_BYTES16_HEADER first.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>

#include "metrics/exposition/go_syntax.h"
#include "metrics/exposition/hashing.h"
#include "metrics/exposition/text_fast_lines.h"
#include "metrics/exposition/wide_bytes.h"

namespace gatepost::metrics {
namespace fast_lines {

inline unsigned firstBit(std::uint32_t mask) {
    return static_cast<unsigned>(std::countr_zero(mask));
}

/// How many bytes from the start are equal; perhaps more than `most` where all of those are.
[[gnu::always_inline]] inline std::uint32_t commonLength(const char* a, const char* b,
                                                         std::uint32_t most) {
    std::uint32_t i = 0;
    do {
        const std::uint32_t same = Bytes16(a + i).equal(Bytes16(b + i));
        if (same != 0xFFFF) return i + firstBit(~same);
        i += 16;
    } while (i < most);
    return i;
}

/// `end` where there is none.
inline const char* findQuote(const char* from, const char* end) {
    return from < end ? std::find(from, end, '"') : end;
}

/// A processor forwards what was stored to a load only from a single store, and the compiler makes
/// several of an assignment.
[[gnu::always_inline]] inline void storeAtOnce(LabelRef& to, const LabelRef& label) {
    if constexpr (std::endian::native != std::endian::little) {
        to = label;
    } else {
        const std::uint64_t word =
            label.value | std::uint64_t{label.length} << 32 | std::uint64_t{label.name} << 48;
        static_assert(sizeof word == sizeof to);
        std::memcpy(static_cast<void*>(&to), &word, sizeof word);
    }
}

template <typename Wide>
[[gnu::always_inline]] inline bool readNumber(const char* start, const char* end, double& value) {
    typename Wide::Number looked;
    if (Wide::lookAtNumber(start, end, looked)) [[likely]] {
        value = Wide::valueOf(looked);
        return true;
    }
    const auto number = parseGoFloat({start, static_cast<std::size_t>(end - start)});
    if (number) value = *number;
    return number.has_value();
}

}  // namespace fast_lines

template <typename Wide>
inline const char* FastLines::readWith(const char* at, std::uint32_t& line) {
    m_storedCount = 0;
    m_storedFamily = Assembler::kNone;
    at = here(at);
    Pending<Wide> pending;
    while (m_next != m_stop && m_chunk + *m_next < at) ++m_next;
    while (true) {
        if (m_next == m_stop && !look(at)) break;
        const char* const end = m_chunk + *m_next;
        if (m_needsCare && !isPlain(at, end)) break;
        __builtin_prefetch(end + kChunk);  // what look() will want, while there is other work
        if (!readAlike<Wide>(at, end, pending)) {
            settle(pending);
            if (!(*at == '#' ? readComment(at, end) : readOther(at, end))) break;
        }
        if (line++ % Exposition::Data::kMarkEvery == 0) m_data.lineMarks.push_back(offsetOf(at));
        ++m_next;
        at = end + 1;
    }
    settle(pending);
    return m_data.body.data() + offsetOf(at);
}

/// A line with the names of the line before, or of those that came after such a line last.
template <typename Wide>
inline bool FastLines::readAlike(const char* at, const char* end, Pending<Wide>& pending) {
    if (m_readable - end < kReach) return false;
    Layout* layout = m_current;
    for (int tries = 0; tries < 2 && layout != nullptr; ++tries, layout = layout->next)
        if (readAlike<Wide>(*layout, at, end, pending)) {
            m_current = layout;
            return true;
        }
    return false;
}

/// A line with the names of the layout's last: the two are compared, and where they differ they
/// must do so in a value. False where it has other names. What stays as it was is asked and not
/// stored again: a processor foresees the answer and need not wait for the line before.
template <typename Wide>
inline bool FastLines::readAlike(Layout& layout, const char* at, const char* end,
                                 Pending<Wide>& pending) {
    Line& line = layout.line;
    const char* const before = line.at;
    if (before == nullptr) return false;
    const std::uint32_t number = line.number;
    Stretch* value = line.values.data();
    std::uint32_t block = 0;
    std::uint64_t differ = Wide::differing(at, before);
    while (true) {
        while (differ == 0) {
            block += kReach;
            if (block >= number) break;
            differ = Wide::differing(at + block, before + block);
        }
        const std::uint32_t offset = block + static_cast<std::uint32_t>(std::countr_zero(differ));
        if (offset >= number) break;
        while (value->end < offset) ++value;
        if (offset < value->start) return value == line.values.data() ? false : line.forget();
        const auto index = static_cast<std::uint32_t>(value - line.values.data());
        const char* quote = nullptr;
        if (!readValue<Wide>(layout, index, at + value->start, end, quote)) return line.forget();
        const std::uint32_t ended = value->end;
        if (quote != at + ended) {
            value->end = static_cast<std::uint32_t>(quote - at);
            if (!readShifted<Wide>(layout, at, end, index + 1, ended)) return line.forget();
            break;
        }
        if (ended >= block + kReach) {
            block = ended / kReach * kReach;
            differ = Wide::differing(at + block, before + block);
        }
        differ &= ~std::uint64_t{0} << ended % kReach;
        ++value;
    }
    line.at = at;
    return file<Wide>(layout, end, pending) || line.forget();
}

/// The rest of such a line behind a value that has another length than before. `offset` is in the
/// line before.
template <typename Wide>
inline bool FastLines::readShifted(Layout& layout, const char* at, const char* end,
                                   std::uint32_t index, std::uint32_t offset) {
    Line& line = layout.line;
    const char* const before = line.at;
    const std::uint32_t number = line.number;
    std::uint32_t shift = line.values[index - 1].end - offset;  // of this line against it
    while (true) {
        offset += fast_lines::commonLength(at + (offset + shift), before + offset, number - offset);
        for (; line.values[index].end < offset; ++index) line.values[index].move(shift);
        if (offset >= number) break;
        Stretch& value = line.values[index];
        if (offset < value.start) return false;
        offset = value.end;
        value.move(shift);
        const char* quote = nullptr;
        if (!readValue<Wide>(layout, index, at + value.start, end, quote)) return false;
        if (quote != at + value.end) {
            value.end = static_cast<std::uint32_t>(quote - at);
            shift = value.end - offset;
        }
        ++index;
    }
    line.number = number + shift;
    return true;
}

/// To the closing quote.
template <typename Wide>
inline bool FastLines::readValue(Layout& layout, std::uint32_t index, const char* from,
                                 const char* end, const char*& quote) {
    const Slot& slot = layout.slots[index];
    const std::uint32_t quotes = Bytes16(from).equal('"');
    quote =
        quotes != 0 ? from + fast_lines::firstBit(quotes) : fast_lines::findQuote(from + 16, end);
    if (quote >= end) return false;
    if (slot.isBound)
        return fast_lines::readNumber<Wide>(from, quote, layout.line.bound) &&
               !std::isnan(layout.line.bound);
    const auto length = static_cast<std::uint32_t>(quote - from);
    fast_lines::storeAtOnce(layout.line.labels[slot.index],
                            {quotes != 0 ? firstPlaceOf(from, length) : offsetOf(from),
                             static_cast<std::uint16_t>(length), slot.label});
    return length < LabelRef::kWide;
}

/// Of a value of less than 16 bytes. Equal values mostly share a place, so that who asks about them
/// need not read them again and again all over the body.
inline std::uint32_t FastLines::firstPlaceOf(const char* value, std::uint32_t length) {
    const ShortText text(value, length);
    const std::uint64_t last = text.last ^ length * KnownValue::kLength;
    KnownValue& known = m_known[text.hash() >> 58];
    if (((known.first ^ text.first) | (known.last ^ last)) == 0) return known.offset;
    known = {text.first, last, offsetOf(value)};
    return known.offset;
}

/// Whether the line's labels are those stored last, whose references it then takes: they may stand
/// in another place. What stands before the text that is read now is not looked at.
inline bool FastLines::hasStoredLabels(Layout& layout) {
    if (layout.target.family != m_storedFamily || layout.labelCount != m_storedCount) return false;
    const LabelRef* const stored = m_data.labels.begin() + m_storedFirst;
    LabelRef* const labels = layout.line.labels.data();
    for (std::uint32_t i = 0; i < layout.labelCount; ++i) {
        if (std::bit_cast<std::uint64_t>(labels[i]) == std::bit_cast<std::uint64_t>(stored[i]))
            continue;
        if (!isSameLabel(labels[i], stored[i])) return false;
        fast_lines::storeAtOnce(labels[i], stored[i]);
    }
    return true;
}

/// What a number's digits say is found out a line later: one step waits for the other all the way,
/// and until it is through a processor has begun as much of what follows as it can.
template <typename Wide>
inline void FastLines::settle(Pending<Wide>& pending) {
    if (pending.sample == nullptr) return;
    pending.sample->value = Wide::valueOf(pending.number);
    pending.sample = nullptr;
}

/// Reads the number of the layout's line and puts all of it where it belongs. A sample is written
/// where it stays: copied, it would be loaded while its parts are still being stored.
template <typename Wide>
inline bool FastLines::file(Layout& layout, const char* end, Pending<Wide>& pending) {
    const Line& line = layout.line;
    const char* const number = line.at + line.number;
    if (number > end) return false;
    settle(pending);
    double value = 0;
    const bool isShort = Wide::lookAtNumber(number, end, pending.number);
    if (!isShort) {
        const auto parsed = parseGoFloat({number, static_cast<std::size_t>(end - number)});
        if (!parsed) return false;
        value = *parsed;
    }
    const auto fill = [&](Sample& sample) {
        if (isShort) pending.sample = &sample;
        sample.value = value;
        sample.bound = line.bound;
        sample.offset = offsetOf(line.at);
        sample.role = layout.role;
        sample.hasTimestamp = false;
    };
    const std::uint32_t family = layout.target.family;
    if (layout.isGrouped && hasStoredLabels(layout)) {
        fill(m_assembler.addSample(layout.role));
        return true;
    }
    const std::size_t first = m_data.labels.size();
    const std::uint32_t count = layout.labelCount;
    m_data.labels.makeRoom(kMaxSlots);
    LabelRef* const stored = m_data.labels.end();
    constexpr std::uint32_t kUsual = 4;  // so many without asking how many there are
    for (std::uint32_t i = 0; i < kUsual; ++i) stored[i] = line.labels[i];
    for (std::uint32_t i = kUsual; i < count; ++i) stored[i] = line.labels[i];
    m_data.labels.extend(count);
    m_storedFirst = first;
    m_storedCount = count;
    m_storedFamily = family;
    if (!layout.isGrouped) {
        fill(m_assembler.addAlone(family, static_cast<std::uint32_t>(first), count));
        return true;
    }
    m_assembler.joinSeries(family, static_cast<std::uint32_t>(first));
    fill(m_assembler.addSample(layout.role));
    if (m_data.labels.size() != first + count) {
        // It was there before, with labels that may lie anywhere.
        m_storedCount = 0;
        m_storedFamily = Assembler::kNone;
    }
    return true;
}

}  // namespace gatepost::metrics
