// SPDX-License-Identifier: Apache-2.0
#include "app/gatepost/relay_program.h"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "app/gatepost/judge_commands.h"

namespace gatepost::app {

int becomeRelayProgram(char** argv) {
    std::error_code failed;
    const auto self = std::filesystem::read_symlink("/proc/self/exe", failed);
    const auto program = self.parent_path() / "gatepost-relay";
    ::execv(program.c_str(), argv);
    std::fprintf(stderr, "gatepost: %s: %s\n", program.c_str(), std::strerror(errno));
    return kFailed;
}

}  // namespace gatepost::app
