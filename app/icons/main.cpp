// SPDX-License-Identifier: Apache-2.0
// Writes the program's icon as PNG files, for the desktop's icon theme: run by the build, so that
// what a launcher shows is painted by the code that paints the tray.
#include <QString>
#include <cstdio>

#include "ui/tray/icon.h"

int main(int argc, char** argv) {
    if (argc < 3) {
        std::fputs("usage: gatepost-icons DIRECTORY SIZE...\n", stderr);
        return 2;
    }
    for (int i = 2; i < argc; ++i) {
        const int size = QString::fromLocal8Bit(argv[i]).toInt();
        const QString file = QStringLiteral("%1/gatepost-%2.png")
                                 .arg(QString::fromLocal8Bit(argv[1]), QString::number(size));
        const QImage image =
            gatepost::ui::iconImage(gatepost::ui::Shape::Idle, gatepost::ui::Panel::Light, size);
        if (size <= 0 || !image.save(file)) {
            std::fprintf(stderr, "gatepost-icons: cannot write %s\n", qPrintable(file));
            return 1;
        }
    }
    return 0;
}
