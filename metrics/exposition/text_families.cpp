// SPDX-License-Identifier: Apache-2.0
#include "metrics/exposition/text_families.h"

namespace gatepost::metrics {
namespace {

std::string_view withoutSuffix(std::string_view name, std::string_view suffix) {
    if (name.size() > suffix.size() && name.ends_with(suffix)) name.remove_suffix(suffix.size());
    return name;
}

}  // namespace

/// A name of its own comes first, then that of a summary or histogram.
NameTarget targetOf(Assembler& assembler, const Exposition::Data& data, TextRange range,
                    std::uint32_t line) {
    const std::string_view name = data.text(range);
    const std::uint64_t hash = hashOf(name);
    if (const std::uint32_t own = assembler.findFamily(name, hash); own != Assembler::kNone)
        return {own, Role::Value};
    const std::string_view ofCount = withoutSuffix(name, "_count");
    const std::string_view ofSum = withoutSuffix(name, "_sum");
    const Role suffix = ofCount.size() != name.size() ? Role::Count
                        : ofSum.size() != name.size() ? Role::Sum
                                                      : Role::Value;
    const std::string_view stem = suffix == Role::Count ? ofCount
                                  : suffix == Role::Sum ? ofSum
                                                        : withoutSuffix(name, "_bucket");
    if (stem.size() != name.size()) {
        const std::uint32_t parent = assembler.findFamily(stem);
        if (parent != Assembler::kNone) {
            const MetricType type = assembler.family(parent).type;
            if (type == MetricType::Histogram ||
                (type == MetricType::Summary && suffix != Role::Value))
                return {parent, suffix};
        }
    }
    return {assembler.addFamily(range, line, hash), Role::Value};
}

}  // namespace gatepost::metrics
