// SPDX-License-Identifier: Apache-2.0
#include "metrics/push/family_set.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "metrics/exposition/text_writer.h"

namespace gatepost::metrics {
namespace {

std::string_view nameOf(const FamilySet::Pointer& family) { return family->name; }

bool equal(const FamilySet::Pointer& a, const FamilySet::Pointer& b) { return a == b || *a == *b; }

}  // namespace

FamilySet::FamilySet(const Exposition& exposition) {
    m_families.reserve(exposition.families().size());
    std::string lines;
    SampleWriter writer(lines, exposition, ZeroSign::Kept);
    for (const Family& family : exposition.families()) {
        auto text = std::make_shared<FamilyText>();
        text->name = family.name;
        text->type = textType(family.type);
        text->series = family.seriesCount;
        lines.clear();
        appendHeader(lines, family.name, text->type, family.hasHelp ? family.help : "");
        for (const Series& series : exposition.series(family)) writer.write(family, series);
        text->text = lines;
        m_families.push_back(std::move(text));
    }
    sortAndUnite();
}

FamilySet::FamilySet(std::vector<Pointer> families) : m_families(std::move(families)) {
    sortAndUnite();
}

void FamilySet::sortAndUnite() {
    std::ranges::stable_sort(m_families, {}, nameOf);
    // A protobuf body may carry a family twice: the last wins, as at the Pushgateway.
    const auto end =
        std::unique(m_families.rbegin(), m_families.rend(),
                    [](const Pointer& a, const Pointer& b) { return a->name == b->name; });
    m_families.erase(m_families.begin(), end.base());
}

const FamilyText* FamilySet::find(std::string_view name) const {
    const auto found = std::ranges::lower_bound(m_families, name, {}, nameOf);
    return found != m_families.end() && (*found)->name == name ? found->get() : nullptr;
}

std::size_t FamilySet::bytes() const {
    std::size_t sum = 0;
    for (const Pointer& family : m_families) sum += family->text.size();
    return sum;
}

std::size_t FamilySet::series() const {
    std::size_t sum = 0;
    for (const Pointer& family : m_families) sum += family->series;
    return sum;
}

std::vector<std::string> FamilySet::names() const {
    std::vector<std::string> names;
    names.reserve(m_families.size());
    for (const Pointer& family : m_families) names.push_back(family->name);
    return names;
}

FamilySet FamilySet::replacedBy(const FamilySet& newer) const {
    FamilySet merged;
    merged.m_families.reserve(m_families.size() + newer.m_families.size());
    // Of equal elements set_union takes the first range's.
    std::ranges::set_union(newer.m_families, m_families, std::back_inserter(merged.m_families), {},
                           nameOf, nameOf);
    return merged;
}

FamilySet FamilySet::only(const std::vector<std::string>& names) const {
    FamilySet kept;
    std::ranges::copy_if(m_families, std::back_inserter(kept.m_families),
                         [&](const Pointer& family) {
                             return std::ranges::find(names, family->name) != names.end();
                         });
    return kept;
}

std::string FamilySet::text() const {
    std::string text;
    text.reserve(bytes());
    for (const Pointer& family : m_families) text += family->text;
    return text;
}

bool FamilySet::operator==(const FamilySet& other) const {
    return std::ranges::equal(m_families, other.m_families, equal);
}

}  // namespace gatepost::metrics
