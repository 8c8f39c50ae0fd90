// SPDX-License-Identifier: Apache-2.0
#include "app/gatepost/key_options.h"

#include <CLI/CLI.hpp>
#include <algorithm>

namespace gatepost::app {

CLI::Option* addKey(CLI::App& command, KeyArguments& arguments) {
    CLI::Option* job = command.add_option("--job", arguments.job, "The group's job");
    command.add_option("--label", arguments.labels, "A further grouping label; may be repeated")
        ->type_name("NAME=VALUE")
        ->allow_extra_args(false)  // one each: what follows is the file
        ->needs(job);
    return job;
}

std::expected<metrics::GroupingKey, std::string> readKey(const KeyArguments& arguments) {
    std::vector<metrics::GroupingKey::Pair> labels;
    for (const std::string& label : arguments.labels) {
        const std::size_t equals = label.find('=');
        if (equals == std::string::npos || equals == 0)
            return std::unexpected("--label " + label + ": must be NAME=VALUE");
        const std::string name = label.substr(0, equals);
        if (name == "job")
            return std::unexpected("--label " + label + ": the job is said by --job");
        if (std::ranges::find(labels, name, &metrics::GroupingKey::Pair::first) != labels.end())
            return std::unexpected("--label " + label + ": " + name + " is there twice");
        labels.emplace_back(name, label.substr(equals + 1));
    }
    labels.emplace_back("job", arguments.job.value_or(""));
    return metrics::GroupingKey(std::move(labels));
}

}  // namespace gatepost::app
