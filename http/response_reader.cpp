// SPDX-License-Identifier: Apache-2.0
#include "http/response_reader.h"

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <utility>

#include "http/chunk_feed.h"
#include "http/head_scan.h"
#include "http/plain_answer.h"

namespace gatepost::http {
namespace {

namespace bhttp = boost::beast::http;
using boost::beast::error_code;
using boost::beast::string_view;

class Parser final : public bhttp::basic_parser<false> {
public:
    Parser(Response& response, std::uint64_t bodyLimit)
        : m_response(response),
          m_bodyLimit(bodyLimit) {
        header_limit(std::uint32_t(-1));  // counted by the reader
        body_limit(boost::none);          // counted here
        eager(false);
    }

    const char* error = nullptr;
    std::uint64_t chunks = 0;

private:
    void fail(error_code& code, const char* sentence) {
        if (error == nullptr) error = sentence;
        code = bhttp::error::bad_value;
    }

    void on_response_impl(int status, string_view, int, error_code&) override {
        m_response.status = status;
    }

    void on_field_impl(bhttp::field name, string_view text, string_view value,
                       error_code& code) override {
        if (m_headDone) return;  // a trailer changes nothing
        if (name == bhttp::field::content_length) ++m_lengths;
        if (name == bhttp::field::transfer_encoding) {
            ++m_codings;
            if (!sameIgnoringCase({value.data(), value.size()}, "chunked"))
                return fail(code, "unknown transfer coding");
        }
        m_response.fields.emplace_back(std::string(text.data(), text.size()),
                                       std::string(value.data(), value.size()));
    }

    void on_header_impl(error_code& code) override {
        m_headDone = true;
        if (m_codings > 0 && m_lengths > 0)
            return fail(code, "Transfer-Encoding beside Content-Length");
        if (content_length() && *content_length() > m_bodyLimit)
            return fail(code, "the body is too large");
    }

    void on_chunk_header_impl(std::uint64_t size, string_view, error_code& code) override {
        ++chunks;
        if (size > m_bodyLimit - m_response.body.size()) fail(code, "the body is too large");
    }

    std::size_t on_chunk_body_impl(std::uint64_t, string_view bytes, error_code&) override {
        m_response.body.append(bytes.data(), bytes.size());
        return bytes.size();
    }

    void on_request_impl(bhttp::verb, string_view, string_view, int, error_code&) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
    std::size_t on_body_impl(string_view, error_code&) override { return 0; }
    void on_finish_impl(error_code&) override {}

    Response& m_response;
    std::uint64_t m_bodyLimit;
    int m_lengths = 0;
    int m_codings = 0;
    bool m_headDone = false;
};

}  // namespace

std::optional<std::string_view> Response::field(std::string_view name) const {
    for (const Field& field : fields)
        if (sameIgnoringCase(field.name, name)) return field.value;
    return std::nullopt;
}

struct ResponseReader::State {
    enum class Phase : std::uint8_t { Head, Length, Chunked, UntilEnd, Complete, Broken };

    Response response;
    std::string held;
    HeadScan scan;
    std::optional<Parser> parser;
    std::string error;
    std::uint64_t length = 0;
    std::uint64_t chunkedBytes = 0;
    Phase phase = Phase::Head;

    Event fail(std::string_view sentence) {
        error = sentence;
        phase = Phase::Broken;
        return Event::Broken;
    }

    Event complete() {
        phase = Phase::Complete;
        return Event::Done;
    }

    Event beginLength(std::uint64_t announced) {
        length = announced;
        if (length == 0) return complete();
        response.body.reserve(static_cast<std::size_t>(std::min(length, kBodyReserveBytes)));
        phase = Phase::Length;
        return Event::NeedMore;
    }

