// SPDX-License-Identifier: Apache-2.0
#include <QAbstractEventDispatcher>
#include <QLibrary>
#include <QTimer>
#include <chrono>

#include "relay/secrets/glib_turns.h"

namespace gatepost::relay {

namespace {

// Only while an answer is awaited.
constexpr std::chrono::milliseconds kTurn{5};

/// What is needed of GLib, which is there where libsecret is; contexts are only handed on.
struct Glib {
    void* (*newContext)();
    void* (*threadsContext)();
    void (*pushContext)(void*);
    int (*iterate)(void*, int mayBlock);

    [[nodiscard]] bool there() const {
        return newContext != nullptr && threadsContext != nullptr && pushContext != nullptr &&
               iterate != nullptr;
    }
};

template <typename Function>
void resolve(Function& function, const char* name) {
    function = reinterpret_cast<Function>(QLibrary::resolve(QStringLiteral("glib-2.0"), 0, name));
}

Glib glib() {
    Glib found{};
    resolve(found.newContext, "g_main_context_new");
    resolve(found.threadsContext, "g_main_context_get_thread_default");
    resolve(found.pushContext, "g_main_context_push_thread_default");
    resolve(found.iterate, "g_main_context_iteration");
    return found;
}

}  // namespace

void turnGlib(QObject* owner) {
    const auto* dispatcher = QAbstractEventDispatcher::instance();
    if (dispatcher == nullptr || QByteArray(dispatcher->metaObject()->className()).contains("Glib"))
        return;
    const Glib found = glib();
    if (!found.there()) return;
    // The thread's own, for what hangs on the process's may be a toolkit's, of another thread. It
    // stays the thread's, as the one of Qt's own dispatcher does.
    void* context = found.threadsContext();
    if (context == nullptr) {
        context = found.newContext();
        found.pushContext(context);
    }
    auto* const turns = new QTimer(owner);
    QObject::connect(turns, &QTimer::timeout, owner, [context, iterate = found.iterate] {
        while (iterate(context, 0) != 0) {
        }
    });
    turns->start(kTurn);
}

}  // namespace gatepost::relay
