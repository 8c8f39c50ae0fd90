// SPDX-License-Identifier: Apache-2.0
#include "http/json_members.h"

#include <array>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

namespace gatepost::http {

namespace bjson = boost::json;

const bjson::value* JsonMembers::find(std::string_view name) const {
    const bjson::value* member = m_object.if_contains({name.data(), name.size()});
    return member == nullptr || member->is_null() ? nullptr : member;
}

void JsonMembers::fail(std::string_view name, std::string_view what) {
    if (!m_error.empty()) return;
    m_error.append("\"").append(name).append("\" ").append(what);
}

std::optional<std::string_view> JsonMembers::text(std::string_view name) {
    const bjson::value* member = find(name);
    if (member == nullptr) return std::nullopt;
    if (const bjson::string* text = member->if_string())
        return std::string_view(text->data(), text->size());
    fail(name, "must be a string");
    return std::nullopt;
}

std::string_view JsonMembers::requiredText(std::string_view name) {
    const auto value = text(name);
    if (!value) fail(name, "is missing");
    return value.value_or("");
}

std::optional<std::uint64_t> JsonMembers::number(std::string_view name, std::uint64_t largest) {
    const bjson::value* member = find(name);
    if (member == nullptr) return std::nullopt;
    std::optional<std::uint64_t> number;
    if (const std::int64_t* whole = member->if_int64(); whole != nullptr && *whole >= 0)
        number = static_cast<std::uint64_t>(*whole);
    if (const std::uint64_t* whole = member->if_uint64()) number = *whole;
    if (number && *number <= largest) return number;
    fail(name, "must be a whole number from 0 to " + std::to_string(largest));
    return std::nullopt;
}

std::optional<bool> JsonMembers::truth(std::string_view name) {
    const bjson::value* member = find(name);
    if (member == nullptr) return std::nullopt;
    if (const bool* value = member->if_bool()) return *value;
    fail(name, "must be true or false");
    return std::nullopt;
}

const bjson::object* JsonMembers::object(std::string_view name) {
    const bjson::value* member = find(name);
    if (member == nullptr) return nullptr;
    if (const bjson::object* value = member->if_object()) return value;
    fail(name, "must be an object");
    return nullptr;
}

const bjson::array* JsonMembers::array(std::string_view name) {
    const bjson::value* member = find(name);
    if (member == nullptr) return nullptr;
    if (const bjson::array* value = member->if_array()) return value;
    fail(name, "must be an array");
    return nullptr;
}

std::vector<std::string> JsonMembers::texts(std::string_view name) {
    std::vector<std::string> all;
    const bjson::array* list = array(name);
    if (list == nullptr) return all;
    for (const bjson::value& item : *list) {
        if (const bjson::string* text = item.if_string())
            all.emplace_back(text->data(), text->size());
        else
            fail(name, "must be an array of strings");
    }
    return all;
}

struct JsonText::Document {
    // Most documents of the protocol fit; a longer one goes on from the heap.
    std::array<unsigned char, 2048> buffer;
    bjson::monotonic_resource resource{buffer.data(), buffer.size()};
    bjson::value value;
};

JsonText::JsonText(std::string_view text) : m_document(std::make_unique<Document>()) {
    bjson::error_code error;
    m_document->value = bjson::parse({text.data(), text.size()}, error, &m_document->resource);
    if (error)
        m_error = "malformed JSON";
    else if (!m_document->value.is_object())
        m_error = "a JSON object is wanted";
}

JsonText::~JsonText() = default;

const bjson::object* JsonText::object() const {
    return m_error.empty() ? m_document->value.if_object() : nullptr;
}

}  // namespace gatepost::http
