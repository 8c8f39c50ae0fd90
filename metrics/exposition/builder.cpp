// SPDX-License-Identifier: Apache-2.0
#include "metrics/exposition/builder.h"

#include "metrics/exposition/assembler.h"

namespace gatepost::metrics {

struct ExpositionBuilder::State {
    std::unique_ptr<Exposition::Data> data = std::make_unique<Exposition::Data>();
    Assembler assembler{*data};
    std::uint32_t family = 0;
    std::uint32_t samples = 0;

    /// Returns the first one's index.
    std::uint32_t addLabels(std::span<const Label> labels) {
        const auto first = static_cast<std::uint32_t>(data->labels.size());
        for (const Label& label : labels)
            data->addLabel(assembler.labelName(label.name), data->keep(label.value));
        return first;
    }
    Exemplar exemplarOf(std::span<const Label> labels, double value,
                        std::optional<Timestamp> time) {
        return {addLabels(labels), static_cast<std::uint32_t>(labels.size()), value, time};
    }
};

ExpositionBuilder::ExpositionBuilder() : m_state(std::make_unique<State>()) {}
ExpositionBuilder::~ExpositionBuilder() = default;

void ExpositionBuilder::family(std::string_view name, MetricType type,
                               std::optional<std::string_view> help, std::string_view unit) {
    Assembler& assembler = m_state->assembler;
    m_state->family = assembler.findFamily(name);
    if (m_state->family != Assembler::kNone) return;
    m_state->family = assembler.addFamily(m_state->data->keep(name), 0);
    FamilyDraft& draft = assembler.family(m_state->family);
    draft.type = type;
    draft.hasHelp = help.has_value();
    if (help) draft.help = m_state->data->keep(*help);
    if (!unit.empty()) draft.unit = m_state->data->keep(unit);
}

void ExpositionBuilder::series(std::span<const Label> labels) {
    const std::uint32_t first = m_state->addLabels(labels);
    m_state->assembler.startSeries(m_state->family, first);
}

void ExpositionBuilder::sample(Role role, double value, double bound,
                               std::optional<std::int64_t> timestamp) {
    Sample sample;
    sample.value = value;
    sample.bound = bound;
    sample.role = role;
    sample.offset = m_state->samples++;  // only so that time and exemplar can be found again
    m_state->assembler.addSample(sample);
    if (timestamp) m_state->assembler.setTime(*timestamp);
}

void ExpositionBuilder::loseSample(std::optional<std::int64_t> timestamp) {
    m_state->assembler.lose(m_state->family, m_state->samples++, LostValue::Cause::NoRole);
    if (timestamp) m_state->assembler.setTime(*timestamp);
}

void ExpositionBuilder::exemplar(std::span<const Label> labels, double value,
                                 std::optional<Timestamp> time) {
    m_state->data->exemplars.push_back(
        {m_state->samples - 1, m_state->exemplarOf(labels, value, time)});
}

void ExpositionBuilder::start(Timestamp time) {
    m_state->data->starts.push_back({m_state->samples - 1, time});
}

void ExpositionBuilder::native(NativeHistogram histogram) {
    auto& natives = m_state->data->natives;
    if (!natives) natives = std::make_unique<std::vector<SeriesNative>>();
    natives->push_back({m_state->samples - 1, std::move(histogram)});
}

void ExpositionBuilder::nativeExemplar(std::span<const Label> labels, double value,
                                       std::optional<Timestamp> time) {
    m_state->data->natives->back().histogram.exemplars.push_back(
        m_state->exemplarOf(labels, value, time));
}

Exposition ExpositionBuilder::build() {
    m_state->assembler.finish();
    Exposition built(std::move(m_state->data));
    m_state = std::make_unique<State>();
    return built;
}

}  // namespace gatepost::metrics
