// SPDX-License-Identifier: Apache-2.0
#include "tests/support/failing_vfs.h"

#include <sqlite3.h>

#include <csignal>
#include <limits>

namespace gatepost::test {

namespace {

/// SQLite allocates szOsFile bytes: this, and the real file behind it.
struct File {
    sqlite3_file base;
    FailingVfs* vfs;
    [[nodiscard]] sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

File* own(sqlite3_file* file) { return reinterpret_cast<File*>(file); }
sqlite3_file* real(sqlite3_file* file) { return own(file)->real(); }

int codeOf(FailingVfs::Failure failure, int io) {
    return failure == FailingVfs::Failure::Full ? SQLITE_FULL : io;
}

int closeFile(sqlite3_file* f) { return real(f)->pMethods->xClose(real(f)); }
int readFile(sqlite3_file* f, void* to, int size, sqlite3_int64 at) {
    return real(f)->pMethods->xRead(real(f), to, size, at);
}
int writeFile(sqlite3_file* f, const void* from, int size, sqlite3_int64 at) {
    auto* vfs = own(f)->vfs;
    if (!vfs->failsNow()) return real(f)->pMethods->xWrite(real(f), from, size, at);
    if (vfs->failure() >= FailingVfs::Failure::Torn)
        static_cast<void>(real(f)->pMethods->xWrite(real(f), from, size / 2, at));
    vfs->dieIfAsked();
    return codeOf(vfs->failure(), SQLITE_IOERR_WRITE);
}
int truncateFile(sqlite3_file* f, sqlite3_int64 size) {
    auto* vfs = own(f)->vfs;
    if (vfs->failsNow()) {
        vfs->dieIfAsked();
        return codeOf(vfs->failure(), SQLITE_IOERR_TRUNCATE);
    }
    return real(f)->pMethods->xTruncate(real(f), size);
}
int syncFile(sqlite3_file* f, int) {
    auto* vfs = own(f)->vfs;
    if (!vfs->failsNow()) return SQLITE_OK;
    vfs->dieIfAsked();
    return codeOf(vfs->failure(), SQLITE_IOERR_FSYNC);
}
int fileSize(sqlite3_file* f, sqlite3_int64* size) {
    return real(f)->pMethods->xFileSize(real(f), size);
}
int lockFile(sqlite3_file* f, int lock) { return real(f)->pMethods->xLock(real(f), lock); }
int unlockFile(sqlite3_file* f, int lock) { return real(f)->pMethods->xUnlock(real(f), lock); }
int checkReserved(sqlite3_file* f, int* out) {
    return real(f)->pMethods->xCheckReservedLock(real(f), out);
}
int fileControl(sqlite3_file* f, int op, void* argument) {
    return real(f)->pMethods->xFileControl(real(f), op, argument);
}
int sectorSize(sqlite3_file* f) { return real(f)->pMethods->xSectorSize(real(f)); }
int characteristics(sqlite3_file* f) { return real(f)->pMethods->xDeviceCharacteristics(real(f)); }

// Version 1: without shared memory, which an exclusive connection does not need.
constexpr sqlite3_io_methods kMethods{
    1,        closeFile,  readFile,      writeFile,   truncateFile, syncFile,        fileSize,
    lockFile, unlockFile, checkReserved, fileControl, sectorSize,   characteristics, nullptr,
    nullptr,  nullptr,    nullptr,       nullptr,     nullptr};

}  // namespace

struct FailingVfs::Registration {
    sqlite3_vfs vfs;  // a copy of the default with another xOpen
    sqlite3_vfs* base;
    FailingVfs* owner;

    static int open(sqlite3_vfs* vfs, sqlite3_filename path, sqlite3_file* file, int flags,
                    int* outFlags) {
        auto* self = reinterpret_cast<Registration*>(vfs);
        own(file)->vfs = self->owner;
        const int code = self->base->xOpen(self->base, path, real(file), flags, outFlags);
        file->pMethods = real(file)->pMethods != nullptr ? &kMethods : nullptr;
        return code;
    }
};

FailingVfs::FailingVfs()
    : m_name("failing" + std::to_string(reinterpret_cast<std::uintptr_t>(this))),
      m_registration(new Registration) {
    auto* base = sqlite3_vfs_find(nullptr);
    m_registration->vfs = *base;
    m_registration->base = base;
    m_registration->owner = this;
    m_registration->vfs.szOsFile = static_cast<int>(sizeof(File)) + base->szOsFile;
    m_registration->vfs.zName = m_name.c_str();
    m_registration->vfs.xOpen = &Registration::open;
    sqlite3_vfs_register(&m_registration->vfs, 0);
}

FailingVfs::~FailingVfs() {
    sqlite3_vfs_unregister(&m_registration->vfs);
    delete m_registration;
}

void FailingVfs::fail(Failure failure, std::int64_t after, std::int64_t count) {
    m_failure = failure;
    m_until = count < 0 ? std::numeric_limits<std::int64_t>::max() : m_operations + after + count;
    m_from = m_operations + after;
}

void FailingVfs::dieIfAsked() const {
    if (m_failure == Failure::Kill) std::raise(SIGKILL);
}

void FailingVfs::heal() { m_from = -1; }

bool FailingVfs::failsNow() {
    const auto operation = m_operations++;
    const auto from = m_from.load();
    if (from < 0 || operation < from || operation >= m_until) return false;
    ++m_failures;
    return true;
}

}  // namespace gatepost::test
