// SPDX-License-Identifier: Apache-2.0
#include "relay/outbox/packing.h"

#include <snappy.h>

#include <algorithm>
#include <bit>
#include <memory>
#include <utility>

#include "metrics/push/grouping_key.h"

namespace gatepost::relay {

namespace {

class Packer {
public:
    Packer& number(std::uint64_t value) {
        for (; value >= 0x80; value >>= 7) m_bytes += static_cast<char>(value | 0x80);
        m_bytes += static_cast<char>(value);
        return *this;
    }
    Packer& signedNumber(std::int64_t value) {
        // Zigzag, so that small negative numbers stay short.
        return number(std::bit_cast<std::uint64_t>(value) << 1 ^
                      std::bit_cast<std::uint64_t>(value >> 63));
    }
    Packer& text(std::string_view value) {
        number(value.size());
        m_bytes += value;
        return *this;
    }
    template <typename E>
    Packer& choice(E value) {
        return number(static_cast<std::uint64_t>(value));
    }
    [[nodiscard]] std::string take() { return std::move(m_bytes); }

private:
    std::string m_bytes;
};

/// After the first thing that does not fit, everything reads as empty and good() is false.
class Unpacker {
public:
    explicit Unpacker(std::string_view bytes) : m_bytes(bytes) {}

    std::uint64_t number() {
        std::uint64_t value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (m_bytes.empty()) break;
            const auto byte = static_cast<unsigned char>(m_bytes.front());
            m_bytes.remove_prefix(1);
            value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
            if ((byte & 0x80) == 0) return value;
        }
        return fail();
    }
    std::int64_t signedNumber() {
        const auto value = number();
        return std::bit_cast<std::int64_t>(value >> 1 ^ (0 - (value & 1)));
    }
    std::string text() {
        const auto size = number();
        if (size > m_bytes.size()) fail();
        const auto taken = m_good ? static_cast<std::size_t>(size) : 0;
        std::string value(m_bytes.substr(0, taken));
        m_bytes.remove_prefix(taken);
        return value;
    }
    template <typename E>
    E choice(E last) {
        const auto value = number();
        if (value > static_cast<std::uint64_t>(last)) return static_cast<E>(fail());
        return static_cast<E>(value);
    }
    /// A count of things of at least one byte each.
    std::uint64_t count() {
        const auto value = number();
        return value > m_bytes.size() ? fail() : value;
    }
    [[nodiscard]] bool good() const { return m_good; }
    [[nodiscard]] std::string_view rest() const { return m_bytes; }
    [[nodiscard]] bool finished() const { return m_good && m_bytes.empty(); }

private:
    std::uint64_t fail() {
        m_good = false;
        m_bytes = {};
        return 0;
    }

    std::string_view m_bytes;
    bool m_good = true;
};

/// Families that are none, and more behind it: no set that stands there plainly begins so.
constexpr char kPressed = 0;
/// More than snappy ever makes of a byte; what claims to is damaged.
constexpr std::size_t kExpandsAtMost = 64;

/// A row whose size stays is written over in its place; else its overflow pages are freed and
/// taken anew, and the pages that count those are written with every push.
std::size_t roundedUp(std::size_t size) {
    constexpr std::size_t kLeastStep = 32;
    const auto step = std::max(kLeastStep, std::bit_floor(size) / 8);
    return (size + step - 1) / step * step;
}

void packKey(Packer& out, const metrics::GroupingKey& key) {
    out.number(key.labels().size());
    for (const auto& [name, value] : key.labels()) out.text(name).text(value);
}

metrics::GroupingKey unpackKey(Unpacker& in) {
    std::vector<metrics::GroupingKey::Pair> labels;
    for (auto left = in.count(); left > 0 && in.good(); --left) {
        auto name = in.text();
        labels.emplace_back(std::move(name), in.text());
    }
    return metrics::GroupingKey(std::move(labels));
}

void packSegment(Packer& out, const Segment& segment) {
    out.choice(segment.change.method).number(segment.pushes).number(segment.newest);
    out.signedNumber(segment.pushedAt).signedNumber(segment.since).number(segment.chain);
    out.number(segment.folded ? 1 : 0);
}

Segment unpackSegment(Unpacker& in) {
    Segment segment;
    segment.change.method = in.choice(metrics::PushMethod::Delete);
    segment.pushes = in.number();
    segment.newest = in.number();
    segment.pushedAt = in.signedNumber();
    segment.since = in.signedNumber();
    segment.chain = in.number();
    segment.folded = in.number() != 0;
    return segment;
}

void packFamiliesInto(Packer& out, const metrics::FamilySet& families) {
    out.number(families.families().size());
    for (const auto& family : families.families())
        out.text(family->name).choice(family->type).number(family->series).text(family->text);
}

metrics::FamilySet unpackFamiliesFrom(Unpacker& in) {
    std::vector<metrics::FamilySet::Pointer> families;
    for (auto left = in.count(); left > 0 && in.good(); --left) {
        auto family = std::make_shared<metrics::FamilyText>();
        family->name = in.text();
        family->type = in.choice(metrics::MetricType::StateSet);
        family->series = in.number();
        family->text = in.text();
        families.push_back(std::move(family));
    }
    return metrics::FamilySet(std::move(families));
}

}  // namespace

