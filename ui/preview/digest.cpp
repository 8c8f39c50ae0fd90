// SPDX-License-Identifier: Apache-2.0
#include "ui/preview/digest.h"

#include <algorithm>
#include <limits>

#include "metrics/exposition/readers.h"

namespace gatepost::ui {
namespace {

constexpr float kUnknown = std::numeric_limits<float>::quiet_NaN();

double headline(const metrics::Exposition& exposition, const metrics::Series& series) {
    const auto samples = exposition.samples(series);
    for (const auto& sample : samples)
        if (sample.role == metrics::Role::Value || sample.role == metrics::Role::Count)
            return sample.value;
    return samples.empty() ? 0 : samples.back().value;
}

/// Where a series has moved, its place in the digest before; usually it stands where it stood.
class Before {
public:
    explicit Before(const FamilyDigest* digest) : m_digest(digest) {}

    [[nodiscard]] const SeriesRow* find(std::size_t place, std::string_view key) {
        if (m_digest == nullptr) return nullptr;
        const auto& rows = m_digest->rows;
        if (place < rows.size() && keyOf(*m_digest, rows[place]) == key) return &rows[place];
        if (m_places.empty())
            for (std::size_t i = 0; i < rows.size(); ++i) m_places[keyOf(*m_digest, rows[i])] = i;
        const auto found = m_places.find(key);
        return found == m_places.end() ? nullptr : &rows[found->second];
    }

private:
    const FamilyDigest* m_digest;
    std::unordered_map<std::string_view, std::size_t> m_places;
};

float rateOf(double now, double before, std::int64_t milliseconds) {
    if (milliseconds <= 0) return kUnknown;
    const double grown = now >= before ? now - before : now;  // it started again from zero
    return static_cast<float>(grown * 1000 / static_cast<double>(milliseconds));
}

}  // namespace

bool isCounting(metrics::MetricType type) {
    return type == metrics::MetricType::Counter || type == metrics::MetricType::Histogram ||
           type == metrics::MetricType::Summary;
}

FamilyPointer digestFamily(const metrics::FamilySet::Pointer& family, std::int64_t at,
                           const FamilyDigest* before) {
    auto digest = std::make_shared<FamilyDigest>();
    digest->family = family;
    digest->at = at;
    const auto exposition = metrics::readText(family->text);
    if (!exposition || exposition->families().empty()) return digest;
    Before earlier(before);
    // The writer's text of one family: one family again, series by series.
    digest->rows.reserve(exposition->seriesCount());
    for (const auto& read : exposition->families())
        for (const auto& series : exposition->series(read)) {
            const auto samples = exposition->samples(series);
            SeriesRow row;
            row.begin = samples.empty() ? 0 : samples.front().offset;
            row.value = headline(*exposition, series);
            row.rate = kUnknown;
            digest->rows.push_back(row);
        }
    auto& rows = digest->rows;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        rows[i].end = i + 1 < rows.size() ? rows[i + 1].begin
                                          : static_cast<std::uint32_t>(family->text.size());
        if (before == nullptr || !isCounting(family->type)) continue;
        if (const auto* old = earlier.find(i, keyOf(*digest, rows[i])))
            rows[i].rate = rateOf(rows[i].value, old->value, at - before->at);
    }
    rows.shrink_to_fit();
    return digest;
}

std::string_view linesOf(const FamilyDigest& family, const SeriesRow& row) {
    return std::string_view(family.family->text).substr(row.begin, row.end - row.begin);
}

std::string_view keyOf(const FamilyDigest& family, const SeriesRow& row) {
    auto line = linesOf(family, row);
    line = line.substr(0, line.find('\n'));
    // A brace ends the labels; without labels the first space ends the name.
    const auto brace = line.rfind('}');
    if (brace != std::string_view::npos) return line.substr(0, brace + 1);
    return line.substr(0, line.find(' '));
}

PreviewPointer Digester::digest(const relay::SnapshotPointer& snapshot) {
    auto preview = std::make_shared<Preview>();
    preview->source = snapshot;
    std::unordered_map<std::string, FamilyPointer> held;
    std::unordered_map<std::string, std::size_t> places;
    for (std::size_t i = 0; i < snapshot->groups.size(); ++i) {
        const auto& group = snapshot->groups[i];
        GroupDigest digest;
        digest.source = i;
        for (const auto& family : group.families.families()) {
            const auto key = group.id + '\n' + family->name;
            const auto known = m_held.find(key);
            const FamilyDigest* before = known == m_held.end() ? nullptr : known->second.get();
            const bool same = before != nullptr && before->family == family;
            auto made = same ? known->second : digestFamily(family, group.lastPush, before);
            preview->series += made->rows.size();
            held.emplace(key, made);
            digest.families.push_back(std::move(made));
        }
        const auto id = group.owner.applicationId();
        const auto [place, isNew] = places.try_emplace(id, preview->applications.size());
        if (isNew) preview->applications.push_back({id, group.owner, group.paused, {}});
        auto& application = preview->applications[place->second];
        const auto& newest =
            application.groups.empty() ? group : preview->group(application.groups.back());
        if (group.lastPush >= newest.lastPush) application.owner = group.owner;
        application.paused = application.paused || group.paused;
        application.groups.push_back(std::move(digest));
    }
    m_held = std::move(held);
    std::ranges::sort(preview->applications, {}, [](const ApplicationDigest& a) {
        return std::pair(a.owner.executable.substr(a.owner.executable.rfind('/') + 1), a.id);
    });
    return preview;
}

void DigestWorker::take(relay::SnapshotPointer snapshot) {
    emit digested(m_digester.digest(snapshot));
}

}  // namespace gatepost::ui
