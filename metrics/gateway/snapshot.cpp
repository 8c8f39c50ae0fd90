// SPDX-License-Identifier: Apache-2.0
#include "metrics/gateway/snapshot.h"

#include <algorithm>
#include <numeric>
#include <unordered_map>
#include <utility>

#include "metrics/exposition/text_writer.h"

namespace gatepost::metrics {
namespace {

/// A family of a group.
struct Place {
    const FamilyShape* shape;
    const double* numbers;
};

/// Which family a name is, where groups that follow each other mostly have the same ones.
class FamilyIndex {
public:
    explicit FamilyIndex(std::span<const Snapshot::FamilyType> families) : m_families(families) {
        m_byHash.reserve(families.size());
        for (std::uint32_t i = 0; i < families.size(); ++i)
            m_byHash.emplace(families[i].nameHash, i);
    }
    /// `position` is the family's in its group.
    [[nodiscard]] std::uint32_t find(const Hash128& nameHash, std::size_t position) {
        if (position >= m_last.size()) m_last.resize(position + 1);
        std::uint32_t& last = m_last[position];
        if (m_families[last].nameHash != nameHash) last = m_byHash.find(nameHash)->second;
        return last;
    }

private:
    struct HashOfHash {
        std::size_t operator()(const Hash128& hash) const {
            return static_cast<std::size_t>(hash.low);
        }
    };

    std::span<const Snapshot::FamilyType> m_families;
    std::unordered_map<Hash128, std::uint32_t, HashOfHash> m_byHash;
    std::vector<std::uint32_t> m_last;
};

/// All groups' families, sorted by name: those of family i from begin[i] to begin[i + 1].
struct Places {
    std::vector<Place> all;
    std::vector<std::size_t> begin;

    [[nodiscard]] std::span<const Place> of(std::size_t family) const {
        return std::span(all).subspan(begin[family], begin[family + 1] - begin[family]);
    }
};

Places placesOf(std::span<const Snapshot::FamilyType> families,
                std::span<const Snapshot::PagePointer> pages) {
    std::vector<std::pair<std::uint32_t, Place>> found;
    Places places;
    places.begin.assign(families.size() + 1, 0);
    FamilyIndex index(families);
    for (const Snapshot::PagePointer& page : pages) {
        for (const GroupPointer& group : page->groups) {
            if (!group) continue;
            const GroupShape& shape = *group->shape;
            for (std::uint32_t i = 0; i < shape.families.size(); ++i) {
                const FamilyShape* family = shape.families[i].get();
                const std::uint32_t number = index.find(family->nameHash, i);
                ++places.begin[number + 1];
                found.push_back({number, {family, group->numbers.data() + shape.starts[i]}});
            }
        }
    }
    std::partial_sum(places.begin.begin(), places.begin.end(), places.begin.begin());
    places.all.resize(found.size());
    std::vector<std::size_t> next = places.begin;
    for (const auto& [family, place] : found) places.all[next[family]++] = place;
    return places;
}

/// Of the groups' helps the first that there is, as good a choice as the Pushgateway's random one.
std::string_view helpOf(std::span<const Place> places) {
    for (const Place& place : places)
        if (!place.shape->help.empty()) return place.shape->help;
    return {};
}

/// They lie all over the memory: what comes is asked for while others are written.
void appendAll(std::string& out, std::span<const Place> places) {
    constexpr std::size_t kAhead = 8;
    for (std::size_t i = 0; i < places.size(); ++i) {
        if (i + 2 * kAhead < places.size()) {
            __builtin_prefetch(places[i + 2 * kAhead].shape);
            __builtin_prefetch(places[i + 2 * kAhead].numbers);
        }
        if (i + kAhead < places.size()) {
            const LineTexts& lines = places[i + kAhead].shape->lines;
            __builtin_prefetch(lines.ends.data());
            __builtin_prefetch(lines.text.data());
            __builtin_prefetch(lines.text.data() + 64);
        }
        appendSamples(out, *places[i].shape, places[i].numbers);
    }
}

void appendOwn(std::string& out, const OwnFamily& own) {
    appendHeader(out, own.name, own.type, own.help);
    out += own.samples;
}

}  // namespace

std::vector<OwnFamily> ownFamilies(const Exposition& exposition) {
    std::vector<OwnFamily> own;
    own.reserve(exposition.families().size());
    for (const Family& family : exposition.families()) {
        OwnFamily& last = own.emplace_back();
        last.name = family.name;
        last.type = family.type;
        if (family.hasHelp) last.help = family.help;
        metrics::appendSamples(last.samples, exposition, family);
    }
    std::ranges::sort(own, {}, &OwnFamily::name);
    return own;
}

Snapshot::Snapshot(std::vector<FamilyType> families, std::vector<PagePointer> pages,
                   std::size_t bytes)
    : m_families(std::move(families)),
      m_pages(std::move(pages)),
      m_bytes(bytes) {}

void Snapshot::render(std::string& out, std::span<const OwnFamily> own) const {
    std::size_t more = m_bytes;
    for (const OwnFamily& family : own)
        more += family.samples.size() + family.help.size() + 2 * family.name.size() + 40;
    out.reserve(out.size() + more);
    const Places places = placesOf(m_families, m_pages);
    auto next = own.begin();
    for (std::size_t i = 0; i < m_families.size(); ++i) {
        const auto& [name, hash, type] = m_families[i];
        for (; next != own.end() && next->name < name; ++next) appendOwn(out, *next);
        if (next != own.end() && next->name == name) {
            appendOwn(out, *next++);
        } else {
            appendHeader(out, name, type, helpOf(places.of(i)));
        }
        appendAll(out, places.of(i));
    }
    for (; next != own.end(); ++next) appendOwn(out, *next);
}

std::string Snapshot::text(std::span<const OwnFamily> own) const {
    std::string text;
    render(text, own);
    return text;
}

}  // namespace gatepost::metrics
