// SPDX-License-Identifier: Apache-2.0
// For LD_PRELOAD: a program dies by its own hand at a point of its way to the disk.
// GATEPOST_KILL=write:N   after the N-th page or frame was written (pwrite), nothing of it flushed;
// GATEPOST_KILL=commit:N  before the N-th flush (fdatasync, fsync), everything written.
#include <dlfcn.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <string_view>

namespace {

using Write = ssize_t (*)(int, const void*, size_t, off_t);
using Flush = int (*)(int);

/// What GATEPOST_KILL counts down from for `point`; 0: another point, or none, is wanted.
long wantedAt(std::string_view point) {
    const char* const wanted = std::getenv("GATEPOST_KILL");
    if (wanted == nullptr || !std::string_view(wanted).starts_with(point)) return 0;
    return std::strtol(wanted + point.size(), nullptr, 10);
}

void passWrite() {
    static std::atomic<long> left = wantedAt("write:");
    if (left.load() > 0 && left.fetch_sub(1) == 1) ::kill(::getpid(), SIGKILL);
}

void passCommit() {
    static std::atomic<long> left = wantedAt("commit:");
    if (left.load() > 0 && left.fetch_sub(1) == 1) ::kill(::getpid(), SIGKILL);
}

template <typename Function>
Function next(const char* name) {
    return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

}  // namespace

extern "C" {

ssize_t pwrite(int file, const void* bytes, size_t size, off_t at) {
    const auto written = next<Write>("pwrite")(file, bytes, size, at);
    passWrite();
    return written;
}

ssize_t pwrite64(int file, const void* bytes, size_t size, off_t at) {
    const auto written = next<Write>("pwrite64")(file, bytes, size, at);
    passWrite();
    return written;
}

int fdatasync(int file) {
    passCommit();
    return next<Flush>("fdatasync")(file);
}

int fsync(int file) {
    passCommit();
    return next<Flush>("fsync")(file);
}
}
