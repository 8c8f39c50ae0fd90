// SPDX-License-Identifier: Apache-2.0
#include "metrics/exposition/text_fast_lines.h"

#include <bit>
#include <cmath>
#include <cstring>

#include GATEPOST_BYTES16_HEADER
#include "metrics/exposition/go_syntax.h"
#include "metrics/exposition/names.h"

namespace gatepost::metrics {
namespace {

// w / 10^n is the correctly rounded value where both are exact (Clinger).
constexpr std::array<double, 23> kPowersOfTen{1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                              1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                              1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
constexpr std::uint64_t kExactWhole = std::uint64_t{1} << 53;

unsigned firstBit(std::uint32_t mask) { return static_cast<unsigned>(std::countr_zero(mask)); }

/// Digits with at most one point among them, short enough to be exact; else nullptr. A byte that
/// cannot be part of a number must follow somewhere.
const char* readShortNumber(const char* p, double& value) {
    const bool isNegative = *p == '-';
    if (isNegative) ++p;
    std::uint64_t whole = 0;
    const char* const start = p;
    while (static_cast<unsigned char>(*p - '0') < 10)
        whole = whole * 10 + static_cast<unsigned char>(*p++ - '0');
    std::ptrdiff_t digits = p - start;
    std::ptrdiff_t decimals = 0;
    if (*p == '.') {
        const char* const point = p++;
        while (static_cast<unsigned char>(*p - '0') < 10)
            whole = whole * 10 + static_cast<unsigned char>(*p++ - '0');
        decimals = p - point - 1;
        digits += decimals;
    }
    if (digits == 0 || digits > 18 || whole > kExactWhole) return nullptr;
    const double number =
        static_cast<double>(whole) / kPowersOfTen[static_cast<std::size_t>(decimals)];
    value = isNegative ? -number : number;
    return p;
}

}  // namespace

FastLines::FastLines(Exposition::Data& data, Assembler& assembler)
    : m_data(data),
      m_assembler(assembler),
      m_begin(data.body.data()),
      m_end(data.body.data() + data.body.size()) {}

const char* FastLines::read(const char* at, std::uint32_t& line) {
    m_previous = nullptr;
    while (true) {
        const char* const next = readLine(at);
        if (next == nullptr) return at;
        if (line % Exposition::Data::kMarkEvery == 0) m_data.lineMarks.push_back(offsetOf(at));
        ++line;
        m_previous = at;
        m_previousLength = static_cast<std::size_t>(next - at);
        at = next;
    }
}

/// How much of the line before starts this one.
std::size_t FastLines::commonLength(const char* at) const {
    const char* const before = m_previous;
    const std::size_t most = m_previousLength;
    for (std::size_t i = 0; i < most; i += 16) {
        if (m_end - at < static_cast<std::ptrdiff_t>(i) + 16) return i;
        const std::uint32_t same = Bytes16(at + i).equal(Bytes16(before + i));
        if (same != 0xFFFF) return i + firstBit(~same);
    }
    return most;
}

const char* FastLines::readLine(const char* at) {
    if (m_end - at < 16) return nullptr;
    const char* p = nullptr;
    std::uint32_t kept = 0;
    m_isSameSeries = false;
    m_hasNewName = false;
    const std::size_t common = m_previous == nullptr ? 0 : commonLength(at);
    if (common > m_nameLength) {
        p = at + m_nameLength;
        while (kept < m_slotCount && m_slots[kept].end <= common) ++kept;
        if (kept > 0) p = at + m_slots[kept - 1].end;
        m_isSameSeries = true;
    } else {
        p = readName(at);
        if (p == nullptr) return nullptr;
        m_slotCount = 0;
        m_hasNewName = true;
    }
    if (m_hasBraces) {
        if (p = readLabels(at, p, kept); p == nullptr) return nullptr;
    } else {
        m_isSameSeries = m_isSameSeries && m_slotCount == 0;
        m_slotCount = 0;
        m_hasBound = false;
    }
    if (*p != ' ') return nullptr;
    if (p = readValue(p + 1); p == nullptr) return nullptr;
    return file(at) ? p + 1 : nullptr;
}

const char* FastLines::readName(const char* at) {
    const char* p = at;
    if (!isNameByte(*p, kNameStart | kColon)) return nullptr;
    while (isNameByte(*++p, kNameRest | kColon)) {
    }
    if (*p != '{' && *p != ' ') return nullptr;
    m_hasBraces = *p == '{';
    m_nameLength = static_cast<std::uint32_t>(p - at);
    const KnownName& known = know(at, m_nameLength);
    m_target = known.target;
    m_type = known.type;
    m_boundMask = m_type == MetricType::Histogram ? kLe
                  : m_type == MetricType::Summary ? kQuantile
                                                  : kNoBound;
    return m_type == MetricType::GaugeHistogram ? nullptr : p;
}

const FastLines::KnownName& FastLines::know(const char* name, std::uint32_t length) {
    for (const KnownName& known : m_names)
        if (known.length == length && std::memcmp(known.text, name, length) == 0) return known;
    KnownName& known = m_names[m_oldestName++ % m_names.size()];
    known.text = name;
    known.length = length;
    known.target = targetOf(m_assembler, m_data, {offsetOf(name), length}, offsetOf(name));
    FamilyDraft& family = m_assembler.family(known.target.family);
    family.hasType = true;
    known.type = family.type;
    return known;
}

/// From the opening brace, or from the end of the last label that is kept, to past the closing one.
const char* FastLines::readLabels(const char* at, const char* p, std::uint32_t kept) {
    const std::uint32_t before = m_slotCount;
    std::uint32_t i = kept;
    if (kept == 0) {
        ++p;
        m_hasBound = false;
    }
    bool isFirst = kept == 0;
    while (true) {
        if (!isFirst) {
            if (*p == '}') break;
            if (*p != ',') return nullptr;
            ++p;
        }
        isFirst = false;
        if (*p == '}') break;
        if (i == kMaxSlots) return nullptr;
        Slot& slot = m_slots[i];
        p = readLabelName(p, i);
        if (p == nullptr) return nullptr;
        const char* const end = findQuote(p);
        if (end == nullptr) return nullptr;
        const auto length = static_cast<std::uint32_t>(end - p);
        if (isSpecial(slot)) {
            const char* last = readShortNumber(p, m_bound);
            if (last != end) {
                const auto bound = parseGoFloat({p, length});
                if (!bound) return nullptr;
                m_bound = *bound;
            }
            m_hasBound = true;
        } else {
            if (slot.id == Assembler::kNone) {
                const TextRange range{offsetOf(slot.name), slot.nameLength};
                slot.id = m_assembler.labelName({slot.name, slot.nameLength}, &range);
            }
            if (length >= LabelRef::kWide || slot.id > 0xFFFF) return nullptr;
            slot.ref = {offsetOf(p), static_cast<std::uint16_t>(length),
                        static_cast<std::uint16_t>(slot.id)};
            m_isSameSeries = false;
        }
        p = end + 1;
        slot.end = static_cast<std::uint32_t>(p - at);
        ++i;
    }
    m_slotCount = i;
    if (i < before) {
        if (m_boundMask != 0) return nullptr;  // perhaps the bound is gone
        m_isSameSeries = false;
    }
    if (m_hasNewName && hasRepeatedName()) return nullptr;
    return p + 1;
}

/// To past the opening quote. Mostly the name is the one that the slot had in the line before.
const char* FastLines::readLabelName(const char* p, std::uint32_t index) {
    Slot& slot = m_slots[index];
    if (index < m_knownSlots && slot.nameLength <= 14 && m_end - p >= 16) {
        const std::uint32_t same = Bytes16(p).equal(Bytes16(slot.name));
        const std::uint32_t all = (1u << slot.nameLength) - 1;
        if ((same & all) == all && p[slot.nameLength] == '=' && p[slot.nameLength + 1] == '"')
            return p + slot.nameLength + 2;
    }
    const char* const name = p;
    if (!isNameByte(*p, kNameStart)) return nullptr;
    while (isNameByte(*++p, kNameRest)) {
    }
    if (p[0] != '=' || p[1] != '"') return nullptr;
    const std::string_view text(name, static_cast<std::size_t>(p - name));
    if (text == "__name__") return nullptr;
    slot.name = name;
    slot.nameLength = static_cast<std::uint32_t>(text.size());
    slot.bound = text == "le" ? kLe : text == "quantile" ? kQuantile : kNoBound;
    slot.id = Assembler::kNone;
    m_knownSlots = index + 1;  // the names behind were never compared with this one
    m_hasNewName = true;
    return p + 2;
}

/// The closing quote of a value without escapes.
const char* FastLines::findQuote(const char* p) const {
    std::uint32_t beyondAscii = 0;
    for (const char* at = p;; at += 16) {
        if (m_end - at < 16) return nullptr;
        const Bytes16 bytes(at);
        const std::uint32_t quotes = bytes.equal('"');
        const std::uint32_t others = bytes.equalEither('\\', '\n');
        if (quotes == 0) {
            if (others != 0) return nullptr;
            beyondAscii |= bytes.beyondAscii();
            continue;
        }
        const unsigned length = firstBit(quotes);
        const std::uint32_t before = (1u << length) - 1;
        if ((others & before) != 0) return nullptr;
        beyondAscii |= bytes.beyondAscii() & before;
        const char* const end = at + length;
        if (beyondAscii != 0 && !isValidUtf8({p, static_cast<std::size_t>(end - p)}))
            return nullptr;
        return end;
    }
}

bool FastLines::hasRepeatedName() const {
    for (std::uint32_t i = 1; i < m_slotCount; ++i)
        for (std::uint32_t j = 0; j < i; ++j)
            if (!isSpecial(m_slots[i]) && m_slots[i].id == m_slots[j].id && !isSpecial(m_slots[j]))
                return true;
    return false;
}

/// To the line feed.
const char* FastLines::readValue(const char* p) {
    const char* end = readShortNumber(p, m_value);
    if (end != nullptr && *end == '\n') return end;
    end = p;
    while (end != m_end && *end != '\n' && *end != ' ' && *end != '\t') ++end;
    if (end == m_end || *end != '\n') return nullptr;
    const auto value = parseGoFloat({p, static_cast<std::size_t>(end - p)});
    if (!value) return nullptr;
    m_value = *value;
    return end;
}

bool FastLines::file(const char* at) {
    Sample sample;
    sample.value = m_value;
    sample.offset = offsetOf(at);
    const bool isGrouped = m_boundMask != 0;
    if (isGrouped) {
        if (m_target.suffix != Role::Value) {
            sample.role = m_target.suffix;
        } else {
            if (!m_hasBound || std::isnan(m_bound)) return false;
            sample.role = m_type == MetricType::Histogram ? Role::Bucket : Role::Quantile;
            sample.bound = m_bound;
        }
        if (m_isSameSeries) {
            m_assembler.addSample(sample);
            return true;
        }
    }
    const auto first = static_cast<std::uint32_t>(m_data.labels.size());
    for (std::uint32_t i = 0; i < m_slotCount; ++i)
        if (!isSpecial(m_slots[i])) m_data.labels.push_back(m_slots[i].ref);
    if (isGrouped)
        m_assembler.joinSeries(m_target.family, first);
    else
        m_assembler.startSeries(m_target.family, first);
    m_assembler.addSample(sample);
    return true;
}

}  // namespace gatepost::metrics
