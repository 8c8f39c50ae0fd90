// SPDX-License-Identifier: Apache-2.0
// A gatepost://enroll link: an address and an invite or token that fill the setup page, no more. It
// comes from anywhere (a mail, a web page), so whatever is odd about it is refused. Pure.
#pragma once

#include <QString>
#include <expected>

namespace gatepost::ui {

struct Enrollment {
    QString url;     // origin of the proxy, https (http on loopback)
    QString token;   // may be empty
    QString invite;  // redeemed once for a token; may be empty
    bool operator==(const Enrollment&) const = default;
};

enum class LinkFault : unsigned char {
    NotALink,
    NoAddress,
    NoScheme,
    NotSecure,
    HiddenUser,
    TooLong,
};

[[nodiscard]] QString faultSentence(LinkFault fault);
/// gatepost://enroll?url=https://host&token=… or &invite=…
[[nodiscard]] std::expected<Enrollment, LinkFault> parseEnrollment(const QString& link);

/// The address as it will be used (origin and path), or why it must not be.
[[nodiscard]] std::expected<QString, LinkFault> checkedAddress(const QString& address);

inline constexpr int kLongestToken = 1024;

}  // namespace gatepost::ui
