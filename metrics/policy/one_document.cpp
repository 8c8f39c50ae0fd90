// SPDX-License-Identifier: Apache-2.0
#include "metrics/policy/one_document.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <sstream>

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

    void OnDocumentStart(const YAML::Mark& mark) override {
        if (++m_documents > 1)
            throw Refusal(YamlFault::Kind::SecondDocument, mark,
                          "a second document; expected one document");
    }
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t) override { count(mark); }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { count(mark); }
    void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                  const std::string&) override {
        count(mark);
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                         YAML::EmitterStyle::value) override {
        count(mark);
    }
    void OnSequenceEnd() override {}
    void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                    YAML::EmitterStyle::value) override {
        count(mark);
    }
    void OnMapEnd() override {}

private:
    void count(const YAML::Mark& mark) {
        if (++m_nodes > m_mostNodes)
            throw Refusal(
                YamlFault::Kind::TooManyValues, mark,
                "more than " + std::to_string(m_mostNodes) + " values; expected a smaller file");
    }

    std::size_t m_mostNodes;
    std::size_t m_documents = 0;
    std::size_t m_nodes = 0;
};

}  // namespace

std::expected<YAML::Node, YamlFault> loadOneDocument(std::string_view text, std::size_t mostNodes) {
    try {
        const std::string whole(text);
        std::istringstream stream(whole);
        YAML::Parser parser(stream);
        OneDocument handler(mostNodes);
        while (parser.HandleNextDocument(handler)) {
        }
        return YAML::Load(whole);
    } catch (const Refusal& refusal) {
        return std::unexpected(YamlFault{refusal.kind(), refusal.msg, refusal.mark});
    } catch (const YAML::Exception& exception) {
        return std::unexpected(YamlFault{YamlFault::Kind::NotYaml, exception.msg, exception.mark});
    }
}

}  // namespace gatepost::metrics
