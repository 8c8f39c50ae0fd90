// SPDX-License-Identifier: Apache-2.0
// The engine's parts while it runs. Order matters: what is below may point to what is above.
#pragma once

#include "relay/facade/relay_engine.h"
#include "relay/secrets/secret_store.h"

namespace gatepost::relay {

struct RelayEngine::Live {
    Live(const LocalLimits& limits, Clock now);

    Clock clock;
    EventHub events;
    Routes routes;
    std::unique_ptr<Core> core;
    ConnectionPool pool;
    LocalListener listener;
    std::unique_ptr<LoopbackListener> loopback;
    std::unique_ptr<QObject> tester;  // owns the try of an address that is under way
    RunState run;
    std::string token;
    std::string passphrase;  // of the client certificate's key
    SecretState secretState = SecretState::None;
    std::string tokenError;
    Intake intake = Intake::Starting;
    std::string intakeError;
    std::string loopbackError;
    bool tokenKnown = false;  // or that there is none
    int tokenQuestions = 0;   // an answer to any but the last comes too late
    int keyQuestions = 0;     // likewise
    OutboxState outboxState = OutboxState::Ok;
    std::string outboxError;
    std::string setAsideInClear;
    std::int64_t since = 0;
    RelayStatus lastStatus;
    bool sentStatus = false;
    std::int64_t statusAt = 0;  // steady
    QTimer statusTimer;
    QTimer snapshotTimer;
    QTimer secretTimer;
    QTimer outboxTimer;  // until it is tried again
    QObject closeLimit;
};

}  // namespace gatepost::relay
