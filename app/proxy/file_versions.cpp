// SPDX-License-Identifier: Apache-2.0
#include "app/proxy/file_versions.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>

namespace gatepost::app {
namespace {

std::string versionOf(const std::filesystem::path& file) {
    struct stat status {};
    if (::stat(file.c_str(), &status) != 0) return {};
    return fmt::format("{}.{}.{}.{}", status.st_ino, status.st_size, status.st_mtim.tv_sec,
                       status.st_mtim.tv_nsec);
}

}  // namespace

void FileVersions::add(const std::filesystem::path& file) {
    m_versions.try_emplace(file, versionOf(file));
}

bool FileVersions::changed() const {
    return std::ranges::any_of(m_versions,
                               [](const auto& one) { return versionOf(one.first) != one.second; });
}

std::vector<std::string> FileVersions::names() const {
    std::vector<std::string> out;
    for (const auto& [file, version] : m_versions) out.push_back(file.string());
    return out;
}

}  // namespace gatepost::app
