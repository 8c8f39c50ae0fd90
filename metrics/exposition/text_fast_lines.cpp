// SPDX-License-Identifier: Apache-2.0
#include "metrics/exposition/text_fast_lines.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

#include GATEPOST_BYTES16_HEADER
#include "metrics/exposition/go_syntax.h"
#include "metrics/exposition/names.h"
#include "metrics/exposition/short_number.h"

namespace gatepost::metrics {
namespace {

/// Whether `length` bytes are equal. 16 are loaded from both where there are less.
bool areEqual(const char* a, const char* b, std::uint32_t length) {
    if (length <= 16) {
        const std::uint32_t differ = ~Bytes16(a).equal(Bytes16(b));
        return (differ & ((1u << length) - 1)) == 0;
    }
    const std::uint32_t lastStart = length - 16;
    for (std::uint32_t i = 0; i < lastStart; i += 16)
        if (Bytes16(a + i).equal(Bytes16(b + i)) != 0xFFFF) return false;
    return Bytes16(a + lastStart).equal(Bytes16(b + lastStart)) == 0xFFFF;
}

unsigned firstBit(std::uint32_t mask) { return static_cast<unsigned>(std::countr_zero(mask)); }

/// How many bytes from the start are equal; perhaps more than `most` where all of those are.
std::uint32_t commonLength(const char* a, const char* b, std::uint32_t most) {
    std::uint32_t i = 0;
    do {
        const std::uint32_t same = Bytes16(a + i).equal(Bytes16(b + i));
        if (same != 0xFFFF) return i + firstBit(~same);
        i += 16;
    } while (i < most);
    return i;
}

/// `end` where there is none.
const char* findQuote(const char* from, const char* end) {
    return from < end ? std::find(from, end, '"') : end;
}

bool readNumber(const char* start, const char* end, double& value) {
    if (readShortNumber(start, end, value)) return true;
    const auto number = parseGoFloat({start, static_cast<std::size_t>(end - start)});
    if (number) value = *number;
    return number.has_value();
}

}  // namespace

FastLines::FastLines(Exposition::Data& data, Assembler& assembler, const char* readable)
    : m_data(data),
      m_assembler(assembler),
      m_begin(data.body.data()),
      m_end(data.body.data() + data.body.size()),
      m_readable(readable) {}

const char* FastLines::read(const char* at, std::uint32_t& line) {
    m_line.at = nullptr;
    m_storedCount = 0;
    m_storedFamily = Assembler::kNone;
    while (m_next != m_stop && m_chunk + *m_next < at) ++m_next;
    while (true) {
        if (m_next == m_stop && !look(at)) return at;
        const char* const end = m_chunk + *m_next;
        if (m_needsCare && !isPlain(at, end)) return at;
        __builtin_prefetch(end + kChunk);  // what look() will want, while there is other work
        if (!readAlike(at, end) && !(*at == '#' ? readComment(at, end) : readOther(at, end)))
            return at;
        if (line++ % Exposition::Data::kMarkEvery == 0) m_data.lineMarks.push_back(offsetOf(at));
        ++m_next;
        at = end + 1;
    }
}

/// Finds the structure from the start of a line on. False where that brings nothing new.
bool FastLines::look(const char* from) {
    if (m_chunk == from || m_chunkEnd == m_end) return false;
    const auto loadable = static_cast<std::size_t>(m_readable - from) / kStructureBlock;
    const std::size_t blocks = std::min(loadable, kChunkBlocks);
    m_next = m_ends.data();
    m_stop = m_next + m_find(from, blocks, m_ends.data(), m_care.data());
    m_chunk = from;
    m_chunkEnd = blocks < kChunkBlocks ? m_end : from + kChunk;
    m_needsCare =
        std::any_of(m_care.begin(), m_care.begin() + blocks, [](auto mask) { return mask != 0; });
    return m_next != m_stop;
}

/// No backslash, and nothing beyond ASCII that is not UTF-8.
bool FastLines::isPlain(const char* from, const char* end) const {
    const auto* first = m_care.begin() + static_cast<std::size_t>(from - m_chunk) / kStructureBlock;
    const auto* last = m_care.begin() + static_cast<std::size_t>(end - m_chunk) / kStructureBlock;
    if (std::all_of(first, last + 1, [](auto mask) { return mask == 0; })) return true;
    const std::string_view line(from, static_cast<std::size_t>(end - from));
    return line.find('\\') == std::string_view::npos && isValidUtf8(line);
}

/// A line with the names of the line before: past each value that differs, the two are compared
/// on. False with m_line spoilt where it has other names. What stays as it was is asked and not
/// stored again: a processor foresees the answer and need not wait for the line before.
inline bool FastLines::readAlike(const char* at, const char* end) {
    if (m_line.at == nullptr || m_readable - end < 16) return false;
    const Layout& layout = *m_current;
    const char* const before = m_line.at;
    const std::uint32_t numberBefore = m_line.number;
    const std::uint32_t slots = layout.slotCount;
    std::uint32_t offset = 0;  // in the line before
    std::uint32_t shift = 0;   // of this line against it
    std::uint32_t i = 0;
    bool isSameSeries = true;
    m_line.at = nullptr;
    while (true) {
        offset += commonLength(at + (offset + shift), before + offset, numberBefore - offset);
        for (; i < slots && m_line.values[i].end < offset; ++i)
            if (shift != 0) m_line.values[i].move(shift);
        if (offset >= numberBefore) break;
        if (i == slots || offset < m_line.values[i].start) return false;
        Stretch& value = m_line.values[i];
        offset = value.end;
        if (shift != 0) value.move(shift);
        const char* quote = nullptr;
        if (!readValue(layout.slots[i], at + value.start, end, quote)) return false;
        isSameSeries = isSameSeries && layout.slots[i].isBound;
        if (quote != at + value.end) {
            value.end = static_cast<std::uint32_t>(quote - at);
            shift = value.end - offset;
        }
        ++i;
    }
    m_line.at = at;
    if (shift != 0) m_line.number = numberBefore + shift;
    return file(layout, end, isSameSeries);
}

/// To the closing quote.
inline bool FastLines::readValue(const Slot& slot, const char* from, const char* end,
                                 const char*& quote) {
    const std::uint32_t quotes = Bytes16(from).equal('"');
    quote = quotes != 0 ? from + firstBit(quotes) : findQuote(from + 16, end);
    if (quote >= end) return false;
    if (slot.isBound) return readNumber(from, quote, m_line.bound) && !std::isnan(m_line.bound);
    const auto length = static_cast<std::uint32_t>(quote - from);
    m_line.labels[slot.index] = {offsetOf(from), static_cast<std::uint16_t>(length), slot.label};
    return length < LabelRef::kWide;
}

/// HELP or TYPE of a name, with single blanks.
bool FastLines::readComment(const char* at, const char* end) {
    constexpr std::ptrdiff_t kKeyword = 7;
    if (end - at < kKeyword) return false;
    const std::string_view keyword(at, kKeyword);
    const bool isHelp = keyword == "# HELP ";
    if (!isHelp && keyword != "# TYPE ") return false;
    const char* const name = at + kKeyword;
    const char* p = name;
    if (std::string_view(name, static_cast<std::size_t>(end - name)).starts_with(m_comment))
        p += m_comment.size();
    while (isNameByte(*p, kNameRest | kColon)) ++p;
    if (p == name || !isNameByte(*name, kNameStart | kColon)) return false;
    if (end - p < 2 || p[0] != ' ' || p[1] == ' ' || p[1] == '\t') return false;
    const std::string_view text(name, static_cast<std::size_t>(p - name));
    if (text != m_comment) {
        const TextRange range{offsetOf(name), static_cast<std::uint32_t>(text.size())};
        m_commentFamily = targetOf(m_assembler, m_data, range, offsetOf(at)).family;
        m_comment = text;
    }
    FamilyDraft& family = m_assembler.family(m_commentFamily);
    const std::string_view rest(p + 1, static_cast<std::size_t>(end - p - 1));
    if (isHelp) {
        if (family.hasHelp) return false;
        family.help = {offsetOf(rest.data()), static_cast<std::uint32_t>(rest.size())};
        family.hasHelp = true;
        return true;
    }
    if (family.hasType) return false;
    for (const MetricType type : {MetricType::Counter, MetricType::Gauge, MetricType::Histogram,
                                  MetricType::Summary, MetricType::Untyped})
        if (rest == toString(type)) {
            family.type = type;
            family.hasType = true;
            return true;
        }
    return false;
}

/// A line that has not the names of the line before.
bool FastLines::readOther(const char* at, const char* end) {
    if (at - m_begin < static_cast<std::ptrdiff_t>(kShortNumberReach)) return false;
    Layout* const before = m_current;
    const auto take = [&](Layout& layout) {
        if (!readAs(layout, at, end)) return false;
        before->next = &layout;
        m_current = &layout;
        return true;
    };
    if (before->next != nullptr && take(*before->next)) return true;
    for (Layout& layout : m_layouts)
        if (&layout != before->next && take(layout)) return true;
    Layout& layout = m_layouts[m_oldest];
    if (!learn(at, end, layout)) {
        layout.reach = 0;
        return false;
    }
    m_oldest = (m_oldest + 1) % m_layouts.size();
    return take(layout);
}

bool FastLines::readAs(const Layout& layout, const char* at, const char* end) {
    if (layout.reach - 1 >= m_readable - end) return false;
    if (!areEqual(at, layout.head, layout.headLength)) return false;
    m_line.at = at;
    m_line.number = layout.headLength;
    bool isSameSeries = layout.labelCount == m_storedCount;
    if ((layout.slotCount == 0 || readLabels(layout, end, isSameSeries)) &&
        file(layout, end, isSameSeries))
        return true;
    m_line.at = nullptr;
    return false;
}

/// Values that were stored last are not stored again.
bool FastLines::readLabels(const Layout& layout, const char* end, bool& isSameSeries) {
    const char* from = m_line.at + layout.headLength;
    for (std::uint32_t i = 0;;) {
        const Slot& slot = layout.slots[i];
        const char* quote = nullptr;
        if (!readValue(slot, from, end, quote)) return false;
        m_line.values[i] = {static_cast<std::uint32_t>(from - m_line.at),
                            static_cast<std::uint32_t>(quote - m_line.at)};
        if (!slot.isBound) {
            LabelRef& label = m_line.labels[slot.index];
            const LabelRef* stored = slot.index < m_storedCount
                                         ? m_data.labels.begin() + m_storedFirst + slot.index
                                         : nullptr;
            if (stored != nullptr && stored->length == label.length && stored->name == label.name &&
                areEqual(from, m_begin + stored->value, label.length))
                label = *stored;
            else
                isSameSeries = false;
        }
        if (++i == layout.slotCount) {
            m_line.number = static_cast<std::uint32_t>(quote + 3 - m_line.at);
            return quote[1] == '}' && quote[2] == ' ';
        }
        const Slot& next = layout.slots[i];
        const std::uint32_t same = Bytes16(quote).equal(Bytes16(next.text));
        if ((same & next.mask) != next.mask) return false;
        if (next.length > 16 && !areEqual(quote, next.text, next.length)) return false;
        from = quote + next.length;
    }
}

/// Reads the number of m_line and puts all of it where it belongs.
inline bool FastLines::file(const Layout& layout, const char* end, bool isSameSeries) {
    const char* const number = m_line.at + m_line.number;
    Sample sample;
    if (number > end || !readNumber(number, end, sample.value)) return false;
    sample.offset = offsetOf(m_line.at);
    sample.role = layout.role;
    if (layout.role == Role::Bucket || layout.role == Role::Quantile) sample.bound = m_line.bound;
    const std::uint32_t family = layout.target.family;
    if (layout.isGrouped && isSameSeries && family == m_storedFamily) {
        m_assembler.addSample(sample);
        return true;
    }
    const std::size_t first = m_data.labels.size();
    const std::uint32_t count = layout.labelCount;
    m_data.labels.makeRoom(kMaxSlots);
    LabelRef* const stored = m_data.labels.end();
    for (std::uint32_t i = 0; i < count; ++i) stored[i] = m_line.labels[i];
    m_data.labels.extend(count);
    m_storedFirst = first;
    m_storedCount = count;
    m_storedFamily = family;
    if (!layout.isGrouped) {
        m_assembler.addAlone(family, static_cast<std::uint32_t>(first), count, sample);
        return true;
    }
    m_assembler.joinSeries(family, static_cast<std::uint32_t>(first));
    m_assembler.addSample(sample);
    if (m_data.labels.size() != first + count) {
        // It was there before, with labels that may lie anywhere.
        m_storedCount = 0;
        m_storedFamily = Assembler::kNone;
    }
    return true;
}

/// False where lines with these names are for others to read.
bool FastLines::learn(const char* at, const char* end, Layout& layout) {
    layout.slotCount = 0;
    layout.labelCount = 0;
    layout.role = Role::Value;
    layout.next = nullptr;
    const char* p = learnName(at, layout);
    if (p == nullptr) return false;
    layout.head = at;
    layout.headLength = static_cast<std::uint32_t>(p + 1 - at);
    for (const char* text = at; *p != ' ' && *p != '}'; text = p - 1) {
        if (layout.slotCount == kMaxSlots) return false;
        layout.slots[layout.slotCount].text = text;
        if (p = learnLabel(p + 1, layout); p == nullptr) return false;
        p = std::find(p, end, '"');
        if (end - p < 2 || (p[1] != ',' && p[1] != '}')) return false;
        ++p;
    }
    if (layout.slotCount > 0) layout.headLength = layout.slots[0].length;
    layout.reach = std::max(16u, layout.headLength);
    for (std::uint32_t i = 1; i < layout.slotCount; ++i)
        layout.reach = std::max(layout.reach, layout.slots[i].length);
    const bool wantsBound = layout.role == Role::Bucket || layout.role == Role::Quantile;
    return (layout.labelCount < layout.slotCount) == wantsBound;
}

/// To the brace or the blank behind the name.
const char* FastLines::learnName(const char* at, Layout& layout) {
    const char* p = at;
    if (!isNameByte(*p, kNameStart | kColon)) return nullptr;
    while (isNameByte(*++p, kNameRest | kColon)) {
    }
    if (*p != '{' && *p != ' ') return nullptr;
    const TextRange name{offsetOf(at), static_cast<std::uint32_t>(p - at)};
    layout.target = targetOf(m_assembler, m_data, name, name.offset);
    FamilyDraft& family = m_assembler.family(layout.target.family);
    family.hasType = true;
    layout.type = family.type;
    layout.isGrouped = family.type == MetricType::Histogram || family.type == MetricType::Summary;
    if (layout.isGrouped)
        layout.role = layout.target.suffix != Role::Value    ? layout.target.suffix
                      : family.type == MetricType::Histogram ? Role::Bucket
                                                             : Role::Quantile;
    return family.type == MetricType::GaugeHistogram ? nullptr : p;
}

/// From the label's name to its value.
const char* FastLines::learnLabel(const char* p, Layout& layout) {
    const char* const start = p;
    if (!isNameByte(*p, kNameStart)) return nullptr;
    while (isNameByte(*++p, kNameRest)) {
    }
    if (p[0] != '=' || p[1] != '"') return nullptr;
    const std::string_view name(start, static_cast<std::size_t>(p - start));
    if (name == "__name__") return nullptr;
    Slot& slot = layout.slots[layout.slotCount];
    slot.length = static_cast<std::uint32_t>(p + 2 - slot.text);
    slot.isBound = (layout.type == MetricType::Histogram && name == "le") ||
                   (layout.type == MetricType::Summary && name == "quantile");
    if (!slot.isBound) {
        const TextRange range{offsetOf(start), static_cast<std::uint32_t>(name.size())};
        const std::uint32_t id = m_assembler.labelName(name, &range);
        for (std::uint32_t i = 0; i < layout.slotCount; ++i)
            if (!layout.slots[i].isBound && layout.slots[i].label == id) return nullptr;
        if (id > 0xFFFF) return nullptr;
        slot.label = static_cast<std::uint16_t>(id);
        slot.index = layout.labelCount++;
    }
    slot.mask = static_cast<std::uint16_t>(slot.length < 16 ? (1u << slot.length) - 1 : 0xFFFF);
    ++layout.slotCount;
    return p + 2;
}

}  // namespace gatepost::metrics
