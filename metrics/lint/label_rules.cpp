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

/// States of the label names of one family, which are fresh when they are first asked for: what the
/// exposition has of names is cleared once, and not for each family.
class NameStates {
public:
    explicit NameStates(Inspection& inspection)
        : m_states(inspection.nameStates),
          m_visit(++inspection.visits) {
        m_states.resize(inspection.exposition.data().labelNames.size());
    }
    LabelNameState& operator[](std::uint32_t name) {
        LabelNameState& state = m_states[name];
        if (state.visit != m_visit) state = {.visit = m_visit};
        return state;
    }

private:
    std::vector<LabelNameState>& m_states;
    std::uint32_t m_visit;
};

/// Calls `visit(series, name identifier, name, value)` for the family's labels until it has
/// returned true for that name.
template <typename Visit>
void forEachLabelName(Inspection& inspection, const Family& family, const Visit& visit) {
    const Exposition::Data& data = inspection.exposition.data();
    NameStates states(inspection);
    for (const Series& series : inspection.exposition.series(family))
        for (std::uint32_t i = 0; i < series.labelCount; ++i) {
            const LabelRef& label = data.labels[series.firstLabel + i];
            const std::uint32_t name = data.labelName(label);
            bool& isDone = states[name].isDone;
            if (isDone) continue;
            isDone = visit(series, name, data.text(data.labelNames[name]), data.labelValue(label));
        }
}

/// Found once for the two rules that ask.
const ShapedValues& shapedValuesOf(Inspection& inspection, const Family& family) {
    ShapedValues& found = inspection.shapedValues;
    if (found.family == &family) return found;
    found = {&family, {}, {}};
    const Exposition::Data& data = inspection.exposition.data();
    NameStates states(inspection);
    const auto series = inspection.exposition.series(family);
    for (std::uint32_t index = 0; index < series.size(); ++index)
        for (std::uint32_t i = 0; i < series[index].labelCount; ++i) {
            const LabelRef& label = data.labels[series[index].firstLabel + i];
            const std::uint32_t name = data.labelName(label);
            if (label.length < kShortestShape) continue;
            LabelNameState& state = states[name];
            // Readers let neighbours share one reference: most repeats are seen to be repeats.
            if (state.last == label.value) continue;
            state.last = label.value;
            const std::string_view value = data.labelValue(label);
            if (!state.isPersonal)
                if (const std::string_view shape = personalShape(value); !shape.empty()) {
                    state.isPersonal = true;
                    found.personal.push_back({index, name, shape});
                }
            if (!state.isUnbounded)
                if (const std::string_view shape = unboundedShape(value); !shape.empty()) {
                    state.isUnbounded = true;
                    found.unbounded.push_back({index, name, shape});
                }
        }
    return found;
}

void reportShapes(Inspection& inspection, const Family& family,
                  const std::vector<ShapedValue>& values) {
    const Exposition::Data& data = inspection.exposition.data();
    for (const ShapedValue& value : values) {
        const std::string_view label = data.text(data.labelNames[value.label]);
        inspection.report(
            family.name,
            "label " + std::string(label) + " holds what looks like " + std::string(value.shape),
            inspection.labelValuePlace(inspection.exposition.series(family)[value.series], family,
                                       label));
    }
}

}  // namespace

void lintReservedLabel(Inspection& inspection, const Family& family) {
    if (!inspection.hasOddLabelName) return;
    forEachLabelName(
        inspection, family,
        [&](const Series& series, std::uint32_t id, std::string_view name, std::string_view) {
            if (inspection.labelFacts[id].isReserved)
                inspection.report(family.name,
                                  "label names starting with \"__\" are reserved for Prometheus",
                                  inspection.labelNamePlace(series, family, name));
            return true;
        });
}

void lintOverwrittenLabel(Inspection& inspection, const Family& family) {
    if (!inspection.hasOverwrittenName) return;
    forEachLabelName(
        inspection, family,
        [&](const Series& series, std::uint32_t, std::string_view name, std::string_view value) {
            const auto grouping = inspection.key->label(name);
            if (!grouping) return true;
            if (value.empty() || *grouping == value) return false;
            inspection.report(family.name,
                              "label " + std::string(name) +
                                  " will be overwritten by the grouping key's \"" +
                                  std::string(*grouping) + "\"",
                              inspection.labelNamePlace(series, family, name));
            return true;
        });
}

void lintPersonalData(Inspection& inspection, const Family& family) {
    reportShapes(inspection, family, shapedValuesOf(inspection, family).personal);
}

void lintUnboundedLabel(Inspection& inspection, const Family& family) {
    reportShapes(inspection, family, shapedValuesOf(inspection, family).unbounded);
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
