// SPDX-License-Identifier: Apache-2.0
#include "app/companion/translation.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>

namespace gatepost::app {

void installTranslations(QCoreApplication& application) {
    const auto wanted = qEnvironmentVariable("GATEPOST_LANGUAGE");
    const QLocale locale = wanted.isEmpty() ? QLocale() : QLocale(wanted);
    if (!wanted.isEmpty()) QLocale::setDefault(locale);
    auto* ofQt = new QTranslator(&application);
    if (ofQt->load(locale, QStringLiteral("qtbase"), QStringLiteral("_"),
                   QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        application.installTranslator(ofQt);
    // English too has a file: for its plurals.
    auto* ours = new QTranslator(&application);
    if (ours->load(locale, QStringLiteral("gatepost"), QStringLiteral("_"),
                   QStringLiteral(":/translations")) ||
        ours->load(QStringLiteral(":/translations/gatepost_en")))
        application.installTranslator(ours);
}

}  // namespace gatepost::app
