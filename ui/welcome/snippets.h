// SPDX-License-Identifier: Apache-2.0
// A few lines in each language that push one metric to the local socket. Pure.
#pragma once

#include <QString>

namespace gatepost::ui {

enum class Language : unsigned char { Curl, Python, Cpp, Go };
constexpr int kLanguages = 4;

[[nodiscard]] QString languageName(Language language);
/// `loopback` is "127.0.0.1:9091" while that listener is open, else empty.
[[nodiscard]] QString snippet(Language language, const QString& socket, const QString& loopback);

}  // namespace gatepost::ui
