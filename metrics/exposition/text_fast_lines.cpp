// SPDX-License-Identifier: Apache-2.0
#include "metrics/exposition/text_fast_lines.h"

#include <algorithm>

#include GATEPOST_BYTES16_HEADER
#include "metrics/exposition/go_syntax.h"
#include "metrics/exposition/names.h"
#include "metrics/exposition/text_fast_lines_alike.h"

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

/// Of 16 bytes, those that are a backslash or beyond ASCII.
std::uint32_t careIn(const char* from) {
    const Bytes16 bytes(from);
    return bytes.beyondAscii() | bytes.equal('\\');
}

}  // namespace

FastLines::FastLines(Exposition::Data& data, Assembler& assembler, FindStructure find)
    : m_data(data),
      m_assembler(assembler),
      m_find(find),
      m_text(data.body.data()),
      m_loadable(m_text),
      m_readable(m_text + data.body.size()),
      m_end(m_readable) {}

/// Finds the structure from the start of a line on. False where that brings nothing new.
bool FastLines::look(const char*& at) {
    if (m_chunk != at && m_chunkEnd != m_end) {
        const auto loadable = static_cast<std::size_t>(m_readable - at) / kStructureBlock;
        const std::size_t blocks = std::min(loadable, kChunkBlocks);
        findEnds(at, blocks, blocks < kChunkBlocks ? m_end : at + kChunk);
        if (m_next != m_stop) return true;
    }
    return lookAtTail(at);
}

void FastLines::findEnds(const char* from, std::size_t blocks, const char* end) {
    m_next = m_ends.data();
    m_stop = m_next + m_find(from, blocks, m_ends.data(), &m_needsCare);
    m_chunk = from;
    m_chunkEnd = end;
}

/// Goes on in a copy of what is left and of the line before. False where that has been done
/// already, or too much is left.
bool FastLines::lookAtTail(const char*& at) {
    const char* const before = m_current->line.at;
    const bool isBeforeCopied = before != nullptr && m_end - before <= kTail;
    const char* const start = isBeforeCopied ? before : at;
    if (m_isInTail || at == m_end || m_end - start > kTail) return false;
    char* const copy = m_tail.data() + kShortNumberReach;
    char* const end = std::copy(start, m_end, copy);
    std::fill(m_tail.data(), copy, '\0');
    std::fill_n(end, kReach, '\0');
    forgetWhatReaches(m_end);
    for (Layout& layout : m_layouts) layout.line.at = nullptr;
    if (isBeforeCopied) m_current->line.at = copy;
    m_isInTail = true;
    m_textStart = offsetOf(start);
    m_text = copy;
    m_loadable = m_tail.data();
    m_end = end;
    m_readable = end + kReach;
    at = copy + (at - start);
    const auto left = static_cast<std::size_t>(m_end - at);
    findEnds(at, (left + kStructureBlock - 1) / kStructureBlock, m_end);
    return m_next != m_stop;
}

/// Of what was learnt and stored, what could not be compared without loading past `end`.
void FastLines::forgetWhatReaches(const char* end) {
    for (Layout& layout : m_layouts) {
        if (layout.reach == 0) continue;
        const char* const last =
            layout.slotCount == 0 ? layout.head : layout.slots[layout.slotCount - 1].text;
        if (end - last < static_cast<std::ptrdiff_t>(layout.reach)) layout.reach = 0;
    }
    m_storedCount = 0;
    m_storedFamily = Assembler::kNone;
}

/// No backslash, and nothing beyond ASCII that is not UTF-8.
bool FastLines::isPlain(const char* start, const char* end) const {
    constexpr std::ptrdiff_t kStep = 16;
    if (m_readable - end >= kStep) {
        std::uint32_t care = 0;
        const char* from = start;
        for (; end - from > kStep; from += kStep) care |= careIn(from);
        care |= careIn(from) & ((1u << (end - from)) - 1);
        if (care == 0) return true;
    }
    const std::string_view line(start, static_cast<std::size_t>(end - start));
    return line.find('\\') == std::string_view::npos && isValidUtf8(line);
}

