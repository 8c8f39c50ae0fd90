// SPDX-License-Identifier: Apache-2.0
// Any number of descriptors behind a single one. Qt's dispatcher poll()s all that it watches each
// time it wakes, so two hundred quiet connections would make every request dear; it watches this
// set (Linux: epoll(7), by levels) instead. Watchers are called from the event loop, and may come
// and go in such a call; where it pays, they are let gather for a moment first. Owns no descriptor
// but its own. Engine's thread only.
#pragma once

#include <sys/epoll.h>

#include <QSocketNotifier>
#include <QTimer>
#include <array>
#include <cstddef>

#include "relay/gathering.h"

namespace gatepost::relay {

class ReadySet : public QObject {
    Q_OBJECT
public:
    struct Interest {
        bool read = false;
        bool write = false;
        bool operator==(const Interest&) const = default;
    };
    class Watcher {
    public:
        virtual ~Watcher() = default;
        /// An error or the peer's end counts as both.
        virtual void onReady(Interest ready) = 0;

    private:
        friend class ReadySet;
        Gathering::Mark m_used = 0;
    };

    ReadySet();
    ~ReadySet() override;

    /// From `before` (nothing: it is not watched yet) to `now` (nothing: not any more). False: the
    /// system has no room for it.
    [[nodiscard]] bool watch(int descriptor, Watcher& watcher, Interest before, Interest now);
    /// Before the watcher or its descriptor goes.
    void forget(int descriptor, Watcher& watcher, Interest before);

private:
    /// Calls who is ready; how many that were.
    std::size_t serve();
    void onActivated();
    void onGathered();

    int m_set;
    QSocketNotifier m_notifier;
    Gathering m_gathering;
    QTimer m_pause;
    std::array<epoll_event, 64> m_ready{};
    std::size_t m_readyCount = 0;
};

}  // namespace gatepost::relay
