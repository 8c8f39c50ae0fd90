// SPDX-License-Identifier: Apache-2.0
// A connected stream socket on the event loop: non-blocking, with a reader that can be stopped and
// a writer that keeps what the peer does not take yet. Owns the descriptor. QLocalSocket is not
// used: it closes when the peer has finished writing, and an answer that comes later would be lost.
#pragma once

#include <QObject>
#include <cstddef>
#include <string>
#include <string_view>

#include "relay/ready_set.h"

namespace gatepost::relay {

class Channel : public QObject, private ReadySet::Watcher {
    Q_OBJECT
public:
    enum class Read { Data, Nothing, Ended, Failed };

    Channel(int descriptor, ReadySet& ready);
    ~Channel() override;

    /// Appends what is there, at most one buffer of it.
    [[nodiscard]] Read read(std::string& into);
    void write(std::string_view bytes);
    [[nodiscard]] std::size_t unsent() const { return m_unsent.size() - m_sent; }
    [[nodiscard]] int descriptor() const { return m_descriptor; }
    void setReading(bool on);
    /// The peer reads to the end; what it still sends is read here.
    void endWriting();
    /// Nothing is read, written or told any more.
    void stop();

signals:
    void readable();
    void drained();  // nothing is unsent any more
    void failed();

private:
    void onReady(ReadySet::Interest ready) override;
    void flush();
    void watch(ReadySet::Interest interest);

    int m_descriptor;
    ReadySet* m_ready;  // null: over
    ReadySet::Interest m_watched;
    bool m_reading = false;
    bool m_flushing = false;  // the peer takes nothing now
    std::string m_unsent;
    std::size_t m_sent = 0;
    bool m_endWhenDrained = false;
};

}  // namespace gatepost::relay
