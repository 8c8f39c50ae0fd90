// SPDX-License-Identifier: Apache-2.0
#include "metrics/push/repeated_text.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <utility>

#include "metrics/exposition/exposition_data.h"
#include "metrics/exposition/go_syntax.h"
#include "metrics/exposition/number_text.h"
#include "metrics/exposition/short_copy.h"
#include "metrics/exposition/short_number.h"
#include "metrics/exposition/text_writer.h"

namespace gatepost::metrics {
namespace {

/// Larger ones are rare, and reading them is not what a gate spends its time with.
constexpr std::size_t kLongestText = std::size_t{256} << 10;

bool isSameNumber(double a, double b) {
    return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b) ||
           (std::isnan(a) && std::isnan(b));
}

/// From `start` to the end of a line; at least kShortNumberReach bytes before `end` are the text's.
std::optional<double> numberIn(const char* start, const char* end) {
    double value = 0;
    if (start != end && readShortNumber(start, end, value)) return value;
    return parseGoFloat({start, static_cast<std::size_t>(end - start)});
}

}  // namespace

std::optional<RepeatedText> RepeatedText::of(Exposition exposition) {
    const Exposition::Data& data = exposition.data();
    if (data.body.size() > kLongestText || data.samples.empty() || data.unusedSamples != 0 ||
        !data.lost.empty() || !data.times.empty() || !data.starts.empty() ||
        !data.exemplars.empty() || data.natives)
        return std::nullopt;
    RepeatedText made(std::move(exposition));
    if (!made.findNumbers()) return std::nullopt;
    return made;
}

/// Where the numbers are in the body.
bool RepeatedText::findNumbers() {
    const Exposition::Data& data = m_exposition.data();
    const std::string_view body = data.body;
    m_numbers.reserve(data.samples.size());
    for (std::size_t i = 0; i < data.samples.size(); ++i) {
        const Sample& sample = data.samples[i];
        const std::size_t end = body.find('\n', sample.offset);
        if (end == std::string_view::npos || end < kShortNumberReach) return false;
        const std::size_t start = body.find_last_of(" \t", end - 1) + 1;
        if (start <= sample.offset) return false;
        const auto value = numberIn(body.data() + start, body.data() + end);
        if (!value || !isSameNumber(*value, sample.value)) return false;
        m_numbers.push_back({static_cast<std::uint32_t>(start), static_cast<std::uint32_t>(end),
                             static_cast<std::uint32_t>(i)});
    }
    std::ranges::sort(m_numbers, {}, &Number::start);
    return true;
}

/// Where the writer puts them: it is given samples that are numbered from 1, and where it writes
/// such a number, that sample's belongs. What it writes of its own is 0.
bool RepeatedText::layOut() {
    auto& samples = m_exposition.m_data->samples;
    std::vector<double> values;
    values.reserve(samples.size());
    for (std::size_t i = 0; i < samples.size(); ++i)
        values.push_back(std::exchange(samples[i].value, static_cast<double>(i + 1)));
    const std::string numbered = writeText(m_exposition);
    for (std::size_t i = 0; i < samples.size(); ++i) samples[i].value = values[i];
    m_written.clear();
    std::vector<Written> places;
    std::array<char, kLongestNumber + 1> digits;
    std::string_view rest = numbered;
    while (!rest.empty()) {
        const std::size_t end = rest.find('\n');
        const std::string_view line = rest.substr(0, end);
        rest.remove_prefix(end + 1);
        const std::size_t start = line.starts_with('#') ? end : line.rfind(' ') + 1;
        const auto number = start == end ? 0 : parseGoFloat(line.substr(start));
        if (!number || *number < 0 || *number > static_cast<double>(samples.size())) return false;
        if (*number > 0) {
            m_written += line.substr(0, start);
            const auto sample = static_cast<std::uint32_t>(*number) - 1;
            const std::string_view text(digits.data(),
                                        writeNumber(digits.data(), values[sample], ZeroSign::Kept));
            places.push_back({.at = static_cast<std::uint32_t>(m_written.size()),
                              .length = static_cast<std::uint32_t>(text.size()),
                              .sample = sample,
                              .value = values[sample]});
            m_written += text;
        } else {
            m_written += line;
        }
        m_written += '\n';
    }
    places.shrink_to_fit();
    m_written.shrink_to_fit();
    m_places = std::move(places);
    if (isLaidOutLikeBody()) takeBody();
    return true;
}

