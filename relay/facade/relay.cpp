// SPDX-License-Identifier: Apache-2.0
#include "relay/facade/relay.h"
