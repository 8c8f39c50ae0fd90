// SPDX-License-Identifier: Apache-2.0
#include "proxy/auth/token_file.h"

#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <re2/re2.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <yaml-cpp/yaml.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <set>
#include <system_error>

#include "metrics/exposition/go_syntax.h"
#include "proxy/auth/secrets.h"
#include "proxy/config/quantity.h"
#include "proxy/config/yaml_section.h"

namespace gatepost::proxy {
namespace {

constexpr std::size_t kIdBytes = 6;
constexpr std::size_t kHashDigits = 64;

constexpr int kNew = O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;

/// Whose the tokens are and who may read them: as it was, else as its folder has it. Root's
/// commands must leave behind what the service, which is not root, can read and write.
struct Ownership {
    uid_t user = 0;
    gid_t group = 0;
    mode_t mode = 0600;
};

std::filesystem::path folderOf(const std::filesystem::path& file) {
    return file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
}

Ownership ownershipOf(const std::filesystem::path& file) {
    struct stat status {};
    if (::lstat(file.c_str(), &status) == 0 && S_ISREG(status.st_mode)) {
        return {status.st_uid, status.st_gid, status.st_mode & 0640};
    }
    if (::stat(folderOf(file).c_str(), &status) != 0) return {::geteuid(), ::getegid(), 0600};
    return {status.st_uid, status.st_gid, 0600};
}

/// Of a file that we have just made. A service's sandbox ends a process that asks for chown().
bool give(int fd, const Ownership& owner) {
    if (::geteuid() == 0 && ::fchown(fd, owner.user, owner.group) != 0) return false;
    return ::fchmod(fd, owner.mode) == 0;
}

/// The folder may be the service's and the caller root: nothing that lies there is followed.
int openLock(const std::filesystem::path& file, const Ownership& owner) {
    const int fresh = ::open(file.c_str(), O_RDWR | kNew, 0600);
    if (fresh >= 0) {
        (void)give(fresh, owner);
        return fresh;
    }
    return errno == EEXIST ? ::open(file.c_str(), O_RDWR | O_NOFOLLOW | O_CLOEXEC) : -1;
}

class FileLock {
public:
    FileLock(const std::filesystem::path& file, const Ownership& owner)
        : m_fd(openLock(file, owner)) {
        if (m_fd >= 0 && ::flock(m_fd, LOCK_EX) != 0) {
            ::close(m_fd);
            m_fd = -1;
        }
    }
    ~FileLock() {
        if (m_fd >= 0) ::close(m_fd);
    }
    FileLock(const FileLock&) = delete;
    FileLock& operator=(const FileLock&) = delete;
    [[nodiscard]] bool held() const { return m_fd >= 0; }

private:
    int m_fd;
};

std::string lastError() { return std::generic_category().message(errno); }

bool writeAll(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t n = ::write(fd, bytes.data(), bytes.size());
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
}

/// What was renamed is in force already: where a file system cannot do this, there is no way back.
void flushFolder(const std::filesystem::path& folder) {
    const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return;
    (void)::fsync(fd);
    ::close(fd);
}

std::expected<void, std::string> replaceFile(const std::filesystem::path& file,
                                             std::string_view bytes, const Ownership& owner) {
    std::filesystem::path fresh = file;
    fresh += ".new";
    (void)::unlink(fresh.c_str());  // of somebody who was killed over it
    const int fd = ::open(fresh.c_str(), O_WRONLY | kNew, 0600);
    if (fd < 0) return std::unexpected(fmt::format("{}: {}", fresh.string(), lastError()));
    const bool written = writeAll(fd, bytes) && give(fd, owner) && ::fsync(fd) == 0;
    const std::string why = written ? "" : lastError();
    ::close(fd);
    if (!written) {
        ::unlink(fresh.c_str());
        return std::unexpected(fmt::format("{}: {}", fresh.string(), why));
    }
    if (::rename(fresh.c_str(), file.c_str()) != 0) {
        return std::unexpected(fmt::format("{}: {}", file.string(), lastError()));
    }
    flushFolder(folderOf(file));
    return {};
}

std::optional<UtcTime> timeOf(YamlSection& section, std::string_view key) {
    const auto node = section.node(key);
    if (!node) return std::nullopt;
    const auto time = parseTime(scalar(*node).value_or(""));
    if (!time) section.wrong(*node, key, "a time such as 2026-11-22T13:00:00Z");
    // A time that cannot be read must not turn into "never expires".
    return time ? *time : UtcTime{};
}

std::string patternOf(YamlSection& section, std::string_view key) {
    const auto node = section.node(key);
    if (!node) return {};
    std::string pattern = scalar(*node).value_or("");
    const RE2 compiled(pattern, RE2::Quiet);
    if (!compiled.ok()) {
        section.error(*node, fmt::format("{}: {}", section.name(key), compiled.error()));
    }
    return pattern;
}

TokenRecord readRecord(YamlSection& section) {
    TokenRecord record;
    record.id = section.text("id").value_or("");
    record.user = section.text("user").value_or("");
    record.device = section.text("device").value_or("");
    record.hash = section.text("hash").value_or("");
    if (record.id.empty() || record.user.empty() || record.hash.size() != kHashDigits) {
        section.error(section.self(), "expected id, user and hash (SHA-256 in hex)");
    }
    section.refuseNothing("grants", "a list of push, read and admin");
    if (const auto grants = section.node("grants")) {
        record.grants = Grants::None;
        for (const auto& [word, node] : section.textsOf(*grants, "grants")) {
            const auto grant = grantOf(word);
            if (!grant) section.wrong(node, "grants", "push, read or admin");
            record.grants = *record.grants | grant.value_or(Grants::None);
        }
    }
    section.refuseNothing("expires", "a time such as 2026-11-22T13:00:00Z");
    record.created = timeOf(section, "created").value_or(UtcTime{});
    record.expires = timeOf(section, "expires");
    record.jobs = patternOf(section, "jobs");
    record.families = patternOf(section, "families");
    return record;
}

/// Whoever has the first of two would be taken for the second, or for nobody.
void refuseSecond(YamlSection& section, const std::string& id, std::set<std::string>& ids) {
    if (id.empty() || ids.insert(id).second) return;
    section.wrong(section.self()["id"], "id", "one that no other has");
}

void emitRecord(YAML::Emitter& out, const TokenRecord& record) {
    const auto text = [&out](const char* key, const std::string& value) {
        if (!value.empty()) out << YAML::Key << key << YAML::Value << YAML::DoubleQuoted << value;
    };
    text("id", record.id);
    text("user", record.user);
    text("device", record.device);
    text("hash", record.hash);
    if (record.grants) {
        out << YAML::Key << "grants" << YAML::Value << YAML::Flow << YAML::BeginSeq;
        for (const auto& [grant, word] :
             {std::pair{Grants::Push, "push"}, std::pair{Grants::Read, "read"},
              std::pair{Grants::Admin, "admin"}}) {
            if (includes(*record.grants, grant)) out << word;
        }
        out << YAML::EndSeq;
    }
    text("created", formatTime(record.created));
    if (record.expires) text("expires", formatTime(*record.expires));
    text("jobs", record.jobs);
    text("families", record.families);
}

bool isControl(char32_t point) { return point < 0x20 || (point >= 0x7f && point < 0xa0); }

bool isNoncharacter(char32_t point) {
    return (point & 0xfffe) == 0xfffe || (point >= 0xfdd0 && point <= 0xfdef);
}

}  // namespace

bool isName(std::string_view text) {
    if (!metrics::isValidUtf8(text)) return false;
    while (!text.empty()) {
        const char32_t point = metrics::takeCharacter(text);
        if (isControl(point) || isNoncharacter(point)) return false;
    }
    return true;
}

std::string issue(TokenRecord& record, std::string_view prefix) {
    record.id = randomHex(kIdBytes);
    std::string text = fmt::format("{}{}_{}", prefix, record.id, randomSecret());
    record.hash = sha256Hex(text);
    return text;
}

std::string_view tokenId(std::string_view text, std::string_view prefix) {
    constexpr std::size_t kIdDigits = kIdBytes * 2;
    if (!text.starts_with(prefix)) return {};
    text.remove_prefix(prefix.size());
    if (text.size() <= kIdDigits || text[kIdDigits] != '_') return {};
    return text.substr(0, kIdDigits);
}

std::expected<TokenFile, ConfigErrors> parseTokens(std::string_view text, const std::string& name) {
    YamlErrors errors{name, {}};
    const auto root = loadYaml(text, errors);
    if (!root) return std::unexpected(std::move(errors.list));
    TokenFile file;
    YamlSection top(*root, "", errors);
    const auto each = [&](std::string_view key, auto&& add) {
        const auto list = top.node(key);
        if (!list) return;
        if (!list->IsSequence()) {
            top.wrong(*list, key, "a list");
            return;
        }
        std::size_t index = 0;
        std::set<std::string> ids;
        for (const YAML::Node& item : *list) {
            YamlSection section(item, fmt::format("{}[{}]", key, index++), errors);
            refuseSecond(section, add(section), ids);
            section.finish();
        }
    };
    each("tokens",
         [&](YamlSection& section) { return file.tokens.emplace_back(readRecord(section)).id; });
    each("invites", [&](YamlSection& section) {
        InviteRecord invite{readRecord(section), std::nullopt};
        std::optional<std::uint64_t> lifetime;
        section.number("token_lifetime", YamlSection::Unit::Seconds, YamlSection::Off::Refused,
                       lifetime);
        if (lifetime) invite.tokenLifetime = std::chrono::seconds(*lifetime);
        return file.invites.emplace_back(std::move(invite)).token.id;
    });
    top.finish();
    if (!errors.list.empty()) return std::unexpected(std::move(errors.list));
    return file;
}

std::expected<TokenFile, ConfigErrors> readTokens(const std::filesystem::path& file) {
    std::error_code missing;
    if (!std::filesystem::exists(file, missing) && !missing) return TokenFile{};
    YamlErrors errors{file.string(), {}};
    const auto text = readFile(file, errors);
    if (!text) return std::unexpected(std::move(errors.list));
    return parseTokens(*text, file.string());
}

std::string writeTokens(const TokenFile& tokens) {
    YAML::Emitter out;
    out << YAML::Comment("Written by gatepost-proxy: hashes only, no token can be read from it.")
        << YAML::Newline << YAML::BeginMap;
    out << YAML::Key << "tokens" << YAML::Value << YAML::BeginSeq;
    for (const TokenRecord& record : tokens.tokens) {
        out << YAML::BeginMap;
        emitRecord(out, record);
        out << YAML::EndMap;
    }
    out << YAML::EndSeq << YAML::Key << "invites" << YAML::Value << YAML::BeginSeq;
    for (const InviteRecord& invite : tokens.invites) {
        out << YAML::BeginMap;
        emitRecord(out, invite.token);
        if (invite.tokenLifetime) {
            out << YAML::Key << "token_lifetime" << YAML::Value << invite.tokenLifetime->count();
        }
        out << YAML::EndMap;
    }
    out << YAML::EndSeq << YAML::EndMap << YAML::Newline;
    return out.c_str();
}

std::expected<void, std::string> updateTokens(const std::filesystem::path& file,
                                              const TokenChange& change) {
    std::filesystem::path lockFile = file;
    lockFile += ".lock";
    const FileLock lock(lockFile, ownershipOf(file));
    if (!lock.held()) {
        return std::unexpected(fmt::format("{}: {}", lockFile.string(), lastError()));
    }
    auto tokens = readTokens(file);
    if (!tokens) return std::unexpected(toString(tokens.error().front()));
    if (auto why = change(*tokens)) return std::unexpected(std::move(*why));
    return replaceFile(file, writeTokens(*tokens), ownershipOf(file));
}

std::string formatTime(UtcTime time) {
    return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(time.time_since_epoch().count()));
}

std::optional<UtcTime> parseTime(std::string_view text) {
    constexpr std::string_view kShape = "dddd-dd-ddTdd:dd:ddZ";
    if (text.size() != kShape.size()) return std::nullopt;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool digit = text[i] >= '0' && text[i] <= '9';
        if (kShape[i] == 'd' ? !digit : text[i] != kShape[i]) return std::nullopt;
    }
    const auto number = [text](std::size_t at, std::size_t count) {
        int value = 0;
        std::from_chars(text.data() + at, text.data() + at + count, value);
        return value;
    };
    const std::chrono::year_month_day day{std::chrono::year(number(0, 4)),
                                          std::chrono::month(static_cast<unsigned>(number(5, 2))),
                                          std::chrono::day(static_cast<unsigned>(number(8, 2)))};
    if (!day.ok() || number(11, 2) > 23 || number(14, 2) > 59 || number(17, 2) > 59) {
        return std::nullopt;
    }
    return std::chrono::sys_days(day) + std::chrono::hours(number(11, 2)) +
           std::chrono::minutes(number(14, 2)) + std::chrono::seconds(number(17, 2));
}

}  // namespace gatepost::proxy
