// SPDX-License-Identifier: Apache-2.0
// What waits for the disk, done one after another on a thread of its own, so that the screen's
// never does: the order in which files are written is the order in which they were asked for. An
// answer comes back on the screen's thread. The thread is there only while there is something to
// do.
#pragma once

#include <QCoreApplication>
#include <QMetaObject>
#include <QPointer>
#include <QThreadPool>
#include <chrono>
#include <functional>
#include <utility>

namespace gatepost::app {

class Errands {
public:
    Errands();
    /// Everything is done when it returns.
    ~Errands();

    void run(std::function<void()> work);
    /// `then` gets what `work` returned; not at all once `context` is gone.
    template <class Work, class Then>
    void ask(Work work, QObject* context, Then then) {
        run([work = std::move(work), then = std::move(then), context = QPointer<QObject>(context)] {
            QMetaObject::invokeMethod(
                QCoreApplication::instance(),
                [answer = work(), then, context] {
                    if (context) then(answer);
                },
                Qt::QueuedConnection);
        });
    }
    /// Only where the program may end right afterwards. False: not all is done yet.
    bool waitFor(std::chrono::milliseconds patience);

private:
    QThreadPool m_pool;
};

}  // namespace gatepost::app
