// SPDX-License-Identifier: Apache-2.0
#include "ui/preview/copies.h"

#include <algorithm>

#include "metrics/push/grouping_key.h"
#include "ui/preview/labels.h"

namespace gatepost::ui {
namespace {

using metrics::MetricType;

std::string headerOf(const FamilyDigest& family) {
    if (family.rows.empty()) return family.family->text;
    return family.family->text.substr(0, family.rows.front().begin);
}

std::string escaped(std::string_view value) {
    std::string out;
    for (const char c : value) {
        if (c == '\\' || c == '"') out += '\\';
        if (c == '\n')
            out += "\\n";
        else
            out += c;
    }
    return out;
}

/// For the inside of single quotes in a shell.
std::string shellQuoted(std::string_view text) {
    std::string out = "'";
    for (const char c : text) {
        if (c == '\'')
            out += "'\\''";
        else
            out += c;
    }
    return out + "'";
}

std::string joined(const std::vector<std::string>& names) {
    std::string out;
    for (const auto& name : names) out += (out.empty() ? "" : ", ") + name;
    return out;
}

}  // namespace

std::string asExposition(const Preview& preview, const PreviewModel::Node& node) {
    if (node.series != nullptr)
        return headerOf(*node.family) + std::string(linesOf(*node.family, *node.series));
    if (node.family != nullptr) return node.family->family->text;
    std::string out;
    if (node.group != nullptr) return preview.group(*node.group).families.text();
    for (const auto& group : node.application->groups) out += preview.group(group).families.text();
    return out;
}

std::string asPromQl(const Preview& preview, const PreviewModel::Node& node) {
    if (node.family == nullptr) return {};
    const auto& family = *node.family;
    const auto& name = family.family->name;
    // All series of a family have the same label names, as a rule; the first one tells them.
    std::vector<LabelPair> labels;
    if (node.series != nullptr)
        labels = seriesLabels(keyOf(family, *node.series));
    else if (!family.rows.empty())
        labels = seriesLabels(keyOf(family, family.rows.front()));
    std::vector<std::string> by;
    std::string selector;
    const auto select = [&](const std::string& label, const std::string& value) {
        selector += (selector.empty() ? "" : ", ") + label + "=\"" + escaped(value) + "\"";
    };
    for (const auto& [label, value] : labels) {
        by.push_back(label);
        if (node.series != nullptr) select(label, value);
    }
    by.emplace_back("userid");
    by.emplace_back("job");
    const auto& key = preview.group(*node.group).key;
    // One run's key would leave out every other run.
    for (const auto& [label, value] : key.labels())
        if (label == "job") select(label, value);
    std::ranges::sort(by);
    by.erase(std::unique(by.begin(), by.end()), by.end());
    selector = "{" + selector + "}";
    switch (family.family->type) {
        case MetricType::Counter:
            return "sum by (" + joined(by) + ") (rate(" + name + selector + "[5m]))";
        case MetricType::Histogram:
            by.insert(by.begin(), "le");
            return "histogram_quantile(0.95, sum by (" + joined(by) + ") (rate(" + name +
                   "_bucket" + selector + "[5m])))";
        case MetricType::Summary: {
            const auto half = "sum by (" + joined(by) + ") (rate(" + name;
            return half + "_sum" + selector + "[5m])) / " + half + "_count" + selector + "[5m]))";
        }
        default: return "sum by (" + joined(by) + ") (" + name + selector + ")";
    }
}

std::string asCurl(const Preview& preview, const PreviewModel::Node& node,
                   const std::string& socket) {
    if (node.group == nullptr) return {};
    const auto path = metrics::pushPath(preview.group(*node.group).key);
    return "curl --unix-socket " + shellQuoted(socket) + " --data-binary @- " +
           shellQuoted("http://localhost" + path) + " <<'END'\n" + asExposition(preview, node) +
           "END\n";
}

}  // namespace gatepost::ui
