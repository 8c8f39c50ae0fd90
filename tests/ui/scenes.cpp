// SPDX-License-Identifier: Apache-2.0
#include "tests/ui/scenes.h"

#include "tests/ui/samples.h"
#include "ui/preview/digest.h"
#include "ui/welcome/welcome_page.h"

namespace gatepost::tests {

QPalette darkPalette() {
    QPalette palette(QColor(0x2b, 0x2d, 0x31));
    palette.setColor(QPalette::Window, QColor(0x2b, 0x2d, 0x31));
    palette.setColor(QPalette::WindowText, QColor(0xe8, 0xe8, 0xe8));
    palette.setColor(QPalette::Base, QColor(0x1f, 0x21, 0x25));
    palette.setColor(QPalette::AlternateBase, QColor(0x26, 0x28, 0x2c));
    palette.setColor(QPalette::Text, QColor(0xe8, 0xe8, 0xe8));
    palette.setColor(QPalette::Button, QColor(0x38, 0x3b, 0x40));
    palette.setColor(QPalette::ButtonText, QColor(0xe8, 0xe8, 0xe8));
    palette.setColor(QPalette::PlaceholderText, QColor(0x9a, 0x9d, 0xa3));
    palette.setColor(QPalette::ToolTipBase, QColor(0x38, 0x3b, 0x40));
    palette.setColor(QPalette::ToolTipText, QColor(0xe8, 0xe8, 0xe8));
    palette.setColor(QPalette::Highlight, QColor(0x2f, 0x65, 0xa8));
    palette.setColor(QPalette::HighlightedText, Qt::white);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, QColor(0x7c, 0x7f, 0x85));
    return palette;
}

QPalette contrastPalette() {
    QPalette palette(Qt::black);
    for (const auto role : {QPalette::Window, QPalette::Base, QPalette::AlternateBase,
                            QPalette::Button, QPalette::ToolTipBase})
        palette.setColor(role, Qt::black);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText,
                            QPalette::ToolTipText, QPalette::BrightText})
        palette.setColor(role, Qt::white);
    palette.setColor(QPalette::PlaceholderText, QColor(0xe0, 0xe0, 0xe0));
    palette.setColor(QPalette::Highlight, QColor(0xff, 0xff, 0x00));
    palette.setColor(QPalette::HighlightedText, Qt::black);
    palette.setColor(QPalette::Link, QColor(0xff, 0xff, 0x00));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, QColor(0x9f, 0xdf, 0x9f));
    return palette;
}

std::unique_ptr<ui::MainWindow> busyWindow() {
    auto window = std::make_unique<ui::MainWindow>();
    const auto status = busyStatus();
    window->setStatus(status, ui::faceOf(status, 0, status.since));
    const auto snapshot = std::make_shared<relay::RelaySnapshot>(busy());
    window->welcome()->setAutostart(ui::Autostart::Off);
    ui::Digester digester;
    window->setPreview(digester.digest(snapshot));
    window->setSnapshot(snapshot);
    for (int i = 0; i < 12; ++i) {
        relay::RelayEvent event;
        event.number = static_cast<std::uint64_t>(i);
        event.at = status.since + i * 4000;
        event.kind = static_cast<relay::RelayEvent::Kind>(i % 8);
        event.subject = "/metrics/job/shop/session_key/8f3c1a20";
        event.detail = i % 8 == 5 ? "Connection refused" : "";
        window->add(event);
    }
    return window;
}

std::unique_ptr<ui::SettingsDialog> settingsDialog() {
    relay::Settings settings;
    settings.uplinkUrl = "https://metrics.example.org";
    settings.loopback = true;
    settings.certFile = "/etc/gatepost/desk.pem";
    settings.keyFile = "/etc/gatepost/desk.key";
    settings.processExecutables = {"/usr/bin/python3", "/opt/editor/bin/editor"};
    auto dialog = std::make_unique<ui::SettingsDialog>(settings, [](const char* key) {
        return QByteArray(key) == "uplink.url" ? ui::LockedBy::Administrator : ui::LockedBy::Nobody;
    });
    auto status = busyStatus();
    status.secrets = relay::SecretState::Locked;
    status.loopback = "127.0.0.1:9091";
    status.outboxEncrypted = true;
    status.clientKey = relay::ClientKey::Locked;
    dialog->setStatus(status);
    dialog->setLoopbackToken(QStringLiteral("f3b1c09c77aa4e1d"));
    dialog->setAutostart(ui::Autostart::Foreign);
    relay::ScrapeTarget node;
    node.name = "node";
    node.url = "http://127.0.0.1:9100/metrics";
    node.key = metrics::GroupingKey({{"job", "node"}});
    relay::ScrapeTarget editor;
    editor.name = "editor";
    editor.socket = "/run/user/1000/editor/metrics.sock";
    editor.intervalSeconds = 60;
    editor.key = metrics::GroupingKey({{"job", "editor"}});
    dialog->setTargets({{editor, "Connection refused", false}, {node, {}, true}});
    return dialog;
}

}  // namespace gatepost::tests