bool RepeatedText::isLaidOutLikeBody() const {
    if (m_places.size() != m_numbers.size()) return false;
    const std::string_view body = m_exposition.data().body;
    const std::string_view written = m_written;
    std::size_t inBody = 0;
    std::size_t inWritten = 0;
    for (std::size_t i = 0; i < m_places.size(); ++i) {
        const Number& theirs = m_numbers[i];
        const Written& ours = m_places[i];
        if (theirs.sample != ours.sample || body.substr(inBody, theirs.start - inBody) !=
                                                written.substr(inWritten, ours.at - inWritten))
            return false;
        inBody = theirs.end;
        inWritten = ours.at + ours.length;
    }
    return body.substr(inBody) == written.substr(inWritten);
}

/// Most clients write as we do: then the text with which the next is compared is what is sent on.
void RepeatedText::takeBody() {
    const std::string_view body = m_exposition.data().body;
    for (std::size_t i = 0; i < m_places.size(); ++i) {
        const Number& theirs = m_numbers[i];
        Written& ours = m_places[i];
        const std::uint32_t length = theirs.end - theirs.start;
        ours.isOurs = body.substr(theirs.start, length) ==
                      std::string_view(m_written).substr(ours.at, ours.length);
        ours.at = theirs.start;
        ours.length = length;
    }
    m_written.clear();
    m_written.shrink_to_fit();
}

std::string& RepeatedText::sentOn() {
    return m_written.empty() ? m_exposition.m_data->body : m_written;
}

std::string RepeatedText::text() {
    if (m_places.empty() && !layOut()) return writeText(m_exposition);
    std::string out;
    out.resize_and_overwrite(sentOn().size() + m_places.size() * kLongestNumber + 1,
                             [this](char* begin, std::size_t) {
                                 return static_cast<std::size_t>(fillIn(begin) - begin);
                             });
    return out;
}

/// A number that is as long as the one in its place goes there first, and from there with all that
/// stands around it; another stands in what is made alone. Returns its end.
char* RepeatedText::fillIn(char* to) {
    const Exposition::Data& data = m_exposition.data();
    std::string& written = sentOn();
    std::array<char, kLongestNumber + 1> digits;
    std::size_t from = 0;
    for (Written& number : m_places) {
        const double value = data.samples[number.sample].value;
        if (number.isOurs && isSameNumber(number.value, value)) continue;
        char* const end = writeNumber(digits.data(), value, ZeroSign::Kept);
        const std::string_view text(digits.data(), end);
        if (text.size() == number.length) {
            std::ranges::copy(text, written.data() + number.at);
            number.value = value;
            number.isOurs = true;
            continue;
        }
        to = putText(to, {written.data() + from, number.at - from});
        to = std::ranges::copy(text, to).out;
        from = number.at + number.length;
    }
    return putText(to, {written.data() + from, written.size() - from});
}

bool RepeatedText::read(std::string_view text) {
    Exposition::Data& data = *m_exposition.m_data;
    const std::string& before = data.body;
    const char* at = text.data();
    const char* const end = at + text.size();
    std::uint32_t from = 0;
    const auto isAsBefore = [&](std::size_t to) {
        const std::size_t length = to - from;
        if (static_cast<std::size_t>(end - at) < length) return false;
        if (std::memcmp(at, before.data() + from, length) != 0) return false;
        at += length;
        return true;
    };
    m_hasOtherNumbers = false;
    for (const Number& number : m_numbers) {
        if (!isAsBefore(number.start)) return false;
        const void* found = std::memchr(at, '\n', static_cast<std::size_t>(end - at));
        if (found == nullptr) return false;
        const char* const lineEnd = static_cast<const char*>(found);
        if (lineEnd - text.data() < static_cast<std::ptrdiff_t>(kShortNumberReach)) return false;
        const auto value = numberIn(at, lineEnd);
        if (!value) return false;
        double& known = data.samples[number.sample].value;
        if (!isSameNumber(known, *value)) {
            known = *value;
            m_hasOtherNumbers = true;
        }
        at = lineEnd;
        from = number.end;
    }
    return isAsBefore(before.size()) && at == end;
}

std::size_t RepeatedText::bytes() const {
    const Exposition::Data& data = m_exposition.data();
    const std::size_t arrays =
        data.families.size() * sizeof(Family) + data.series.size() * sizeof(Series) +
        data.samples.size() * sizeof(Sample) + data.labels.size() * sizeof(LabelRef) +
        data.labelNames.size() * sizeof(TextRange) + data.wideLabels.size() * sizeof(WideLabel) +
        data.lineMarks.size() * sizeof(std::uint32_t);
    // A small body's arrays lie in one block, which is about as large as the body.
    return sizeof(RepeatedText) + sizeof(Exposition::Data) + data.body.capacity() +
           data.arena.capacity() + (data.block ? std::max(arrays, data.body.size()) : arrays) +
           m_numbers.capacity() * sizeof(Number) + m_written.capacity() +
           m_places.capacity() * sizeof(Written);
}

}  // namespace gatepost::metrics
