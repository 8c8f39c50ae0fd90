// SPDX-License-Identifier: Apache-2.0
#include "ui/preview/labels.h"

namespace gatepost::ui {

std::vector<LabelPair> labelsOf(std::string_view line) {
    std::vector<LabelPair> labels;
    auto at = line.find('{');
    if (at == std::string_view::npos) return labels;
    ++at;
    while (at < line.size() && line[at] != '}') {
        const auto equals = line.find('=', at);
        if (equals == std::string_view::npos || equals + 1 >= line.size()) break;
        LabelPair label(std::string(line.substr(at, equals - at)), {});
        at = equals + 2;
        for (; at < line.size() && line[at] != '"'; ++at) {
            if (line[at] != '\\' || at + 1 >= line.size()) {
                label.second += line[at];
                continue;
            }
            ++at;
            label.second += line[at] == 'n' ? '\n' : line[at];
        }
        ++at;
        while (at < line.size() && (line[at] == ',' || line[at] == ' ')) ++at;
        labels.push_back(std::move(label));
    }
    return labels;
}

std::vector<LabelPair> seriesLabels(std::string_view line) {
    auto labels = labelsOf(line);
    std::erase_if(labels, [](const LabelPair& label) {
        return label.first == "le" || label.first == "quantile";
    });
    return labels;
}

}  // namespace gatepost::ui
