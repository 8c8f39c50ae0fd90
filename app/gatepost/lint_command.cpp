// SPDX-License-Identifier: Apache-2.0
// `gatepost lint`: the judgement without a relay, a socket or Qt, as a compiler shows it, so that
// editors and CI can jump to a problem: `file:line:column: severity: metric: text [rule]`, and a
// note that says how to mend it where a rule speaks for the first time.
#include <algorithm>
#include <cstdio>
#include <set>

#include "app/gatepost/counted.h"
#include "app/gatepost/input.h"
#include "app/gatepost/judge_commands.h"
#include "app/validators.h"
#include "http/answers.h"
#include "metrics/exposition/readers.h"
#include "metrics/lint/linter.h"
#include "metrics/policy/judge.h"

namespace gatepost::app {

namespace {

std::string_view toString(metrics::Severity severity) {
    return severity == metrics::Severity::Error ? "error" : "warning";
}

/// One line, and nothing that a terminal obeys, whatever a label value held.
std::string inOneLine(std::string text) {
    const auto isControl = [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7F; };
    std::ranges::replace_if(text, isControl, ' ');
    return text;
}

class Report {
public:
    explicit Report(const std::string& file)
        : m_file(file.empty() || file == "-" ? "<stdin>" : file) {}

    void add(const metrics::Problem& problem) {
        ++(problem.severity == metrics::Severity::Error ? m_errors : m_warnings);
        std::string text =
            problem.metric.empty() ? problem.text : problem.metric + ": " + problem.text;
        line(problem, toString(problem.severity), text + " [" + problem.rule + "]");
        if (!m_explained.insert(problem.rule).second) return;
        const auto rules = metrics::lintRules();
        const auto rule = std::ranges::find(rules, problem.rule, &metrics::RuleInfo::id);
        if (rule != rules.end()) line(problem, "note", std::string(rule->mend));
    }

    void print() const {
        std::fwrite(m_out.data(), 1, m_out.size(), stdout);
        if (m_errors + m_warnings == 0) return;
        std::fprintf(stderr, "%s, %s\n", counted(m_errors, "error").c_str(),
                     counted(m_warnings, "warning").c_str());
    }

private:
    void line(const metrics::Problem& at, std::string_view kind, std::string text) {
        m_out += m_file;
        if (at.line > 0) m_out += ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
        m_out.append(": ")
            .append(kind)
            .append(": ")
            .append(inOneLine(std::move(text)))
            .append("\n");
    }

    std::string m_file;
    std::string m_out;
    std::set<std::string> m_explained;
    std::size_t m_errors = 0;
    std::size_t m_warnings = 0;
};

constexpr std::pair<std::string_view, metrics::RuleMode> kModes[] = {
    {"error", metrics::RuleMode::Error},
    {"warning", metrics::RuleMode::Warning},
    {"off", metrics::RuleMode::Off}};

/// `name=mode` of a rule or a validator; false where either is unknown.
bool setRule(metrics::Rules& rules, std::string_view wish) {
    const std::size_t equals = wish.find('=');
    if (equals == std::string_view::npos) return false;
    const std::string_view name = wish.substr(0, equals);
    const auto mode = std::ranges::find(kModes, wish.substr(equals + 1),
                                        &std::pair<std::string_view, metrics::RuleMode>::first);
    const auto known = metrics::lintRules();
    const bool isKnown = std::ranges::find(known, name, &metrics::RuleInfo::id) != known.end() ||
                         std::ranges::any_of(rules.validators, [&](const auto& validator) {
                             return validator->name() == name;
                         });
    if (!isKnown || mode == std::end(kModes)) return false;
    rules.lint.rules[std::string(name)] = mode->second;
    return true;
}

int failed(const std::string& why) {
    std::fprintf(stderr, "gatepost: %s\n", inOneLine(why).c_str());
    return kFailed;
}

}  // namespace

int runLint(const LintArguments& arguments) {
    metrics::Rules rules;
    rules.lint.strict = arguments.strict;
    rules.validators = validators();
    for (const std::string& wish : arguments.rules)
        if (!setRule(rules, wish)) {
            std::fprintf(stderr,
                         "gatepost: --rule %s: expected a rule's name, =, and error, "
                         "warning or off\n",
                         wish.c_str());
            return kUsage;
        }
    if (!arguments.policy.empty()) {
        const auto yaml = readInput(arguments.policy);
        if (!yaml) return failed(yaml.error());
        auto policy = metrics::Policy::compile(*yaml);
        if (!policy) {
            int exitCode = 0;
            for (const metrics::PolicyError& error : policy.error())
                exitCode = failed(arguments.policy + ": " + toString(error));
            return exitCode;
        }
        rules.policy = std::move(*policy);
    }
    metrics::GroupingKey key;
    if (arguments.key.job) {
        auto read = readKey(arguments.key);
        if (!read) {
            std::fprintf(stderr, "gatepost: %s\n", read.error().c_str());
            return kUsage;
        }
        // What no push path can say is refused whatever the body is.
        const auto pushed = metrics::parsePushPath(metrics::pushPath(*read));
        if (!pushed) return failed(pushed.error().value_or("this is no group's key"));
        key = std::move(*read);
    }
    auto text = readInput(arguments.file);
    if (!text) return failed(text.error());
    const auto read = metrics::readText(std::move(*text));
    Report report(arguments.file);
    if (!read) {
        const http::Refusal refusal{400, read.error().message, read.error().position.line,
                                    read.error().position.column};
        if (arguments.json) {
            std::printf("%s\n", http::refused(refusal, arguments.json).body.c_str());
            return failed(refusal.sentence);
        }
        report.add(*http::unreadable(refusal));
        report.print();
        return kFailed;
    }
    const metrics::Judgement judgement = metrics::judge(*read, key, rules);
    if (arguments.json) {
        std::printf("%s\n", http::lintAnswer(judgement.problems).body.c_str());
    } else {
        for (const metrics::Problem& problem : judgement.problems) report.add(problem);
        report.print();
    }
    return judgement.rejected ? kProblems : kFine;
}

}  // namespace gatepost::app
