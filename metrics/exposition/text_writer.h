// SPDX-License-Identifier: Apache-2.0
// Text 0.0.4 as Go's expfmt writes it (text_create.go): number forms, escapes, `le` and `quantile`
// last, a missing +Inf bucket filled in, families in the order given.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "metrics/exposition/exposition.h"
#include "metrics/exposition/number_text.h"

namespace gatepost::metrics {

/// Go's strconv 'g' shortest form (number_text.h).
void appendNumber(std::string& out, double value, ZeroSign sign = ZeroSign::AsGo);

/// # HELP (where there is help) and # TYPE.
void appendHeader(std::string& out, std::string_view name, MetricType type, std::string_view help);

/// The family's sample lines. Labels in `grouping` (sorted by name) replace body labels of the same
/// name; labels are written sorted by name. With an empty `grouping` the series' own, as they are.
void appendSamples(std::string& out, const Exposition& exposition, const Family& family,
                   std::span<const Label> grouping = {});

/// One line of a simple family.
void appendLine(std::string& out, std::string_view name, std::span<const Label> labels,
                double value);

/// All families, header and samples, to be read again.
[[nodiscard]] std::string writeText(const Exposition& exposition);

/// Series by series, with labels that the caller lays out. Appends to `out`, which must outlive it.
class SampleWriter {
public:
    SampleWriter(std::string& out, const Exposition& exposition, ZeroSign sign = ZeroSign::AsGo)
        : m_out(out),
          m_exposition(exposition),
          m_sign(sign),
          m_body(exposition.body()) {}

    void write(const Family& family, const Series& series, std::span<const Label> labels);
    /// With the series' own labels.
    void write(const Family& family, const Series& series);

private:
    void begin(const Family& family, std::string_view suffix, std::string_view bound);
    [[nodiscard]] char* putValue(char* to, double value) const;
    void boundLine(double bound, double value);
    void totalLine(const Family& family, std::string_view suffix, double value);
    void writeTotals(const Family& family, double sum, double count);
    void writeSummary(const Family& family, std::span<const Sample> samples);
    void writeHistogram(const Family& family, std::span<const Sample> samples);
    void writeSimple(const Family& family, std::span<const Sample> samples,
                     std::span<const Label> labels);

    std::string& m_out;
    const Exposition& m_exposition;
    ZeroSign m_sign;
    std::string_view m_body;
    std::vector<Label> m_labels;
    std::string m_labelText;  // of the series being written, without an end
    std::string m_start;      // of its lines with a bound
    std::optional<std::int64_t> m_time;
};

}  // namespace gatepost::metrics
