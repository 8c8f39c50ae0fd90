// SPDX-License-Identifier: Apache-2.0
// Values that are lost, refused, or no sensible value of their type.
#include <cmath>

#include "metrics/exposition/exposition_data.h"
#include "metrics/exposition/text_writer.h"
#include "metrics/lint/rules.h"

namespace gatepost::metrics {
namespace {

std::string valueText(double value) {
    std::string text;
    appendNumber(text, value);
    return text;
}

std::string lossText(const Family& family, LostValue::Cause cause) {
    const std::string type(toString(family.type));
    if (cause == LostValue::Cause::Overwritten)
        return "value is lost: a later line gives the same series of this " + type + " again";
    if (cause == LostValue::Cause::Repeated)
        return "value is lost: an earlier line gives the same series";
    return "value is lost: a " + type + " has no place for it";
}

}  // namespace

void lintLostValue(Inspection& inspection) {
    const Exposition& exposition = inspection.exposition;
    for (const LostValue& lost : exposition.lost()) {
        const Family& family = exposition.families()[lost.family];
        Place place;
        if (inspection.hasBody()) place = sampleLineAt(exposition.body(), lost.offset).value;
        inspection.report(family.name, lossText(family, lost.cause), place);
    }
}

void lintTimestamp(Inspection& inspection, const Family& family) {
    if (inspection.exposition.data().times.empty()) return;
    const auto report = [&](Place place) {
        inspection.report(family.name, "pushed metrics must not have timestamps", place);
    };
    for (const Series& series : inspection.exposition.series(family)) {
        const Sample* before = nullptr;
        for (const Sample& sample : inspection.exposition.samples(series)) {
            if (!sample.hasTimestamp) continue;
            if (!inspection.hasBody()) {  // protobuf has one for the whole series
                report({});
                break;
            }
            // The count that OpenMetrics leaves out stands where its bucket does.
            if (before == nullptr || before->offset != sample.offset)
                report(sampleLineAt(inspection.exposition.body(), sample.offset).timestamp);
            before = &sample;
        }
        for (const LostLine& line : inspection.exposition.data().lostTimesOf(series))
            report(sampleLineAt(inspection.exposition.body(), line.offset).timestamp);
    }
}

void lintCounterValue(Inspection& inspection, const Family& family) {
    if (family.type != MetricType::Counter) return;
    for (const Series& series : inspection.exposition.series(family))
        for (const Sample& sample : inspection.exposition.samples(series))
            if (sample.role == Role::Value && !(sample.value >= 0))
                inspection.report(family.name, "counter has the value " + valueText(sample.value),
                                  inspection.valuePlace(sample));
}

void lintNegativeCount(Inspection& inspection, const Family& family) {
    if (!isStructured(family.type)) return;
    for (const Series& series : inspection.exposition.series(family))
        for (const Sample& sample : inspection.exposition.samples(series)) {
            if (sample.role != Role::Bucket && sample.role != Role::Count) continue;
            if (sample.value >= 0) continue;
            inspection.report(family.name, "count is " + valueText(sample.value),
                              inspection.valuePlace(sample));
        }
}

}  // namespace gatepost::metrics
