// SPDX-License-Identifier: Apache-2.0
// Reads the members of a JSON object by name and type, keeping the first thing that is wrong as a
// sentence. A member that is absent or null counts as not there. Internal to http/.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace boost::json {
class array;
class object;
class value;
}  // namespace boost::json

namespace gatepost::http {

class JsonMembers {
public:
    explicit JsonMembers(const boost::json::object& object) : m_object(object) {}

    [[nodiscard]] std::optional<std::string_view> text(std::string_view name);
    [[nodiscard]] std::string_view requiredText(std::string_view name);
    [[nodiscard]] std::optional<std::uint64_t> number(
        std::string_view name, std::uint64_t largest = std::numeric_limits<std::int64_t>::max());
    [[nodiscard]] std::optional<bool> truth(std::string_view name);
    [[nodiscard]] const boost::json::object* object(std::string_view name);
    [[nodiscard]] const boost::json::array* array(std::string_view name);
    [[nodiscard]] std::vector<std::string> texts(std::string_view name);

    void fail(std::string_view name, std::string_view what);
    /// Empty while all is well.
    [[nodiscard]] const std::string& error() const { return m_error; }

private:
    const boost::json::value* find(std::string_view name) const;

    const boost::json::object& m_object;
    std::string m_error;
};

/// The text as one JSON object, kept until the reader goes.
class JsonText {
public:
    explicit JsonText(std::string_view text);
    ~JsonText();
    JsonText(const JsonText&) = delete;
    JsonText& operator=(const JsonText&) = delete;

    /// Null where the text is no JSON object; error() says why.
    [[nodiscard]] const boost::json::object* object() const;
    [[nodiscard]] const std::string& error() const { return m_error; }

private:
    struct Document;
    std::unique_ptr<Document> m_document;
    std::string m_error;
};

}  // namespace gatepost::http
