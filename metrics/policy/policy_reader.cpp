// SPDX-License-Identifier: Apache-2.0
// YAML to rules. Strict: a member that is not known, comes twice or has the wrong kind of value
// refuses the policy, at its line and column, with what was expected. All such faults are told, up
// to kMostPolicyErrors; what would only follow from one is not.
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <charconv>
#include <functional>
#include <set>
#include <span>
#include <utility>

#include "metrics/exposition/go_syntax.h"
#include "metrics/exposition/names.h"
#include "metrics/policy/one_document.h"
#include "metrics/policy/policy_rule.h"
#include "metrics/policy/yaml_places.h"

namespace gatepost::metrics {
namespace {

/// Enough for any list of names, and small enough that a policy cannot take the memory.
constexpr std::int64_t kPatternMemory = std::int64_t{1} << 20;
constexpr std::size_t kMostNodes = 100'000;
constexpr std::size_t kMostPatternSteps = std::size_t{1} << 20;  // of all patterns, RE2's

constexpr MetricType kTypes[] = {
    MetricType::Counter,   MetricType::Gauge,          MetricType::Summary, MetricType::Untyped,
    MetricType::Histogram, MetricType::GaugeHistogram, MetricType::Info,    MetricType::StateSet};

class Reader {
public:
    explicit Reader(std::string_view yaml) : m_yaml(yaml) {}

    std::expected<ReadRules, PolicyErrors> read() {
        const auto document = loadOneDocument(m_yaml, kMostNodes);
        if (!document) {
            const YamlFault& fault = document.error();
            add(fault.message, placeOf(YAML::Exception(fault.mark, fault.message), m_yaml));
            return std::unexpected(std::move(m_errors));
        }
        ReadRules result;
        try {
            if (!document->IsNull()) readTop(*document, result);
        } catch (const YAML::Exception& exception) {
            add(exception.msg, placeOf(exception, m_yaml));
        }
        if (!m_errors.empty()) return std::unexpected(inOrder(std::move(m_errors)));
        return result;
    }

private:
    using Member = std::pair<std::string_view, std::function<void(const YAML::Node&)>>;

    /// What a rule lacks is known when its members have been read.
    static PolicyErrors inOrder(PolicyErrors errors) {
        const auto told = std::span(errors).first(std::min(errors.size(), kMostPolicyErrors));
        std::ranges::stable_sort(told, {}, [](const PolicyError& error) {
            return std::pair(error.position.line, error.position.column);
        });
        return errors;
    }

    /// Then reading ends: each error costs a look through the text.
    [[nodiscard]] bool full() const { return m_errors.size() > kMostPolicyErrors; }

    void add(std::string message, Position place) {
        if (full()) return;
        if (m_errors.size() == kMostPolicyErrors) message = "more errors follow";
        m_errors.push_back({std::move(message), place});
    }

    void fail(const YAML::Node& node, const std::string& found, const std::string& expected) {
        add(found + "; expected " + expected, node.IsNull() ? m_holder : placeOf(node.Mark()));
    }

    /// A scalar may be as long as the policy, and stand in it by an alias again and again.
    static std::string cut(std::string_view text) {
        constexpr std::size_t kMostShown = 100;
        return std::string(text.substr(0, kMostShown)) + (text.size() > kMostShown ? "..." : "");
    }

    static std::string shown(const YAML::Node& node) {
        if (node.IsScalar()) return goQuoted(cut(node.Scalar()));
        return node.IsSequence() ? "a list" : node.IsMap() ? "a map" : "nothing";
    }

    struct Seen {
        std::set<std::string> names;
        bool hasUnknown = false;
    };

    /// Each member once and none but these.
    Seen readMap(const YAML::Node& node, const std::string& what,
                 const std::vector<Member>& members) {
        Seen seen;
        if (!node.IsMap()) {
            fail(node, shown(node), what);
            seen.hasUnknown = true;
            return seen;
        }
        for (const auto& entry : node) {
            if (full()) break;
            m_holder = placeOf(entry.first.Mark());
            const std::string name = entry.first.IsScalar() ? entry.first.Scalar() : "";
            const auto member = std::ranges::find(members, name, &Member::first);
            if (member == members.end()) {
                std::string known;
                for (const Member& each : members)
                    known += (known.empty() ? "" : ", ") + std::string(each.first);
                fail(entry.first, "unknown member " + shown(entry.first), "one of " + known);
                seen.hasUnknown = true;
            } else if (!seen.names.insert(name).second) {
                fail(entry.first, "a second " + name, "it once");
            } else {
                member->second(entry.second);
            }
        }
        return seen;
    }

