// SPDX-License-Identifier: Apache-2.0
// Files as they were just before somebody read them, to be read again once they are others. A file
// that is not there is a version like any other. Linux: stat(2). One thread.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace gatepost::app {

class FileVersions {
public:
    /// To be called before the file is read: what changes meanwhile then counts as a change.
    void add(const std::filesystem::path& file);
    /// Since they were added.
    [[nodiscard]] bool changed() const;
    [[nodiscard]] std::vector<std::string> names() const;

private:
    std::map<std::filesystem::path, std::string> m_versions;
};

}  // namespace gatepost::app