    Event readHead(std::string_view& input, const ResponseLimits& limits, Method method);
    Event parseHead(std::string_view bytes, const ResponseLimits& limits, Method method);
    Event readLength(std::string_view& input);
    Event readChunks(std::string_view& input, const ResponseLimits& limits);
    Event readUntilEnd(std::string_view& input, const ResponseLimits& limits);
};

ResponseReader::Event ResponseReader::State::readHead(std::string_view& input,
                                                      const ResponseLimits& limits, Method method) {
    const std::size_t before = held.size();
    std::string_view bytes = input.substr(0, limits.headerBytes + 1);
    if (before > 0) {
        const std::size_t room =
            limits.headerBytes + 1 - std::min<std::size_t>(before, limits.headerBytes);
        held.append(input.substr(0, room));
        bytes = held;
    }
    switch (scan.scan(bytes)) {
        case HeadScan::Result::BareLineFeed:
        case HeadScan::Result::Folded:
        case HeadScan::Result::Control: return fail("malformed header");
        case HeadScan::Result::Incomplete:
            if (bytes.size() > limits.headerBytes) return fail("the header is too large");
            if (before == 0) held.assign(input);
            input = {};
            return Event::NeedMore;
        case HeadScan::Result::Complete: break;
    }
    if (scan.size() > limits.headerBytes) return fail("the header is too large");
    const std::size_t size = scan.size();
    scan = {};
    const Event event = parseHead(bytes.substr(0, size), limits, method);
    input.remove_prefix(size - before);
    held.clear();
    return event;
}

ResponseReader::Event ResponseReader::State::parseHead(std::string_view bytes,
                                                       const ResponseLimits& limits,
                                                       Method method) {
    response = {};
    if (method != Method::Head) {
        if (const auto announced = readPlainAnswer(bytes, response)) {
            if (*announced > limits.bodyBytes) return fail("the body is too large");
            return beginLength(*announced);
        }
        response = {};
    }
    parser.emplace(response, limits.bodyBytes);
    if (method == Method::Head) parser->skip(true);
    error_code code;
    parser->put({bytes.data(), bytes.size()}, code);
    if (code) return fail(parser->error != nullptr ? parser->error : "malformed header");
    if (response.status == 101) return fail("an upgrade that nobody asked for");
    if (response.status < 200) return Event::NeedMore;  // interim: the answer is still to come
    response.keepAlive = parser->keep_alive();
    if (parser->is_done()) return complete();
    if (parser->chunked()) {
        parser->eager(true);
        phase = Phase::Chunked;
    } else if (const auto announced = parser->content_length()) {
        return beginLength(*announced);
    } else {
        phase = Phase::UntilEnd;
    }
    return Event::NeedMore;
}

ResponseReader::Event ResponseReader::State::readLength(std::string_view& input) {
    const std::uint64_t missing = length - response.body.size();
    const auto taken = static_cast<std::size_t>(std::min<std::uint64_t>(missing, input.size()));
    response.body.append(input.substr(0, taken));
    input.remove_prefix(taken);
    return taken < missing ? Event::NeedMore : complete();
}

ResponseReader::Event ResponseReader::State::readChunks(std::string_view& input,
                                                        const ResponseLimits& limits) {
    const Fed fed = feedLines(held, input, limits.chunkOverheadBytes,
                              [&](std::string_view bytes, std::size_t& consumed) {
                                  error_code code;
                                  consumed = parser->put({bytes.data(), bytes.size()}, code);
                                  chunkedBytes += consumed;
                                  if (code && code != bhttp::error::need_more) return Fed::Failed;
                                  if (chunkedBytes - response.body.size() >
                                      limits.chunkOverheadBytes + parser->chunks * kPlainChunkBytes)
                                      return Fed::OverCap;
                                  return parser->is_done() ? Fed::Done : Fed::NeedMore;
                              });
    switch (fed) {
        case Fed::NeedMore: return Event::NeedMore;
        case Fed::Failed:
            return fail(parser->error != nullptr ? parser->error : "malformed chunked body");
        case Fed::OverCap: return fail("the chunks' extensions or trailer are too long");
        case Fed::Done: break;
    }
    return complete();
}

ResponseReader::Event ResponseReader::State::readUntilEnd(std::string_view& input,
                                                          const ResponseLimits& limits) {
    if (input.size() > limits.bodyBytes - response.body.size())
        return fail("the body is too large");
    response.body.append(input);
    input = {};
    return Event::NeedMore;
}

ResponseReader::ResponseReader(const ResponseLimits& limits) : m_limits(limits) {}
ResponseReader::~ResponseReader() = default;
ResponseReader::ResponseReader(ResponseReader&&) noexcept = default;
ResponseReader& ResponseReader::operator=(ResponseReader&&) noexcept = default;

void ResponseReader::expect(Method method) { m_method = method; }

ResponseReader::Event ResponseReader::feed(std::string_view& input) {
    if (!m_state) {
        if (input.empty()) return Event::NeedMore;
        m_state = std::make_unique<State>();
    }
    State& state = *m_state;
    for (;;) {
        Event event = Event::NeedMore;
        switch (state.phase) {
            case State::Phase::Head: event = state.readHead(input, m_limits, m_method); break;
            case State::Phase::Length: event = state.readLength(input); break;
            case State::Phase::Chunked: event = state.readChunks(input, m_limits); break;
            case State::Phase::UntilEnd: event = state.readUntilEnd(input, m_limits); break;
            case State::Phase::Complete: return Event::Done;
            case State::Phase::Broken: return Event::Broken;
        }
        if (event != Event::NeedMore || input.empty()) return event;
    }
}

ResponseReader::Event ResponseReader::finish() {
    if (!m_state) return Event::NeedMore;
    switch (m_state->phase) {
        case State::Phase::UntilEnd:
        case State::Phase::Complete: return m_state->complete();
        case State::Phase::Broken: return Event::Broken;
        default: return m_state->fail("the connection closed within the answer");
    }
}

Response ResponseReader::take() {
    Response response = std::move(m_state->response);
    m_state.reset();
    return response;
}

const std::string& ResponseReader::error() const { return m_state->error; }

bool ResponseReader::idle() const { return !m_state; }

}  // namespace gatepost::http
