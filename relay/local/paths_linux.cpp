// SPDX-License-Identifier: Apache-2.0
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>

#include "relay/local/paths.h"

namespace gatepost::relay {

namespace fs = std::filesystem;

namespace {

/// The base directory specification: a relative path in a variable is to be ignored.
fs::path base(const Environment& environment, const char* variable, const char* underHome) {
    const fs::path set = environment(variable);
    if (set.is_absolute()) return set / "gatepost";
    return fs::path(environment("HOME")) / underHome / "gatepost";
}

}  // namespace

std::string processEnvironment(const char* name) {
    const char* const value = std::getenv(name);
    return value ? value : "";
}

fs::path defaultStateDirectory(const Environment& environment) {
    return base(environment, "XDG_STATE_HOME", ".local/state");
}

fs::path defaultConfigDirectory(const Environment& environment) {
    return base(environment, "XDG_CONFIG_HOME", ".config");
}

fs::path defaultSocketPath(const Environment& environment) {
    if (const std::string set = environment("GATEPOST_SOCKET"); !set.empty()) return set;
    const fs::path runtime = environment("XDG_RUNTIME_DIR");
    if (runtime.is_absolute()) return runtime / "gatepost" / "relay.sock";
    return defaultStateDirectory(environment) / "run" / "relay.sock";
}

std::string makePrivateDirectory(const fs::path& directory) {
    std::error_code error;
    if (!directory.parent_path().empty()) fs::create_directories(directory.parent_path(), error);
    if (::mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST)
        return directory.string() + ": " + std::strerror(errno);
    struct stat found {};
    if (::lstat(directory.c_str(), &found) != 0)
        return directory.string() + ": " + std::strerror(errno);
    if (!S_ISDIR(found.st_mode)) return directory.string() + ": not a directory";
    if (found.st_uid != ::geteuid()) return directory.string() + ": belongs to another user";
    if ((found.st_mode & 0077) == 0) return {};
    if (::chmod(directory.c_str(), 0700) != 0)
        return directory.string() + ": " + std::strerror(errno);
    return {};
}

}  // namespace gatepost::relay
