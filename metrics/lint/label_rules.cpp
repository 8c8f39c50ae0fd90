// SPDX-License-Identifier: Apache-2.0
// Labels that are reserved, that the grouping key will overwrite, or whose values do not belong in
// a label: of those the first of each family and label name is reported.
#include <vector>

#include "metrics/exposition/exposition_data.h"
#include "metrics/lint/rules.h"
#include "metrics/lint/value_shapes.h"
#include "metrics/push/grouping_key.h"

namespace gatepost::metrics {
namespace {

/// Calls `visit(series, name identifier, name, value)` for the family's labels until it has
/// returned true for that name.
template <typename Visit>
void forEachLabelName(const Inspection& inspection, const Family& family, const Visit& visit) {
    const Exposition::Data& data = inspection.exposition.data();
    constexpr std::uint32_t kNothing = 0xFFFFFFFF;
    std::vector<bool> done(data.labelNames.size());
    // Readers let neighbours share one reference, so most repeated values are seen to be repeated.
    std::vector<std::uint32_t> last(data.labelNames.size(), kNothing);
    for (const Series& series : inspection.exposition.series(family))
        for (std::uint32_t i = 0; i < series.labelCount; ++i) {
            const LabelRef& label = data.labels[series.firstLabel + i];
            const std::uint32_t name = data.labelName(label);
            if (last[name] == label.value || done[name]) continue;
            last[name] = label.value;
            done[name] =
                visit(series, name, data.text(data.labelNames[name]), data.labelValue(label));
        }
}

void reportValue(Inspection& inspection, const Family& family, const Series& series,
                 std::string_view label, std::string_view what) {
    inspection.report(family.name,
                      "label " + std::string(label) + " holds what looks like " +
                          std::string(what),
                      inspection.labelValuePlace(series, family, label));
}

}  // namespace

void lintReservedLabel(Inspection& inspection, const Family& family) {
    if (!inspection.hasOddLabelName) return;
    forEachLabelName(inspection, family,
                     [&](const Series& series, std::uint32_t id, std::string_view name,
                         std::string_view) {
                         if (inspection.labelFacts[id].isReserved)
                             inspection.report(
                                 family.name,
                                 "label names starting with \"__\" are reserved for Prometheus",
                                 inspection.labelNamePlace(series, family, name));
                         return true;
                     });
}

void lintOverwrittenLabel(Inspection& inspection, const Family& family) {
    if (inspection.key == nullptr) return;
    forEachLabelName(
        inspection, family,
        [&](const Series& series, std::uint32_t, std::string_view name, std::string_view value) {
            const auto grouping = inspection.key->label(name);
            if (!grouping) return true;
            if (*grouping == value) return false;
            inspection.report(family.name,
                              "label " + std::string(name) +
                                  " will be overwritten by the grouping key's \"" +
                                  std::string(*grouping) + "\"",
                              inspection.labelNamePlace(series, family, name));
            return true;
        });
}

void lintPersonalData(Inspection& inspection, const Family& family) {
    forEachLabelName(
        inspection, family,
        [&](const Series& series, std::uint32_t, std::string_view name, std::string_view value) {
            const std::string_view what = personalShape(value);
            if (what.empty()) return false;
            reportValue(inspection, family, series, name, what);
            return true;
        });
}

void lintUnboundedLabel(Inspection& inspection, const Family& family) {
    forEachLabelName(
        inspection, family,
        [&](const Series& series, std::uint32_t, std::string_view name, std::string_view value) {
            const std::string_view what = unboundedShape(value);
            if (what.empty()) return false;
            reportValue(inspection, family, series, name, what);
            return true;
        });
}

void lintGroupingPlus(Inspection& inspection) {
    if (inspection.key == nullptr) return;
    for (const auto& [name, value] : inspection.key->labels())
        if (value.find('+') != std::string::npos)
            inspection.report({},
                              "grouping label " + name + "=\"" + value +
                                  "\" has a \"+\" that was probably meant as a space",
                              {});
}

}  // namespace gatepost::metrics
