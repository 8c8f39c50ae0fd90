// SPDX-License-Identifier: Apache-2.0
// Bytes in, requests out, for one connection: HTTP/1.1 (RFC 9112) by Beast's parser fed by hand,
// with the guards that it lacks. No socket, no clock: the owner reads, writes and keeps deadlines.
//
// The parser exists only while a request is open, so an idle connection costs a few words. Refused
// for smuggling's sake: Transfer-Encoding beside Content-Length, on HTTP/1.0, or other than exactly
// `chunked`; Content-Length twice or in a list; Host missing or twice; folded fields; bare line
// feeds. An absolute-form target becomes origin form, its authority the Host (RFC 9112, 3.2.2).
// Not for use from two threads; a framer may move to another thread between two requests.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "http/message.h"

namespace gatepost::http {

struct FramerLimits {
    std::uint32_t headerBytes = 16 * 1024;         // request line and fields; 431 over it
    std::uint64_t bodyBytes = 4 * 1024 * 1024;     // as sent, before decoding; 413 over it
    std::uint32_t chunkOverheadBytes = 16 * 1024;  // extensions and trailer; 400 over it
};

class Framer {
public:
    enum class Event : std::uint8_t {
        NeedMore,  // everything was consumed, feed again when bytes come
        Head,      // head() is complete; decide, then feed on (also with what is left)
        Request,   // take() it; what is left of the input belongs to the next one
        Refused,   // answer refusal(), then close; nothing more is read
    };

    explicit Framer(const FramerLimits& limits);
    ~Framer();
    Framer(Framer&&) noexcept;
    Framer& operator=(Framer&&) noexcept;

    /// Consumes from the front of `input`. Every request gives Head first, then Request. After Head
    /// feed again even where nothing is left: a request without a body is complete by then.
    [[nodiscard]] Event feed(std::string_view& input);

    [[nodiscard]] const RequestHead& head() const;
    /// Lowers or raises this request's body limit; between Head and the next feed.
    void limitBody(std::uint64_t bytes);
    /// At Head, after limitBody: the client waits for kContinue, and its body would be read. (Where
    /// Content-Length is over the limit the next feed is Refused with 413 instead.)
    [[nodiscard]] bool wantsContinue() const;
    [[nodiscard]] Request take();
    [[nodiscard]] const Refusal& refusal() const;

    /// No request is open: between two, or before the first byte.
    [[nodiscard]] bool idle() const;
    /// A head is complete and its body is not.
    [[nodiscard]] bool readingBody() const;

private:
    struct State;
    struct Recycle {
        void operator()(State* state) const;
    };
    FramerLimits m_limits;
    std::unique_ptr<State, Recycle> m_state;
};

inline constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

}  // namespace gatepost::http
