// SPDX-License-Identifier: Apache-2.0
// How an exposition lies in memory. Text is addressed by 32-bit offsets into the body and, past its
// end, into an arena for what the body does not hold literally (unescaped values, other formats).
// A label is 8 bytes: names are interned, and the rare long value sits in a table of its own.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "metrics/exposition/exposition.h"
#include "metrics/exposition/native_histogram.h"
#include "metrics/exposition/raw_array.h"

namespace gatepost::metrics {

/// A stretch of the body or the arena.
struct TextRange {
    std::uint32_t offset = 0;
    std::uint32_t length = 0;
};

/// `length == kWide`: `value` is an index into Data::wideLabels.
struct LabelRef {
    static constexpr std::uint16_t kWide = 0xFFFF;
    std::uint32_t value = 0;
    std::uint16_t length = 0;
    std::uint16_t name = 0;
};

struct WideLabel {
    TextRange value;
    std::uint32_t name = 0;
};

struct SampleTime {
    std::uint32_t offset = 0;      // Sample::offset
    std::int32_t nanoseconds = 0;  // Timestamp::nanoseconds
    std::int64_t milliseconds = 0;
};

struct SampleExemplar {
    std::uint32_t offset = 0;  // Sample::offset
    Exemplar exemplar;
};

/// When a series began to count.
struct SeriesStart {
    std::uint32_t offset = 0;  // Sample::offset of one of its samples
    Timestamp time;
};

struct SeriesNative {
    std::uint32_t offset = 0;  // Sample::offset of one of its samples
    NativeHistogram histogram;
};

/// A line whose value its series does not keep.
struct LostLine {
    std::uint32_t series = 0;  // index into Data::series
    std::uint32_t offset = 0;  // in the body
};

struct Exposition::Data {
    /// Bodies and arenas end well before offsets do.
    static constexpr std::size_t kMaxBody = std::size_t{1} << 30;
    /// A line's offset is kept for every kMarkEvery-th line.
    static constexpr std::uint32_t kMarkEvery = 16;

    std::string body;
    std::string arena;
    std::unique_ptr<std::byte[]> block;  // where the arrays of a small body begin
    RawArray<Family> families;
    RawArray<Series> series;
    RawArray<Sample> samples;
    RawArray<LabelRef> labels;
    RawArray<WideLabel> wideLabels;
    RawArray<TextRange> labelNames;
    RawArray<SampleTime> times;
    RawArray<SampleExemplar> exemplars;
    RawArray<SeriesStart> starts;
    RawArray<LostValue> lost;
    // Both by series, then by offset: lines whose value has no role in its series, which may have
    // no other; and those that are dated, for a time is the series' and outlives the value.
    RawArray<LostLine> lostLines;
    RawArray<LostLine> lostTimes;
    RawArray<std::uint32_t> lineMarks;
    std::size_t unusedSamples = 0;                       // gaps in `samples`
    std::unique_ptr<std::vector<SeriesNative>> natives;  // where there are any

    /// Room for what bodies of so many bytes mostly hold, so that growing moves nothing: a small
    /// one's in one piece. What is not used costs no memory.
    void reserveFor(std::size_t bytes) {
        constexpr std::size_t kSmallBody = std::size_t{64} << 10;
        if (bytes > kSmallBody) {
            samples.reserve(bytes / 64);
            series.reserve(bytes / 96);
            labels.reserve(bytes / 48);
            return;
        }
        const std::size_t lines = bytes / 64 + 1;
        const std::size_t labelCount = bytes / 20 + 24;
        const std::size_t ofSamples = lines * sizeof(Sample);
        const std::size_t ofSeries = lines * sizeof(Series);
        block = std::make_unique_for_overwrite<std::byte[]>(ofSamples + ofSeries +
                                                            labelCount * sizeof(LabelRef));
        samples.borrow(reinterpret_cast<Sample*>(block.get()), lines);
        series.borrow(reinterpret_cast<Series*>(block.get() + ofSamples), lines);
        labels.borrow(reinterpret_cast<LabelRef*>(block.get() + ofSamples + ofSeries), labelCount);
    }
    [[nodiscard]] std::string_view text(TextRange range) const {
        if (range.offset >= body.size())
            return std::string_view(arena).substr(range.offset - body.size(), range.length);
        return {body.data() + range.offset, range.length};
    }
    /// Copies into the arena.
    [[nodiscard]] TextRange keep(std::string_view text) {
        const TextRange range{static_cast<std::uint32_t>(body.size() + arena.size()),
                              static_cast<std::uint32_t>(text.size())};
        arena += text;
        return range;
    }
    [[nodiscard]] std::uint32_t labelName(const LabelRef& label) const {
        return label.length == LabelRef::kWide ? wideLabels[label.value].name : label.name;
    }
    [[nodiscard]] std::string_view labelValue(const LabelRef& label) const {
        if (label.length == LabelRef::kWide) return text(wideLabels[label.value].value);
        return text({label.value, label.length});
    }
    [[nodiscard]] Label label(std::size_t index) const {
        const LabelRef& ref = labels[index];
        return {text(labelNames[labelName(ref)]), labelValue(ref)};
    }
    /// The one of `all`, sorted by offset, that has the offset of one of the series' samples.
    template <typename T>
    [[nodiscard]] const T* ofSeries(std::span<const T> all, const Series& of) const {
        if (all.empty() || of.sampleCount == 0) return nullptr;
        const Sample* first = samples.begin() + of.firstSample;
        const auto found = std::ranges::lower_bound(all, first->offset, {}, &T::offset);
        const bool isItsOwn =
            found != all.end() && found->offset <= first[of.sampleCount - 1].offset;
        return isItsOwn ? &*found : nullptr;
    }
    /// Nothing where nobody said it, or said it by a family of its own.
    [[nodiscard]] const Timestamp* startOf(const Series& of) const {
        const SeriesStart* found = ofSeries<SeriesStart>(starts.span(), of);
        return found == nullptr ? nullptr : &found->time;
    }
    /// Of a line that has one.
    [[nodiscard]] Timestamp timeAt(std::uint32_t offset) const {
        const auto found = std::ranges::lower_bound(times.span(), offset, {}, &SampleTime::offset);
        return {found->milliseconds, found->nanoseconds};
    }
    [[nodiscard]] std::span<const LostLine> lostTimesOf(const Series& of) const {
        const auto index = static_cast<std::uint32_t>(&of - series.begin());
        return std::ranges::equal_range(lostTimes.span(), index, {}, &LostLine::series);
    }
    void addLabel(std::uint32_t name, TextRange value) {
        if (value.length < LabelRef::kWide && name <= 0xFFFF) [[likely]] {
            labels.push_back({value.offset, static_cast<std::uint16_t>(value.length),
                              static_cast<std::uint16_t>(name)});
            return;
        }
        labels.push_back({static_cast<std::uint32_t>(wideLabels.size()), LabelRef::kWide, 0});
        wideLabels.push_back({value, name});
    }
};

}  // namespace gatepost::metrics
