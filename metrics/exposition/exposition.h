// SPDX-License-Identifier: Apache-2.0
// An exposition: metric families with their series and samples, read once and then constant.
//
// Names, label values and help are views into the body that the exposition owns (escaped ones into
// a side arena), so reading allocates nothing per sample. Series of one family stand together, as
// do the samples of one series: a histogram's series has its buckets, sum and count, a counter's
// one value. Moving an exposition keeps every view valid; copying is not offered. No thread rule:
// const access from anywhere. Values and words as in Prometheus' client_model (metrics.proto).
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace gatepost::metrics {

enum class MetricType : std::uint8_t {
    Counter,
    Gauge,
    Summary,
    Untyped,
    Histogram,
    GaugeHistogram,
    Info,      // OpenMetrics only; written to text as gauge
    StateSet,  // OpenMetrics only; written to text as gauge
};

/// "counter", "gauge", ... as in a # TYPE line of OpenMetrics or text 0.0.4.
[[nodiscard]] std::string_view toString(MetricType type);

/// What text 0.0.4 can say of it, and so what it is to whoever reads what we write: an info and a
/// state set are gauges there, a gauge histogram is a histogram.
[[nodiscard]] MetricType textType(MetricType type);

/// What are histograms and summaries in text: a series of theirs is several lines, whose names have
/// suffixes.
[[nodiscard]] bool isStructured(MetricType type);

/// What a sample is to its series.
enum class Role : std::uint8_t { Value, Bucket, Quantile, Sum, Count, Created };

struct Label {
    std::string_view name;
    std::string_view value;
    bool operator==(const Label&) const = default;
};

struct Sample {
    double value = 0;
    double bound = 0;          // of a Bucket its `le`, of a Quantile its `quantile`
    std::uint32_t offset = 0;  // of its line in the body, in bytes
    Role role = Role::Value;
    bool hasTimestamp = false;  // Exposition::timestamp() has it
    bool operator==(const Sample&) const = default;
};

struct Series {
    std::uint32_t firstLabel = 0;  // without `le` and `quantile` where the type gives them a role
    std::uint32_t firstSample = 0;
    std::uint32_t labelCount = 0;
    std::uint32_t sampleCount = 0;  // 0: what it was given has no role in its type (see lost())
};

struct Family {
    std::string_view name;
    std::string_view help;
    std::string_view unit;  // not in text 0.0.4
    MetricType type = MetricType::Untyped;
    bool hasHelp = false;
    std::uint32_t firstSeries = 0;
    std::uint32_t seriesCount = 0;
    std::uint32_t offset = 0;  // of the first line that names it
};

/// A moment since the epoch. Text 0.0.4 has its milliseconds alone.
struct Timestamp {
    std::int64_t milliseconds = 0;
    std::int32_t nanoseconds = 0;  // past the milliseconds: 0 to 999'999
    bool operator==(const Timestamp&) const = default;
};

/// How many characters (code points) an exemplar's labels may have in all, names and values.
inline constexpr std::size_t kExemplarCharacters = 128;

/// One observation behind a bucket or a counter.
struct Exemplar {
    std::uint32_t firstLabel = 0;
    std::uint32_t labelCount = 0;
    double value = 0;
    std::optional<Timestamp> timestamp;
};

struct NativeHistogram;

/// A value that text 0.0.4 lets a client send and that no reader keeps.
struct LostValue {
    enum class Cause : std::uint8_t {
        NoRole,       // such as `s 5` where s is a summary
        Overwritten,  // a second _sum or _count of one series: the last one counts
        Repeated,     // OpenMetrics: a series again at the same time: the first one counts
    };
    std::uint32_t offset = 0;  // of its line in the body
    std::uint32_t family = 0;  // index into families()
    Cause cause = Cause::NoRole;
};

/// Counted from 1; the column in bytes.
struct Position {
    std::uint32_t line = 1;
    std::uint32_t column = 1;
    bool operator==(const Position&) const = default;
};

class Exposition {
public:
    Exposition();
    Exposition(Exposition&&) noexcept;
    Exposition& operator=(Exposition&&) noexcept;
    ~Exposition();

    /// In the order in which the body names them first; families without samples are left out.
    [[nodiscard]] std::span<const Family> families() const;
    [[nodiscard]] std::span<const Series> series(const Family& family) const;
    [[nodiscard]] std::span<const Sample> samples(const Series& series) const;
    /// The i-th label of a series, in the body's order. Unescaped.
    [[nodiscard]] Label label(const Series& series, std::size_t i) const;
    /// Milliseconds since the epoch.
    [[nodiscard]] std::optional<std::int64_t> timestamp(const Sample& sample) const;
    /// The one that a client_model Metric has: of the last of its lines that has any, be its value
    /// kept or lost.
    [[nodiscard]] std::optional<std::int64_t> timestamp(const Series& series) const;
    /// With what an OpenMetrics text says beyond the milliseconds.
    [[nodiscard]] std::optional<Timestamp> exactTime(const Sample& sample) const;
    /// Of a bucket or a counter's value.
    [[nodiscard]] const Exemplar* exemplar(const Sample& sample) const;
    [[nodiscard]] Label label(const Exemplar& exemplar, std::size_t i) const;
    /// native_histogram.h; nothing where the series is a classic histogram alone, or none.
    [[nodiscard]] const NativeHistogram* native(const Series& series) const;
    /// In the body's order.
    [[nodiscard]] std::span<const LostValue> lost() const;
    /// Empty where the exposition was not read from text.
    [[nodiscard]] std::string_view body() const;
    [[nodiscard]] Position position(std::uint32_t offset) const;
    [[nodiscard]] std::size_t seriesCount() const;
    [[nodiscard]] std::size_t sampleCount() const;

    /// How it lies in memory, for this house alone: exposition_data.h.
    struct Data;
    explicit Exposition(std::unique_ptr<Data> data);
    [[nodiscard]] const Data& data() const { return *m_data; }

private:
    friend class RepeatedText;  // puts other numbers into one that it alone has

    std::unique_ptr<Data> m_data;
};

}  // namespace gatepost::metrics