/// The end of the name that stands here. Many begin with the comment's, which is not read again.
const char* FastLines::pastName(const char* from, const char* end) const {
    const char* p = from;
    if (std::string_view(from, static_cast<std::size_t>(end - from)).starts_with(m_comment))
        p += m_comment.size();
    while (isNameByte(*p, kNameRest | kColon)) ++p;
    return p;
}

/// HELP or TYPE of a name, with single blanks.
bool FastLines::readComment(const char* at, const char* end) {
    constexpr std::ptrdiff_t kKeyword = 7;
    if (end - at < kKeyword) return false;
    const std::string_view keyword(at, kKeyword);
    const bool isHelp = keyword == "# HELP ";
    if (!isHelp && keyword != "# TYPE ") return false;
    const char* const name = at + kKeyword;
    const char* const p = pastName(name, end);
    if (p == name || !isNameByte(*name, kNameStart | kColon)) return false;
    if (end - p < 2 || p[0] != ' ' || p[1] == ' ' || p[1] == '\t') return false;
    const std::string_view text(name, static_cast<std::size_t>(p - name));
    if (text != m_comment) {
        const TextRange range{offsetOf(name), static_cast<std::uint32_t>(text.size())};
        m_commentTarget = targetOf(m_assembler, m_data, range, offsetOf(at));
        m_comment = text;
    }
    FamilyDraft& family = m_assembler.family(m_commentTarget.family);
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
    if (at - m_loadable < static_cast<std::ptrdiff_t>(kShortNumberReach)) return false;
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

bool FastLines::readAs(Layout& layout, const char* at, const char* end) {
    if (layout.reach - 1 >= m_readable - end) return false;
    if (!areEqual(at, layout.head, layout.headLength)) return false;
    Line& line = layout.line;
    line.at = at;
    line.number = layout.headLength;
    line.values[layout.slotCount] = kBehindAll;
    line.bound = 0;
    Pending<WideBytes> pending;
    const bool isRead =
        (layout.slotCount == 0 || readLabels(layout, at, end)) && file(layout, end, pending);
    settle(pending);
    return isRead || line.forget();
}

bool FastLines::isSameLabel(const LabelRef& a, const LabelRef& b) const {
    return a.name == b.name && a.length == b.length && a.value >= m_textStart &&
           b.value >= m_textStart && areEqual(textAt(a.value), textAt(b.value), a.length);
}

bool FastLines::readLabels(Layout& layout, const char* at, const char* end) {
    Line& line = layout.line;
    const char* from = at + layout.headLength;
    for (std::uint32_t i = 0;;) {
        const char* quote = nullptr;
        if (!readValue<WideBytes>(layout, i, from, end, quote)) return false;
        line.values[i] = {static_cast<std::uint32_t>(from - at),
                          static_cast<std::uint32_t>(quote - at)};
        if (++i == layout.slotCount) {
            line.number = static_cast<std::uint32_t>(quote + 3 - at);
            return quote[1] == '}' && quote[2] == ' ';
        }
        const Slot& next = layout.slots[i];
        const std::uint32_t same = Bytes16(quote).equal(Bytes16(next.text));
        if ((same & next.mask) != next.mask) return false;
        if (next.length > 16 && !areEqual(quote, next.text, next.length)) return false;
        from = quote + next.length;
    }
}

/// False where lines with these names are for others to read.
bool FastLines::learn(const char* at, const char* end, Layout& layout) {
    layout.slotCount = 0;
    layout.labelCount = 0;
    layout.role = Role::Value;
    layout.next = nullptr;
    layout.line.at = nullptr;
    const char* p = learnName(at, end, layout);
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
    const std::uint32_t bounds =
        layout.role == Role::Bucket || layout.role == Role::Quantile ? 1 : 0;
    return layout.slotCount - layout.labelCount == bounds;
}

/// To the brace or the blank behind the name.
const char* FastLines::learnName(const char* at, const char* end, Layout& layout) {
    if (!isNameByte(*at, kNameStart | kColon)) return nullptr;
    const char* const p = pastName(at, end);
    if (*p != '{' && *p != ' ') return nullptr;
    const TextRange name{offsetOf(at), static_cast<std::uint32_t>(p - at)};
    const bool isOfComment = std::string_view(at, name.length) == m_comment;
    layout.target =
        isOfComment ? m_commentTarget : targetOf(m_assembler, m_data, name, name.offset);
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
