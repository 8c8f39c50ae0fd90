// SPDX-License-Identifier: Apache-2.0
// Installs the system's language, Qt's own words included. Without a translation the program speaks
// English; GATEPOST_LANGUAGE (such as de or zh_CN) overrides the system.
#pragma once

class QCoreApplication;

namespace gatepost::app {

void installTranslations(QCoreApplication& application);

}  // namespace gatepost::app
