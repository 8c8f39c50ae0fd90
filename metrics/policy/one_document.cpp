// SPDX-License-Identifier: Apache-2.0
#include "metrics/policy/one_document.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <sstream>
#include <unordered_map>
#include <vector>

#include "metrics/policy/yaml_places.h"

namespace gatepost::metrics {
namespace {

class Refusal final : public YAML::ParserException {
public:
    Refusal(YamlFault::Kind kind, const YAML::Mark& at, const std::string& text)
        : YAML::ParserException(at, text),
          m_kind(kind) {}
    [[nodiscard]] YamlFault::Kind kind() const { return m_kind; }

private:
    YamlFault::Kind m_kind;
};

/// Goes through the text before anything is built of it: yaml-cpp 0.7's LoadAll() takes some broken
/// texts of a few bytes for documents without end, and memory with them.
class OneDocument final : public YAML::EventHandler {
public:
    explicit OneDocument(std::size_t mostNodes) : m_mostNodes(mostNodes) {}

    /// Of the scalar that came last, before its anchor and tag.
    [[nodiscard]] const YAML::Mark& lastScalar() const { return m_lastScalar; }

    void OnDocumentStart(const YAML::Mark& mark) override {
        if (++m_documents > 1)
            throw Refusal(YamlFault::Kind::SecondDocument, mark,
                          "a second document; expected one document");
    }
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t) override { count(mark); }
    /// As much again as what it stands for.
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        const auto known = m_sizes.find(anchor);
        count(mark, known == m_sizes.end() ? 1 : known->second);
    }
    void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                  const std::string&) override {
        count(mark);
        m_lastScalar = mark;
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        open(mark, anchor);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        open(mark, anchor);
    }
    void OnMapEnd() override { close(); }

private:
    struct Container {
        YAML::anchor_t anchor = 0;
        std::size_t before = 0;  // nodes
    };

    void open(const YAML::Mark& mark, YAML::anchor_t anchor) {
        m_open.push_back({anchor, m_nodes});
        count(mark);
    }
    void close() {
        const Container& closed = m_open.back();
        if (closed.anchor != 0) m_sizes[closed.anchor] = m_nodes - closed.before;
        m_open.pop_back();
    }
    void count(const YAML::Mark& mark, std::size_t nodes = 1) {
        m_nodes += nodes;
        if (m_nodes > m_mostNodes)
            throw Refusal(
                YamlFault::Kind::TooManyValues, mark,
                "more than " + std::to_string(m_mostNodes) + " values; expected a smaller file");
    }

    std::size_t m_mostNodes;
    std::size_t m_documents = 0;
    std::size_t m_nodes = 0;
    std::vector<Container> m_open;
    std::unordered_map<YAML::anchor_t, std::size_t> m_sizes;  // of what is anchored
    YAML::Mark m_lastScalar = YAML::Mark::null_mark();
};

/// Whether the scalar at `mark` is in quotes of which the second is missing: yaml-cpp 0.7 takes the
/// end of a text for it where a line feed stands before.
bool isUnclosed(const YAML::Mark& mark, std::string_view text) {
    if (mark.is_null()) return false;
    text = splitAt(mark, text).second;
    constexpr std::string_view kBlanks = " \t\r\n";
    while (text.starts_with('&') || text.starts_with('!') || text.starts_with('#')) {
        const std::size_t end = text.find_first_of(text.starts_with('#') ? "\n" : kBlanks);
        text.remove_prefix(std::min(text.find_first_not_of(kBlanks, end), text.size()));
    }
    if (!text.starts_with('"') && !text.starts_with('\'')) return false;
    const char quote = text.front();
    for (std::size_t i = 1; i < text.size(); ++i) {
        if (quote == '"' && text[i] == '\\')
            ++i;
        else if (quote == '\'' && text.substr(i).starts_with("''"))
            ++i;
        else if (text[i] == quote)
            return false;
    }
    return true;
}

}  // namespace

std::expected<YAML::Node, YamlFault> loadOneDocument(std::string_view text, std::size_t mostNodes) {
    try {
        const std::string whole(text);
        std::istringstream stream(whole);
        YAML::Parser parser(stream);
        OneDocument handler(mostNodes);
        while (parser.HandleNextDocument(handler)) {
        }
        if (isUnclosed(handler.lastScalar(), whole))
            return std::unexpected(YamlFault{YamlFault::Kind::NotYaml, "a quote that is not closed",
                                             handler.lastScalar()});
        return YAML::Load(whole);
    } catch (const Refusal& refusal) {
        return std::unexpected(YamlFault{refusal.kind(), refusal.msg, refusal.mark});
    } catch (const YAML::Exception& exception) {
        return std::unexpected(YamlFault{YamlFault::Kind::NotYaml, exception.msg, exception.mark});
    }
}

}  // namespace gatepost::metrics