    void readTop(const YAML::Node& node, ReadRules& result) {
        readMap(node, "a map with rules and default",
                {{"rules",
                  [&](const YAML::Node& rules) {
                      forEach(rules, "a list of rules", [&](const YAML::Node& rule) {
                          result.rules.push_back(readRule(rule));
                      });
                  }},
                 {"default", [&](const YAML::Node& value) {
                      if (choice(value, "accept", "reject"))
                          result.otherwise = value.Scalar() == "reject" ? PolicyDefault::Reject
                                                                        : PolicyDefault::Accept;
                  }}});
    }

    PolicyRule readRule(const YAML::Node& node) {
        PolicyRule rule;
        const Seen seen = readMap(
            node, "a rule, a map with families",
            {{"families",
              [&](const YAML::Node& value) {
                  if (!value.IsSequence()) return rule.families.push_back(pattern(value));
                  forEach(value, "a pattern or a list of patterns",
                          [&](const YAML::Node& each) { rule.families.push_back(pattern(each)); });
                  if (value.size() == 0) fail(value, "no pattern", "at least one");
              }},
             {"action",
              [&](const YAML::Node& value) {
                  rule.reject = choice(value, "check", "reject") == 2;
              }},
             {"severity",
              [&](const YAML::Node& value) {
                  rule.severity =
                      choice(value, "error", "warning") == 2 ? Severity::Warning : Severity::Error;
              }},
             {"message", [&](const YAML::Node& value) { rule.message = text(value); }},
             {"types", [&](const YAML::Node& value) { readTypes(value, rule); }},
             {"require_labels",
              [&](const YAML::Node& value) { rule.requireLabels = labelNames(value); }},
             {"allow_labels",
              [&](const YAML::Node& value) { rule.allowLabels = labelNames(value); }},
             {"label_values", [&](const YAML::Node& value) { readLabelValues(value, rule); }},
             {"value", [&](const YAML::Node& value) { readValue(value, rule); }},
             {"max_series", [&](const YAML::Node& value) { rule.maxSeries = count(value); }},
             {"max_labels", [&](const YAML::Node& value) { rule.maxLabels = count(value); }},
             {"max_label_value_bytes",
              [&](const YAML::Node& value) { rule.maxLabelValueBytes = count(value); }}});
        // Where a member is unknown, that may be what it was meant for.
        if (!seen.names.contains("families") && !seen.hasUnknown)
            fail(node, "a rule without families", "a pattern of names");
        return rule;
    }

    void readTypes(const YAML::Node& node, PolicyRule& rule) {
        forEach(node, "a list of types", [&](const YAML::Node& each) { readType(each, rule); });
        if (node.IsSequence() && node.size() == 0) fail(node, "no type", "at least one");
    }

    void readType(const YAML::Node& node, PolicyRule& rule) {
        std::string known;
        for (const MetricType type : kTypes) {
            if (node.IsScalar() && node.Scalar() == toString(type))
                return rule.types.push_back(type);
            if (!known.empty()) known += ", ";
            known += toString(type);
        }
        fail(node, "type " + shown(node), "one of " + known);
    }

    void readLabelValues(const YAML::Node& node, PolicyRule& rule) {
        if (!node.IsMap()) return fail(node, shown(node), "a map from label names to patterns");
        for (const auto& entry : node) {
            if (full()) return;
            m_holder = placeOf(entry.first.Mark());
            std::string name = labelName(entry.first);
            const auto isNamed = [&](const auto& other) { return other.first == name; };
            if (!name.empty() && std::ranges::any_of(rule.labelValues, isNamed))
                fail(entry.first, "a second " + cut(name), "it once");
            else
                rule.labelValues.emplace_back(std::move(name), pattern(entry.second));
        }
    }

