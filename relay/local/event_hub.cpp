// SPDX-License-Identifier: Apache-2.0
#include "relay/local/event_hub.h"

#include "http/answers.h"
#include "relay/local/json.h"

namespace gatepost::relay {

namespace {

std::string_view streamOf(RelayEvent::Kind kind) {
    switch (kind) {
        case RelayEvent::Kind::Push:
        case RelayEvent::Kind::Refused: return "push";
        case RelayEvent::Kind::Status: return "status";
        default: return "delivery";
    }
}

}  // namespace

void EventHub::subscribe(const ExchangePointer& exchange) {
    if (m_readers.size() >= kReaders)
        return exchange->answer(http::plain(503, "too many readers of events"));
    m_readers.insert(exchange);
    http::Answer head;
    head.set("Content-Type", "text/event-stream");
    head.set("Cache-Control", "no-store");
    head.body = ": gatepost\n\n";
    const std::weak_ptr<Exchange> weak = exchange;
    exchange->openStream(head, [this, weak] {
        if (const auto gone = weak.lock()) m_readers.erase(gone);
    });
}

void EventHub::publish(RelayEvent& event) {
    event.number = ++m_number;
    if (m_readers.empty()) return;
    std::string text = "id: " + std::to_string(event.number) + "\nevent: ";
    text += streamOf(event.kind);
    text += "\ndata: " + textOf(toJson(event)) + "\n\n";
    const auto readers = m_readers;  // a reader that is dropped leaves the set
    for (const ExchangePointer& reader : readers) (void)reader->write(text);
}

}  // namespace gatepost::relay
