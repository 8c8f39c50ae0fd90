// SPDX-License-Identifier: Apache-2.0
// What a rule is given and how it reports; and the rules, one function each. Only for this folder:
// linter.h is what others use.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "metrics/exposition/exposition.h"
#include "metrics/lint/linter.h"
#include "metrics/lint/problem_list.h"
#include "metrics/lint/sample_line.h"

namespace gatepost::metrics {

/// Label names are interned: what can be said of a name is said once and not once a series.
struct LabelNameFacts {
    bool isCamelCase = false;
    bool isLe = false;
    bool isQuantile = false;
    bool isReserved = false;     // starts with __
    bool isOverwritten = false;  // the grouping key has it, too
};

/// A problem before its place has become line and column.
struct Finding {
    std::uint16_t rule = 0;  // index into the table
    std::string metric;
    std::string text;
    Place place;
};

/// Indexes into a family's series.
struct SeriesRepeat {
    std::uint32_t first = 0;
    std::uint32_t again = 0;
};

/// Of a table of a family's series by their labels.
struct SeriesSlot {
    static constexpr std::uint32_t kFree = 0xFFFFFFFF;
    std::uint32_t hash = 0;
    std::uint32_t series = kFree;
};

struct Repeats {
    const Family* family = nullptr;
    std::vector<SeriesRepeat> sameSet;   // by `again`
    std::vector<SeriesRepeat> sameList;  // likewise
};

/// The first value of a family's label that has a shape which does not belong there.
struct ShapedValue {
    std::uint32_t series = 0;  // index into the family's
    std::uint32_t label = 0;   // name identifier
    std::string_view shape;
};

struct ShapedValues {
    const Family* family = nullptr;
    std::vector<ShapedValue> personal;
    std::vector<ShapedValue> unbounded;
};

/// What has been seen of a label name in one family.
struct LabelNameState {
    static constexpr std::uint32_t kNothing = 0xFFFFFFFF;
    std::uint32_t visit = 0;  // Inspection::visits when it was seen; older states say nothing
    std::uint32_t last = kNothing;
    bool isDone = false;
    bool isPersonal = false;
    bool isUnbounded = false;
};

/// The exposition under the linter's eyes. Rules see one family after another.
class Inspection {
public:
    Inspection(const Exposition& exposition, const GroupingKey* key);

    const Exposition& exposition;
    const GroupingKey* const key;
    std::vector<LabelNameFacts> labelFacts;  // by label name identifier
    bool hasOddLabelName = false;            // any fact but the last is true of any name
    bool hasOverwrittenName = false;

    void report(std::string_view metric, std::string text, Place place);
    void reportAtName(const Family& family, std::string text);
    /// Of the series' first line.
    [[nodiscard]] std::uint32_t lineOffset(const Series& series, const Family& family) const;
    [[nodiscard]] Place valuePlace(const Sample& sample) const;
    [[nodiscard]] Place labelNamePlace(const Series& series, const Family& family,
                                       std::string_view label) const;
    [[nodiscard]] Place labelValuePlace(const Series& series, const Family& family,
                                        std::string_view label) const;
    [[nodiscard]] bool hasBody() const { return !exposition.body().empty(); }

    std::uint16_t currentRule = 0;
    Repeats repeats;                         // of the family seen last
    std::vector<SeriesSlot> seriesSlots;     // room for finding them
    ShapedValues shapedValues;               // likewise
    std::vector<LabelNameState> nameStates;  // by label name identifier: room for all families
    std::uint32_t visits = 0;                // of families, by those who use nameStates
    std::vector<Finding> findings;

    std::vector<RuleTally> tallies;  // by rule
    bool listsAll = false;           // whatever it costs

private:
    [[nodiscard]] const SampleLine& lineOf(const Series& series, const Family& family) const;

    mutable SampleLine m_line;  // asked for last: one line may have many labels to point at
    mutable std::uint32_t m_lineOffset = 0xFFFFFFFF;
};

using FamilyRule = void (*)(Inspection&, const Family&);
using WholeRule = void (*)(Inspection&);

struct Rule {
    RuleInfo info;
    FamilyRule family = nullptr;  // run for each family, or
    WholeRule whole = nullptr;    // once
    bool readsNumbers = false;    // may find something in one text and nothing in another that is
                                  // the same but for its numbers; of a family's rules alone
};

/// promlint's first and in its order, then ours.
[[nodiscard]] std::span<const Rule> ruleTable();

// promlint_rules.cpp; the last in series_rules.cpp
void lintHelp(Inspection&, const Family&);
void lintMetricUnits(Inspection&, const Family&);
void lintCounter(Inspection&, const Family&);
void lintHistogramSummaryReserved(Inspection&, const Family&);
void lintMetricTypeInName(Inspection&, const Family&);
void lintReservedChars(Inspection&, const Family&);
void lintCamelCase(Inspection&, const Family&);
void lintUnitAbbreviations(Inspection&, const Family&);
void lintMetricNotUnique(Inspection&, const Family&);

// series_rules.cpp
void lintDuplicateSeries(Inspection&, const Family&);
void lintTooManySeries(Inspection&, const Family&);
void lintTooManyLabels(Inspection&, const Family&);

// value_rules.cpp
void lintLostValue(Inspection&);
void lintTimestamp(Inspection&, const Family&);
void lintCounterValue(Inspection&, const Family&);
void lintNegativeCount(Inspection&, const Family&);

// histogram_rules.cpp
void lintFallingBuckets(Inspection&, const Family&);
void lintHistogramCount(Inspection&, const Family&);
void lintMissingInfinity(Inspection&, const Family&);

// label_rules.cpp
void lintReservedLabel(Inspection&, const Family&);
void lintOverwrittenLabel(Inspection&, const Family&);
void lintPersonalData(Inspection&, const Family&);
void lintUnboundedLabel(Inspection&, const Family&);
void lintGroupingPlus(Inspection&);

// name_rules.cpp
void lintOverriddenFamily(Inspection&, const Family&);
void lintGatewayName(Inspection&, const Family&);
void lintCollidingNames(Inspection&);

}  // namespace gatepost::metrics
