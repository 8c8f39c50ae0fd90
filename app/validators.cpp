// SPDX-License-Identifier: Apache-2.0
#include "app/validators.h"

#include "metrics/policy/error_share_validator.h"

namespace gatepost::app {

metrics::Validators validators() {
    // The same ones each time, so that configurations compare equal.
    static const metrics::Validators kAll{
        std::make_shared<metrics::ErrorShareValidator>(),
    };
    return kAll;
}

}  // namespace gatepost::app