std::string packGroup(const Group& group) {
    Packer out;
    packKey(out, group.key);
    out.choice(group.lifetime).number(group.present ? 1 : 0);
    out.signedNumber(group.pushedAt).number(group.deliveredN).number(group.deliveredPush);
    out.signedNumber(group.ttl.value_or(-1)).number(group.owner ? 1 : 0);
    if (group.owner)
        out.signedNumber(group.owner->pid)
            .number(group.owner->startTime)
            .text(group.owner->bootId)
            .text(group.owner->executable)
            .text(group.owner->user);
    out.text(group.lastAnswer).number(group.segments.size());
    for (const auto& segment : group.segments) {
        packSegment(out, segment);
        const auto& families = segment.change.families.families();
        out.number(families.size());
        for (const auto& family : families) out.text(family->name);
    }
    return out.take();
}

std::optional<Group> unpackGroup(std::string_view bytes, metrics::FamilySet held) {
    Unpacker in(bytes);
    Group group;
    group.key = unpackKey(in);
    group.lifetime = in.choice(Lifetime::Process);
    group.present = in.number() != 0;
    group.pushedAt = in.signedNumber();
    group.deliveredN = in.number();
    group.deliveredPush = in.number();
    if (const auto ttl = in.signedNumber(); ttl >= 0) group.ttl = ttl;
    if (in.number() != 0) {
        OwnerProcess owner;
        owner.pid = in.signedNumber();
        owner.startTime = in.number();
        owner.bootId = in.text();
        owner.executable = in.text();
        owner.user = in.text();
        group.owner = std::move(owner);
    }
    group.lastAnswer = in.text();
    for (auto left = in.count(); left > 0 && in.good(); --left) {
        Segment segment = unpackSegment(in);
        std::vector<std::string> names;
        for (auto names_left = in.count(); names_left > 0 && in.good(); --names_left)
            names.push_back(in.text());
        // A PUT names all of them, and `only` searches the names for each family.
        segment.change.families = names.size() == held.families().size() && names == held.names()
                                      ? held
                                      : held.only(names);
        group.segments.push_back(std::move(segment));
    }
    if (!in.finished() || group.key.empty()) return std::nullopt;
    group.id = metrics::groupId(group.key);
    group.held = std::move(held);
    return group;
}

std::string packFamilies(const metrics::FamilySet& families) {
    Packer plain;
    packFamiliesInto(plain, families);
    auto bytes = plain.take();
    if (families.empty()) return bytes;
    std::string pressed;
    snappy::Compress(bytes.data(), bytes.size(), &pressed);
    bytes = Packer().number(kPressed).text(pressed).take();
    bytes.resize(roundedUp(bytes.size()));
    return bytes;
}

std::optional<metrics::FamilySet> unpackFamilies(std::string_view bytes) {
    Unpacker in(bytes);
    std::string plain;
    if (bytes.size() > 1 && bytes.front() == kPressed) {
        in.number();
        const auto pressed = in.text();
        const auto padding = in.rest();
        std::size_t size = 0;
        if (!in.good() || !std::ranges::all_of(padding, [](char byte) { return byte == 0; }) ||
            !snappy::GetUncompressedLength(pressed.data(), pressed.size(), &size) ||
            size > pressed.size() * kExpandsAtMost ||
            !snappy::Uncompress(pressed.data(), pressed.size(), &plain))
            return std::nullopt;
        in = Unpacker(plain);
    }
    auto families = unpackFamiliesFrom(in);
    if (!in.finished()) return std::nullopt;
    return families;
}

std::string packQuarantined(const Quarantined& entry) {
    Packer out;
    packKey(out, entry.key);
    packSegment(out, entry.segment);
    out.number(entry.origin).signedNumber(entry.at).signedNumber(entry.why.status);
    out.text(entry.why.reason).number(entry.why.problems.size());
    for (const auto& problem : entry.why.problems)
        out.text(problem.rule)
            .text(problem.metric)
            .text(problem.text)
            .choice(problem.severity)
            .number(problem.line)
            .number(problem.column)
            .number(problem.length);
    packFamiliesInto(out, entry.segment.change.families);
    return out.take();
}

std::optional<Quarantined> unpackQuarantined(std::string_view bytes) {
    Unpacker in(bytes);
    Quarantined entry;
    entry.key = unpackKey(in);
    entry.segment = unpackSegment(in);
    entry.origin = in.number();
    entry.at = in.signedNumber();
    entry.why.status = static_cast<int>(in.signedNumber());
    entry.why.reason = in.text();
    for (auto left = in.count(); left > 0 && in.good(); --left) {
        metrics::Problem problem;
        problem.rule = in.text();
        problem.metric = in.text();
        problem.text = in.text();
        problem.severity = in.choice(metrics::Severity::Warning);
        problem.line = static_cast<std::uint32_t>(in.number());
        problem.column = static_cast<std::uint32_t>(in.number());
        problem.length = static_cast<std::uint32_t>(in.number());
        entry.why.problems.push_back(std::move(problem));
    }
    entry.segment.change.families = unpackFamiliesFrom(in);
    if (!in.finished() || entry.key.empty()) return std::nullopt;
    entry.groupId = metrics::groupId(entry.key);
    return entry;
}

}  // namespace gatepost::relay
