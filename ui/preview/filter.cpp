// SPDX-License-Identifier: Apache-2.0
#include "ui/preview/filter.h"

#include <algorithm>

namespace gatepost::ui {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

using Words = std::vector<std::string_view>;

Words missing(const Words& words, std::string_view text) {
    Words left;
    for (const auto word : words)
        if (!containsWord(text, word)) left.push_back(word);
    return left;
}

bool hasAll(const Words& words, std::string_view text) {
    return std::ranges::all_of(words,
                               [&](std::string_view word) { return containsWord(text, word); });
}

std::string nameOf(const metrics::GroupingKey& key) {
    std::string name;
    for (const auto& [label, value] : key.labels()) name += label + "=" + value + " ";
    return name;
}

}  // namespace

bool containsWord(std::string_view text, std::string_view needle) {
    if (needle.empty()) return true;
    if (text.size() < needle.size()) return false;
    const char first = needle.front();
    const std::size_t last = text.size() - needle.size();
    for (std::size_t i = 0; i <= last; ++i) {
        if (lower(text[i]) != first) continue;
        std::size_t k = 1;
        while (k < needle.size() && lower(text[i + k]) == needle[k]) ++k;
        if (k == needle.size()) return true;
    }
    return false;
}

Filter::Filter(std::string_view words) {
    std::string word;
    const auto finish = [&] {
        if (!word.empty()) m_words.push_back(std::move(word));
        word.clear();
    };
    for (const char c : words) {
        if (c == ' ' || c == '\t')
            finish();
        else
            word += lower(c);
    }
    finish();
}

Visible Filter::apply(const Preview& preview) const {
    const Words words(m_words.begin(), m_words.end());
    Visible visible;
    for (std::uint32_t a = 0; a < preview.applications.size(); ++a) {
        const auto& application = preview.applications[a];
        const auto inApplication = missing(words, application.owner.executable);
        VisibleApplication shown{a, {}};
        for (std::uint32_t g = 0; g < application.groups.size(); ++g) {
            const auto& group = application.groups[g];
            const auto inGroup = missing(inApplication, nameOf(preview.group(group).key));
            VisibleGroup shownGroup{g, {}};
            for (std::uint32_t f = 0; f < group.families.size(); ++f) {
                const auto& family = *group.families[f];
                const auto left = missing(inGroup, family.family->name);
                VisibleFamily shownFamily{f, left.empty(), {}};
                if (!left.empty())
                    for (std::uint32_t r = 0; r < family.rows.size(); ++r)
                        if (hasAll(left, keyOf(family, family.rows[r])))
                            shownFamily.rows.push_back(r);
                if (left.empty() || !shownFamily.rows.empty())
                    shownGroup.families.push_back(std::move(shownFamily));
            }
            // A group that holds nothing (a DELETE waits, or its push was refused) is there to see.
            if (!shownGroup.families.empty() || inGroup.empty())
                shown.groups.push_back(std::move(shownGroup));
        }
        if (!shown.groups.empty()) visible.push_back(std::move(shown));
    }
    return visible;
}

}  // namespace gatepost::ui
