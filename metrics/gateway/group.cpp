// SPDX-License-Identifier: Apache-2.0
#include "metrics/gateway/group.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "metrics/exposition/number_text.h"
#include "metrics/exposition/text_writer.h"

namespace gatepost::metrics {
namespace {

/// All but the lines `without`, which are sorted.
void appendLines(std::string& out, const LineTexts& lines, std::span<const double> numbers,
                 ZeroSign sign, std::span<const std::uint32_t> without = {}) {
    constexpr std::size_t kMostBehind = kLongestNumber + 2;  // the sign of -0, the line feed
    const std::size_t size = out.size();
    const std::size_t most = lines.text.size() + numbers.size() * kMostBehind;
    out.resize_and_overwrite(size + most, [&](char* all, std::size_t) {
        char* to = all + size;
        const char* from = lines.text.data();
        auto left = without.begin();
        for (std::size_t i = 0; i < numbers.size(); ++i) {
            const char* end = lines.text.data() + lines.ends[i];
            const char* line = std::exchange(from, end);
            if (left != without.end() && *left == i) {
                ++left;
                continue;
            }
            to = std::copy(line, end, to);
            if (numbers[i] == 0 && sign == ZeroSign::Kept && std::signbit(numbers[i])) *to++ = '-';
            to = writeNumber(to, numbers[i]);
            *to++ = '\n';
        }
        return static_cast<std::size_t>(to - all);
    });
}

}  // namespace

bool isTimeFamily(std::string_view name) { return name == kPushTime || name == kPushFailureTime; }

std::size_t FamilyShape::bytes() const {
    std::string header;
    appendHeader(header, name, type, help);
    return header.size() + lines.text.size();
}

void appendSamples(std::string& out, const FamilyShape& shape, const double* numbers) {
    appendLines(out, shape.lines, {numbers, shape.lines.ends.size()}, ZeroSign::AsGo);
}

std::string HeldFamily::text() const {
    std::string text;
    appendHeader(text, shape.name, shape.type, shape.help);
    appendSamples(text, shape, numbers.data());
    return text;
}

std::string HeldFamily::exactText() const {
    std::string text;
    appendHeader(text, shape.name, shape.type, shape.help);
    appendLines(text, shape.exact.ends.empty() ? shape.lines : shape.exact, numbers, ZeroSign::Kept,
                shape.filled);
    return text;
}

const FamilyShape* GroupShape::find(std::string_view name) const {
    const auto nameOf = [](const auto& family) -> std::string_view { return family->name; };
    const auto found = std::ranges::lower_bound(families, name, {}, nameOf);
    return found != families.end() && (*found)->name == name ? found->get() : nullptr;
}

std::shared_ptr<GroupShape> shapeOf(std::vector<FamilyShapePointer> families) {
    auto shape = std::make_shared<GroupShape>();
    shape->families = std::move(families);
    shape->starts.reserve(shape->families.size() + 1);
    std::uint32_t at = 0;
    for (const FamilyShapePointer& family : shape->families) {
        if (family->name == kPushFailureTime) shape->times[0] = at;
        if (family->name == kPushTime) shape->times[1] = at;
        if (!isTimeFamily(family->name)) {
            shape->series += family->series.size();
            shape->bytes += family->bytes();
        }
        shape->starts.push_back(at);
        at += static_cast<std::uint32_t>(family->lines.ends.size());
    }
    shape->starts.push_back(at);
    return shape;
}

HeldFamily Group::family(std::size_t index) const {
    const std::size_t start = shape->starts[index];
    const std::size_t count = shape->starts[index + 1] - start;
    return {*shape->families[index], std::span(numbers).subspan(start, count),
            pushedAt.empty() ? pushTime : pushedAt[index], owners.empty() ? owner : owners[index]};
}

std::string Group::storedText() const {
    std::string text;
    for (std::size_t i = 0; i < size(); ++i)
        if (!isTimeFamily(shape->families[i]->name)) text += family(i).exactText();
    return text;
}

std::vector<FamilyOrigin> Group::storedOrigins() const {
    std::vector<FamilyOrigin> origins;
    if (pushedAt.empty()) return origins;
    for (std::size_t i = 0; i < size(); ++i) {
        const HeldFamily held = family(i);
        if (!isTimeFamily(held.shape.name)) origins.push_back({held.owner, held.pushedAt});
    }
    return origins;
}

}  // namespace gatepost::metrics
