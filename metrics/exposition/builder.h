// SPDX-License-Identifier: Apache-2.0
// Makes an exposition without a text: for readers of other formats and for self metrics.
// Call order: family, then per series its labels and samples. Not for use from two threads.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "metrics/exposition/exposition.h"
#include "metrics/exposition/native_histogram.h"

namespace gatepost::metrics {

class ExpositionBuilder {
public:
    ExpositionBuilder();
    ~ExpositionBuilder();
    ExpositionBuilder(const ExpositionBuilder&) = delete;
    ExpositionBuilder& operator=(const ExpositionBuilder&) = delete;

    /// A name that came before is continued.
    void family(std::string_view name, MetricType type, std::optional<std::string_view> help,
                std::string_view unit = {});
    void series(std::span<const Label> labels);
    void sample(Role role, double value, double bound = 0,
                std::optional<std::int64_t> timestamp = std::nullopt);
    /// One that has no place in the series.
    void loseSample(std::optional<std::int64_t> timestamp = std::nullopt);
    /// Of the sample added last.
    void exemplar(std::span<const Label> labels, double value, std::optional<Timestamp> time);
    /// When the series counted from to which the sample added last belongs.
    void start(Timestamp time);
    /// Of the histogram to which the sample added last belongs.
    void native(NativeHistogram histogram);
    /// Of the native histogram added last.
    void nativeExemplar(std::span<const Label> labels, double value, std::optional<Timestamp> time);
    /// Leaves the builder empty.
    [[nodiscard]] Exposition build();

private:
    struct State;
    std::unique_ptr<State> m_state;
};

}  // namespace gatepost::metrics
