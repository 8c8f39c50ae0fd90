// SPDX-License-Identifier: Apache-2.0
// Pushes a prometheus-cpp registry to this user's Gatepost relay over its local socket. One header
// to copy, found by -I and its folder; it needs C++17, -lprometheus-cpp-core and -lcurl. No state,
// so any thread may call.
//
// Why not prometheus-cpp's own Gateway: it knows TCP only and has no timeout; it sends one request
// per registered collectable, and its PushAdd() sends PUT, so that the last family of a push erases
// the others (Push() sends POST); it escapes nothing in the URL, and Delete() forgets the labels.
#pragma once

#include <curl/curl.h>
#include <prometheus/collectable.h>
#include <prometheus/text_serializer.h>

#include <chrono>
#include <cstdlib>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace gatepost {

// Process: the group is this run's own and ends after it. Persistent: it stays until it is removed.
enum class Lifetime { Process, Persistent };

// Where this user's relay listens. As the base directory specification has it, a relative path in
// a variable is ignored.
inline std::string socketPath() {
    const auto variable = [](const char* name) -> std::string {
        const char* value = std::getenv(name);
        return value == nullptr ? "" : value;
    };
    const auto isAbsolute = [](const std::string& path) { return path.rfind('/', 0) == 0; };
    if (const auto path = variable("GATEPOST_SOCKET"); !path.empty()) return path;
    if (const auto run = variable("XDG_RUNTIME_DIR"); isAbsolute(run))
        return run + "/gatepost/relay.sock";
    const auto state = variable("XDG_STATE_HOME");
    return (isAbsolute(state) ? state : variable("HOME") + "/.local/state") +
           "/gatepost/run/relay.sock";
}

struct Group {
    std::string job;
    std::map<std::string, std::string> labels = {};
    Lifetime lifetime = Lifetime::Process;
    std::string socket = socketPath();
    std::chrono::milliseconds timeout{10'000};  // for the whole exchange
};

struct PushError {
    long status = 0;  // HTTP's, or 0 where the relay was not reached
    std::string sentence;
};

namespace detail {

// base64 in the URL's alphabet: it can carry any value, the empty one and slashes included.
inline std::string urlBase64(const std::string& text) {
    static constexpr char kAlphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::string out;
    unsigned bits = 0;
    int held = 0;
    for (const char c : text) {
        bits = (bits << 8) | static_cast<unsigned char>(c);
        for (held += 8; held >= 6; held -= 6) out += kAlphabet[(bits >> (held - 6)) & 63U];
    }
    if (held > 0) out += kAlphabet[(bits << (6 - held)) & 63U];
    return out.empty() ? "=" : out;
}

inline std::size_t append(char* data, std::size_t size, std::size_t count, void* text) {
    static_cast<std::string*>(text)->append(data, size * count);
    return size * count;
}

inline std::optional<PushError> send(const Group& group, const char* method,
                                     const std::string& body) {
    const std::unique_ptr<CURL, void (*)(CURL*)> curl(curl_easy_init(), curl_easy_cleanup);
    if (!curl) return PushError{0, "libcurl cannot start"};
    std::string url = "http://localhost/metrics/job@base64/" + urlBase64(group.job);
    for (const auto& [name, value] : group.labels)
        url += "/" + name + "@base64/" + urlBase64(value);
    curl_slist* headers = curl_slist_append(nullptr, "Content-Type: text/plain; version=0.0.4");
    headers = curl_slist_append(headers, group.lifetime == Lifetime::Process
                                             ? "Gatepost-Lifetime: process"
                                             : "Gatepost-Lifetime: persistent");
    const std::unique_ptr<curl_slist, void (*)(curl_slist*)> owner(headers, curl_slist_free_all);

    std::string answer;
    curl_easy_setopt(curl.get(), CURLOPT_UNIX_SOCKET_PATH, group.socket.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_CUSTOMREQUEST, method);
    curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, body.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT_MS, static_cast<long>(group.timeout.count()));
    curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, append);
    curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &answer);
    if (const CURLcode code = curl_easy_perform(curl.get()); code != CURLE_OK)
        return PushError{0, curl_easy_strerror(code)};
    long status = 0;
    curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
    if (status >= 300) return PushError{status, answer};
    return std::nullopt;
}

}  // namespace detail

// Replaces the group with what the registry collects. Nothing on success.
[[nodiscard]] inline std::optional<PushError> push(const prometheus::Collectable& registry,
                                                   const Group& group) {
    return detail::send(group, "PUT", prometheus::TextSerializer().Serialize(registry.Collect()));
}

[[nodiscard]] inline std::optional<PushError> remove(const Group& group) {
    return detail::send(group, "DELETE", "");
}

}  // namespace gatepost
