// SPDX-License-Identifier: Apache-2.0
#include "metrics/exposition/builder.h"

#include "metrics/exposition/assembler.h"

namespace gatepost::metrics {

struct ExpositionBuilder::State {
    std::unique_ptr<Exposition::Data> data = std::make_unique<Exposition::Data>();
    Assembler assembler{*data};
    std::uint32_t family = 0;
    std::uint32_t samples = 0;
};

ExpositionBuilder::ExpositionBuilder() : m_state(std::make_unique<State>()) {}
ExpositionBuilder::~ExpositionBuilder() = default;

void ExpositionBuilder::family(std::string_view name, MetricType type,
                               std::optional<std::string_view> help) {
    Assembler& assembler = m_state->assembler;
    m_state->family = assembler.findFamily(name);
    if (m_state->family != Assembler::kNone) return;
    m_state->family = assembler.addFamily(m_state->data->keep(name), 0);
    FamilyDraft& draft = assembler.family(m_state->family);
    draft.type = type;
    draft.hasHelp = help.has_value();
    if (help) draft.help = m_state->data->keep(*help);
}

void ExpositionBuilder::series(std::span<const Label> labels) {
    Exposition::Data& data = *m_state->data;
    const auto first = static_cast<std::uint32_t>(data.labels.size());
    for (const Label& label : labels) {
        const std::uint32_t name = m_state->assembler.labelName(label.name);
        data.addLabel(name, data.keep(label.value));
    }
    m_state->assembler.startSeries(m_state->family, first);
}

void ExpositionBuilder::sample(Role role, double value, double bound,
                               std::optional<std::int64_t> timestamp) {
    Sample sample;
    sample.value = value;
    sample.bound = bound;
    sample.role = role;
    sample.offset = m_state->samples++;  // only so that a timestamp can be found again
    m_state->assembler.addSample(sample);
    if (timestamp) m_state->assembler.setTime(*timestamp);
}

Exposition ExpositionBuilder::build() {
    m_state->assembler.finish();
    Exposition built(std::move(m_state->data));
    m_state = std::make_unique<State>();
    return built;
}

}  // namespace gatepost::metrics