    void readValue(const YAML::Node& node, PolicyRule& rule) {
        readMap(node, "a map with min, max and finite",
                {{"min", [&](const YAML::Node& value) { rule.least = bound(value); }},
                 {"max", [&](const YAML::Node& value) { rule.most = bound(value); }},
                 {"finite", [&](const YAML::Node& value) {
                      rule.finite = choice(value, "false", "true") == 2;
                  }}});
        if (rule.least && rule.most && *rule.least > *rule.most)
            fail(node, "min above max", "min to be at most max");
    }

    template <typename Visit>
    void forEach(const YAML::Node& node, const std::string& what, Visit visit) {
        if (!node.IsSequence()) return fail(node, shown(node), what);
        for (const YAML::Node& each : node) {
            if (full()) return;
            if (each.IsNull()) m_holder = placeOfItem(node, each);
            visit(each);
        }
    }

    [[nodiscard]] Position placeOfItem(const YAML::Node& list, const YAML::Node& item) const {
        if (list.Style() == YAML::EmitterStyle::Flow) return placeOf(item.Mark());
        return dashBefore(item.Mark(), m_yaml).value_or(placeOf(list.Mark()));
    }

    std::string text(const YAML::Node& node) {
        if (node.IsScalar()) return node.Scalar();
        fail(node, shown(node), "a text");
        return {};
    }

    /// 1 or 2, by the word; 0 where it is neither.
    int choice(const YAML::Node& node, std::string_view first, std::string_view second) {
        if (node.IsScalar() && node.Scalar() == first) return 1;
        if (node.IsScalar() && node.Scalar() == second) return 2;
        fail(node, shown(node), std::string(first) + " or " + std::string(second));
        return 0;
    }

    /// No reader lets the label __name__ into a body: what a rule asks of it could not be met.
    std::string labelName(const YAML::Node& node) {
        if (!node.IsScalar() || !isLabelName(node.Scalar()))
            fail(node, shown(node), "a label name");
        else if (node.Scalar() == "__name__")
            fail(node, shown(node) + ", which is the metric's name", "a label of its series");
        else
            return node.Scalar();
        return {};
    }

    std::vector<std::string> labelNames(const YAML::Node& node) {
        std::vector<std::string> names;
        forEach(node, "a list of label names",
                [&](const YAML::Node& each) { names.push_back(labelName(each)); });
        return names;
    }

    std::size_t count(const YAML::Node& node) {
        std::size_t number = 0;
        if (node.IsScalar()) {
            const std::string& digits = node.Scalar();
            const char* end = digits.data() + digits.size();
            const auto read = std::from_chars(digits.data(), end, number);
            if (read.ec == std::errc() && read.ptr == end) return number;
        }
        fail(node, shown(node), "a whole number from 0 on");
        return 0;
    }

    std::optional<double> bound(const YAML::Node& node) {
        if (node.IsScalar())
            if (const auto number = parseGoFloat(node.Scalar()); number && *number == *number)
                return *number;
        fail(node, shown(node), "a number");
        return std::nullopt;
    }

    Pattern pattern(const YAML::Node& node) {
        re2::RE2::Options options;
        options.set_log_errors(false);
        options.set_max_mem(kPatternMemory);
        options.set_dot_nl(true);  // as Prometheus matches whole values
        const bool isText = node.IsScalar() && !node.Scalar().empty();
        auto compiled = std::make_unique<const re2::RE2>(isText ? node.Scalar() : "x", options);
        if (!isText)
            fail(node, shown(node), "a regular expression (RE2)");
        else if (!compiled->ok())
            fail(node, shown(node) + ": " + cut(compiled->error()), "a regular expression (RE2)");
        else if (m_patternSteps += static_cast<std::size_t>(compiled->ProgramSize());
                 m_patternSteps > kMostPatternSteps)
            throw YAML::Exception(node.Mark(), "patterns that are too large together");
        return compiled;
    }

    std::string_view m_yaml;
    Position m_holder;  // key or dash: the place of what is read next, should it have no value
    std::size_t m_patternSteps = 0;
    PolicyErrors m_errors;
};

}  // namespace

std::expected<ReadRules, PolicyErrors> readPolicyYaml(std::string_view yaml) {
    return Reader(yaml).read();
}

}  // namespace gatepost::metrics
