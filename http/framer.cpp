// SPDX-License-Identifier: Apache-2.0
#include "http/framer.h"

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <utility>
#include <vector>

#include "http/chunk_feed.h"
#include "http/head_scan.h"
#include "http/request_target.h"

namespace gatepost::http {
namespace {

namespace bhttp = boost::beast::http;
using boost::beast::error_code;
using boost::beast::string_view;

constexpr std::size_t kPooledStates = 64;
constexpr std::size_t kPooledHeldBytes = 4096;

std::string_view view(string_view text) { return {text.data(), text.size()}; }

bool isDigits(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// The request line ends as one of another version of HTTP would.
bool namesAnotherVersion(std::string_view head) {
    const std::string_view line = head.substr(0, head.find('\r'));
    const std::size_t at = line.rfind(" HTTP/");
    if (at == std::string_view::npos) return false;
    const std::string_view version = line.substr(at + 6);
    return version.size() == 3 && version[1] == '.' && isDigits(version.substr(0, 1)) &&
           isDigits(version.substr(2)) && version != "1.0" && version != "1.1";
}

constexpr auto kOneLength = "more than one Content-Length";
constexpr auto kOneCoding = "Transfer-Encoding must stand once, and without Content-Length";

Refusal refusalOf(const error_code& why, std::string_view head = {}) {
    using bhttp::error;
    if (why == error::bad_version && namesAnotherVersion(head))
        return {505, "this server speaks HTTP/1.1 and HTTP/1.0"};
    if (why == error::bad_method || why == error::bad_version || why == error::need_more)
        return {400, "malformed request line"};
    if (why == error::bad_target) return {400, "malformed request target"};
    if (why == error::multiple_content_length) return {400, kOneLength};
    if (why == error::bad_content_length) return {400, "malformed Content-Length"};
    if (why == error::bad_transfer_encoding) return {400, kOneCoding};
    if (why == error::bad_chunk || why == error::bad_chunk_extension)
        return {400, "malformed chunked body"};
    return {400, "malformed header field"};
}

/// Beast's state machine, writing straight into our head and body.
class Parser final : public bhttp::basic_parser<true> {
public:
    Parser(RequestHead& head, std::string& body) : m_head(head), m_body(body) {
        header_limit(std::uint32_t(-1));  // counted by the framer
        body_limit(boost::none);          // counted here, see chunkHeader
        eager(false);
    }

    /// Beast calls a length behind a coding a bad length.
    [[nodiscard]] bool hasCoding() const { return m_codings > 0; }

    std::optional<Refusal> refusal;
    std::uint64_t bodyLimit = 0;
    std::uint64_t chunks = 0;

private:
    void refuse(error_code& error, int status, const char* sentence) {
        if (!refusal) refusal = Refusal{status, sentence};
        error = bhttp::error::bad_value;
    }

    void on_request_impl(bhttp::verb, string_view method, string_view target, int version,
                         error_code& error) override {
        m_head.method = methodOf(view(method));
        m_head.http10 = version == 10;
        auto parsed = requestTarget(view(target), m_head.method);
        if (!parsed) return refuse(error, 400, "malformed request target");
        m_head.target = std::move(parsed->origin);
        m_authority = std::move(parsed->authority);
    }

    void on_field_impl(bhttp::field name, string_view text, string_view value,
                       error_code& error) override {
        if (is_header_done() || m_inTrailer) return;  // a trailer changes nothing
        switch (name) {
            case bhttp::field::host:
                if (++m_hosts > 1) return refuse(error, 400, "more than one Host");
                if (!isHost(view(value))) return refuse(error, 400, "malformed Host");
                break;
            case bhttp::field::content_length:
                if (++m_lengths > 1) return refuse(error, 400, kOneLength);
                if (!isDigits(view(value)) || value.size() > 19)
                    return refuse(error, 400, "malformed Content-Length");
                break;
            case bhttp::field::transfer_encoding:
                if (m_head.http10)
                    return refuse(error, 400, "Transfer-Encoding is unknown to HTTP/1.0");
                if (++m_codings > 1) return refuse(error, 400, kOneCoding);
                if (!sameIgnoringCase(view(value), "chunked"))
                    return refuse(error, 501, "the only transfer coding known is chunked");
                break;
            case bhttp::field::expect:
                // RFC 9110, 10.1.1: an HTTP/1.0 client's expectation is not heeded.
                if (m_head.http10) break;
                if (!sameIgnoringCase(view(value), "100-continue"))
                    return refuse(error, 417, "the only expectation known is 100-continue");
                m_head.expectsContinue = true;
                break;
            default: break;
        }
        m_head.fields.emplace_back(std::string(view(text)), std::string(view(value)));
    }

    void on_header_impl(error_code& error) override {
        m_inTrailer = true;
        if (m_codings > 0 && m_lengths > 0) return refuse(error, 400, kOneCoding);
        if (m_hosts == 0 && !m_head.http10) return refuse(error, 400, "missing Host");
        if (!m_authority.empty()) setHost();
        m_head.chunked = chunked();
        if (m_lengths > 0) m_head.contentLength = *content_length();
        m_head.keepAlive = keep_alive();
        if (!m_head.chunked && m_head.contentLength.value_or(0) == 0)
            m_head.expectsContinue = false;
    }

    void setHost() {
        for (Field& field : m_head.fields)
            if (sameIgnoringCase(field.name, "Host")) {
                field.value = m_authority;
                return;
            }
        m_head.fields.push_back({"Host", m_authority});
    }

    void on_chunk_header_impl(std::uint64_t size, string_view, error_code& error) override {
        ++chunks;
        if (size > bodyLimit || m_body.size() > bodyLimit - size)
            refuse(error, 413, "the body is larger than this server takes");
    }

    std::size_t on_chunk_body_impl(std::uint64_t, string_view bytes, error_code&) override {
        m_body.append(bytes.data(), bytes.size());
        return bytes.size();
    }

    void on_response_impl(int, string_view, int, error_code&) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
    // A body of known length never reaches Beast: the framer counts it off the input itself.
    std::size_t on_body_impl(string_view, error_code&) override { return 0; }
    void on_finish_impl(error_code&) override {}

    RequestHead& m_head;
    std::string& m_body;
    std::string m_authority;
    int m_hosts = 0;
    int m_lengths = 0;
    int m_codings = 0;
    bool m_inTrailer = false;
};

}  // namespace

struct Framer::State {
    enum class Phase : std::uint8_t { Head, Decide, Length, Chunked, Complete, Refused };

