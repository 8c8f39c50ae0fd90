// SPDX-License-Identifier: Apache-2.0
#include "metrics/lint/sample_line.h"

#include <algorithm>

#include "metrics/exposition/names.h"

namespace gatepost::metrics {
namespace {

/// A cursor over one line; reading past its end reads line feeds.
class Cursor {
public:
    Cursor(std::string_view body, std::uint32_t offset) : m_body(body), m_at(offset) {}

    [[nodiscard]] char peek() const { return m_at < m_body.size() ? m_body[m_at] : '\n'; }
    void skip() { ++m_at; }
    void skipBlanks() {
        while (peek() == ' ' || peek() == '\t') ++m_at;
    }
    [[nodiscard]] Place name() {
        const std::uint32_t start = m_at;
        while (isNameByte(peek(), kNameRest | kColon)) ++m_at;
        return {start, m_at - start};
    }
    [[nodiscard]] Place word() {
        const std::uint32_t start = m_at;
        while (peek() != ' ' && peek() != '\t' && peek() != '\n') ++m_at;
        return {start, m_at - start};
    }
    [[nodiscard]] Place quoted() {
        skip();
        const std::uint32_t start = m_at;
        while (peek() != '"' && peek() != '\n') m_at += peek() == '\\' ? 2 : 1;
        return {start, m_at - start};
    }

private:
    std::string_view m_body;
    std::uint32_t m_at;
};

std::string_view textAt(std::string_view body, Place place) {
    return body.substr(place.offset, place.length);
}

const LabelPlace* find(const SampleLine& line, std::string_view body, std::string_view label) {
    const auto found = std::ranges::lower_bound(
        line.labels, label, {}, [&](const LabelPlace& each) { return textAt(body, each.name); });
    const bool isThere = found != line.labels.end() && textAt(body, found->name) == label;
    return isThere ? &*found : nullptr;
}

}  // namespace

Place SampleLine::labelName(std::string_view body, std::string_view label) const {
    const LabelPlace* found = find(*this, body, label);
    return found == nullptr ? name : found->name;
}

Place SampleLine::labelValue(std::string_view body, std::string_view label) const {
    const LabelPlace* found = find(*this, body, label);
    return found == nullptr ? name : found->value;
}

SampleLine sampleLineAt(std::string_view body, std::uint32_t offset) {
    SampleLine line;
    Cursor cursor(body, offset);
    cursor.skipBlanks();
    line.name = cursor.name();
    cursor.skipBlanks();
    if (cursor.peek() == '{') {
        cursor.skip();
        cursor.skipBlanks();
        while (cursor.peek() != '}' && cursor.peek() != '\n') {
            LabelPlace label;
            label.name = cursor.name();
            cursor.skipBlanks();
            cursor.skip();
            cursor.skipBlanks();
            label.value = cursor.quoted();
            line.labels.push_back(label);
            cursor.skip();
            cursor.skipBlanks();
            if (cursor.peek() == ',') cursor.skip();
            cursor.skipBlanks();
        }
        cursor.skip();
        cursor.skipBlanks();
        std::ranges::sort(line.labels, {},
                          [&](const LabelPlace& each) { return textAt(body, each.name); });
    }
    line.value = cursor.word();
    cursor.skipBlanks();
    line.timestamp = cursor.word();
    return line;
}

Place namePlace(std::string_view body, std::uint32_t offset) {
    Cursor cursor(body, offset);
    cursor.skipBlanks();
    if (cursor.peek() == '#') {
        cursor.skip();
        cursor.skipBlanks();
        (void)cursor.word();
        cursor.skipBlanks();
    }
    return cursor.name();
}

}  // namespace gatepost::metrics
