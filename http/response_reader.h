// SPDX-License-Identifier: Apache-2.0
// Bytes in, responses out, for one connection on which we are the client: the proxy's upstream, the
// command line. Content-Length, chunked, or until the end. Interim (1xx) answers are swallowed.
// The parser exists only while a response is open. Not for use from two threads.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.h"

namespace gatepost::http {

struct Response {
    int status = 0;
    std::vector<Field> fields;
    std::string body;
    bool keepAlive = true;

    [[nodiscard]] std::optional<std::string_view> field(std::string_view name) const;
};

struct ResponseLimits {
    std::uint32_t headerBytes = 16 * 1024;
    std::uint64_t bodyBytes = 16 * 1024 * 1024;
    std::uint32_t chunkOverheadBytes = 16 * 1024;
};

class ResponseReader {
public:
    enum class Event : std::uint8_t {
        NeedMore,  // everything was consumed
        Done,      // take() it; what is left of the input belongs to the next one
        Broken,    // error() says why; close
    };

    explicit ResponseReader(const ResponseLimits& limits = {});
    ~ResponseReader();
    ResponseReader(ResponseReader&&) noexcept;
    ResponseReader& operator=(ResponseReader&&) noexcept;

    /// Before each response: an answer to HEAD has no body whatever its fields say.
    void expect(Method method);
    [[nodiscard]] Event feed(std::string_view& input);
    /// The peer has closed: Done where the body runs until the end, Broken within a response,
    /// NeedMore between two.
    [[nodiscard]] Event finish();
    [[nodiscard]] Response take();
    [[nodiscard]] const std::string& error() const;
    [[nodiscard]] bool idle() const;

private:
    struct State;
    ResponseLimits m_limits;
    Method m_method = Method::Get;
    std::unique_ptr<State> m_state;
};

}  // namespace gatepost::http