    RequestHead head;
    std::string body;
    std::string held;  // bytes of an incomplete head or chunk line
    HeadScan scan;
    std::optional<Parser> parser;
    Refusal refusal;
    std::uint64_t bodyLimit = 0;
    std::uint64_t chunkedBytes = 0;  // as sent: the framing and the body
    Phase phase = Phase::Head;

    Event refuse(Refusal why) {
        refusal = std::move(why);
        phase = Phase::Refused;
        return Event::Refused;
    }

    void open(std::uint64_t limit) {
        parser.emplace(head, body);
        bodyLimit = limit;
    }

    void clear() {
        parser.reset();
        head = {};
        body = {};
        if (held.capacity() > kPooledHeldBytes)
            held = {};
        else
            held.clear();
        scan = {};
        refusal = {};
        chunkedBytes = 0;
        phase = Phase::Head;
    }

    Event readHead(std::string_view& input, const FramerLimits& limits);
    Event parseHead(std::string_view bytes);
    Event decide();
    Event readLength(std::string_view& input);
    Event readChunks(std::string_view& input, const FramerLimits& limits);
};

namespace {

// Parsers of closed requests, ready for the next: a server's thread allocates none anew.
template <class State>
std::vector<std::unique_ptr<State>>& pool() {
    thread_local std::vector<std::unique_ptr<State>> states;
    return states;
}

}  // namespace

void Framer::Recycle::operator()(State* state) const {
    std::unique_ptr<State> owned(state);
    auto& states = pool<State>();
    if (states.size() >= kPooledStates) return;
    owned->clear();
    states.push_back(std::move(owned));
}

Framer::Framer(const FramerLimits& limits) : m_limits(limits) {}
Framer::~Framer() = default;
Framer::Framer(Framer&&) noexcept = default;
Framer& Framer::operator=(Framer&&) noexcept = default;

Framer::Event Framer::State::readHead(std::string_view& input, const FramerLimits& limits) {
    const std::size_t before = held.size();
    std::string_view bytes = input;
    if (before > 0) {
        const std::size_t room =
            limits.headerBytes + 1 - std::min<std::size_t>(before, limits.headerBytes);
        held.append(input.substr(0, room));
        bytes = held;
    }
    const HeadScan::Result result = scan.scan(bytes.substr(0, limits.headerBytes + 1));
    switch (result) {
        case HeadScan::Result::BareLineFeed: return refuse({400, "a line must end in CR LF"});
        case HeadScan::Result::Folded: return refuse({400, "folded header field"});
        case HeadScan::Result::Control: return refuse({400, "control character in the header"});
        case HeadScan::Result::Incomplete:
            if (bytes.size() > limits.headerBytes) break;
            if (before == 0) held.assign(input);
            input = {};
            return Event::NeedMore;
        case HeadScan::Result::Complete: break;
    }
    if (result == HeadScan::Result::Incomplete || scan.size() > limits.headerBytes)
        return refuse({431, "the header is larger than this server takes"});
    const Event event = parseHead(bytes.substr(0, scan.size()));
    input.remove_prefix(scan.size() - before);
    held.clear();
    return event;
}

Framer::Event Framer::State::parseHead(std::string_view bytes) {
    head.fields.reserve(8);
    error_code error;
    parser->put({bytes.data(), bytes.size()}, error);
    if (error) {
        if (parser->refusal) return refuse(*parser->refusal);
        if (error == bhttp::error::bad_content_length && parser->hasCoding())
            return refuse({400, kOneCoding});
        return refuse(refusalOf(error, bytes));
    }
    phase = Phase::Decide;
    return Event::Head;
}

Framer::Event Framer::State::decide() {
    const std::uint64_t length = head.contentLength.value_or(0);
    if (length > bodyLimit) return refuse({413, "the body is larger than this server takes"});
    if (head.chunked) {
        parser->bodyLimit = bodyLimit;
        parser->eager(true);
        phase = Phase::Chunked;
    } else {
        phase = length > 0 ? Phase::Length : Phase::Complete;
        body.reserve(static_cast<std::size_t>(std::min(length, kBodyReserveBytes)));
    }
    return Event::NeedMore;
}

Framer::Event Framer::State::readLength(std::string_view& input) {
    const std::uint64_t missing = *head.contentLength - body.size();
    const auto taken = static_cast<std::size_t>(std::min<std::uint64_t>(missing, input.size()));
    body.append(input.substr(0, taken));
    input.remove_prefix(taken);
    if (taken < missing) return Event::NeedMore;
    phase = Phase::Complete;
    return Event::Request;
}

Framer::Event Framer::State::readChunks(std::string_view& input, const FramerLimits& limits) {
    const Fed fed = feedLines(held, input, limits.chunkOverheadBytes,
                              [&](std::string_view bytes, std::size_t& consumed) {
                                  error_code error;
                                  consumed = parser->put({bytes.data(), bytes.size()}, error);
                                  chunkedBytes += consumed;
                                  if (error && error != bhttp::error::need_more) {
                                      refuse(parser->refusal ? *parser->refusal : refusalOf(error));
                                      return Fed::Failed;
                                  }
                                  if (chunkedBytes - body.size() >
                                      limits.chunkOverheadBytes + parser->chunks * kPlainChunkBytes)
                                      return Fed::OverCap;
                                  return parser->is_done() ? Fed::Done : Fed::NeedMore;
                              });
    switch (fed) {
        case Fed::NeedMore: return Event::NeedMore;
        case Fed::Failed: return Event::Refused;
        case Fed::OverCap: return refuse({400, "the chunks' extensions or trailer are too long"});
        case Fed::Done: break;
    }
    phase = Phase::Complete;
    return Event::Request;
}

Framer::Event Framer::feed(std::string_view& input) {
    if (!m_state) {
        // RFC 9112, 2.2: an empty line before a request is passed over.
        while (input.starts_with("\r\n")) input.remove_prefix(2);
        if (input.empty()) return Event::NeedMore;
        auto& states = pool<State>();
        if (states.empty()) {
            m_state.reset(new State);
        } else {
            m_state.reset(states.back().release());
            states.pop_back();
        }
        m_state->open(m_limits.bodyBytes);
    }
    State& state = *m_state;
    if (state.phase == State::Phase::Head && state.held == "\r" && input.starts_with('\n')) {
        input.remove_prefix(1);  // the empty line came in two pieces
        m_state.reset();
        return feed(input);
    }
    if (state.phase == State::Phase::Head) return state.readHead(input, m_limits);
    if (state.phase == State::Phase::Decide && state.decide() == Event::Refused)
        return Event::Refused;
    switch (state.phase) {
        case State::Phase::Length: return state.readLength(input);
        case State::Phase::Chunked: return state.readChunks(input, m_limits);
        case State::Phase::Refused: return Event::Refused;
        default: return Event::Request;
    }
}

const RequestHead& Framer::head() const { return m_state->head; }

void Framer::limitBody(std::uint64_t bytes) { m_state->bodyLimit = bytes; }

bool Framer::wantsContinue() const {
    return m_state && m_state->phase == State::Phase::Decide && m_state->head.expectsContinue &&
           m_state->head.contentLength.value_or(0) <= m_state->bodyLimit;
}

Request Framer::take() {
    Request request{std::move(m_state->head), std::move(m_state->body)};
    m_state.reset();
    return request;
}

const Refusal& Framer::refusal() const { return m_state->refusal; }

bool Framer::idle() const { return !m_state; }

bool Framer::readingBody() const {
    return m_state &&
           (m_state->phase == State::Phase::Decide || m_state->phase == State::Phase::Length ||
            m_state->phase == State::Phase::Chunked);
}

}  // namespace gatepost::http
