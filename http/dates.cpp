// SPDX-License-Identifier: Apache-2.0
#include "http/dates.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

namespace gatepost::http {
namespace {

using std::chrono::day;
using std::chrono::days;
using std::chrono::month;
using std::chrono::sys_days;
using std::chrono::year;
using std::chrono::year_month_day;

constexpr std::int64_t kNanos = 1'000'000'000;
constexpr std::int64_t kDay = 86400;
constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};

std::int64_t floorDivide(std::int64_t number, std::int64_t by) {
    return number / by - (number % by < 0 ? 1 : 0);
}

void appendDigits(std::string& out, std::int64_t number, std::size_t width) {
    const std::string digits = std::to_string(number);
    out.append(width > digits.size() ? width - digits.size() : 0, '0').append(digits);
}

/// Exactly `count` digits off the front.
std::optional<int> digits(std::string_view& text, std::size_t count) {
    if (text.size() < count) return std::nullopt;
    int number = 0;
    for (const char c : text.substr(0, count)) {
        if (c < '0' || c > '9') return std::nullopt;
        number = number * 10 + (c - '0');
    }
    text.remove_prefix(count);
    return number;
}

bool skip(std::string_view& text, std::string_view what) {
    if (!text.starts_with(what)) return false;
    text.remove_prefix(what.size());
    return true;
}

std::optional<unsigned> monthOf(std::string_view& text) {
    for (unsigned i = 0; i < kMonths.size(); ++i)
        if (skip(text, kMonths[i])) return i + 1;
    return std::nullopt;
}

struct Moment {
    int year = 1970;
    unsigned month = 1;
    unsigned day = 1;
    int hour = 0;
    int minute = 0;
    int second = 0;
};

std::optional<std::int64_t> secondsOf(const Moment& moment) {
    const year_month_day date{year{moment.year}, month{moment.month}, day{moment.day}};
    // 60: a leap second counts as the one after it.
    if (!date.ok() || moment.hour > 23 || moment.minute > 59 || moment.second > 60)
        return std::nullopt;
    return sys_days{date}.time_since_epoch().count() * kDay + moment.hour * 3600 +
           moment.minute * 60 + moment.second;
}

bool readClock(std::string_view& text, Moment& moment) {
    const auto hour = digits(text, 2);
    if (!hour || !skip(text, ":")) return false;
    const auto minute = digits(text, 2);
    if (!minute || !skip(text, ":")) return false;
    const auto second = digits(text, 2);
    if (!second) return false;
    moment.hour = *hour;
    moment.minute = *minute;
    moment.second = *second;
    return true;
}

/// `06 Nov 1994 08:49:37 GMT`
std::optional<std::int64_t> readFixdate(std::string_view text) {
    Moment moment;
    const auto dayOfMonth = digits(text, 2);
    if (!dayOfMonth || !skip(text, " ")) return std::nullopt;
    const auto named = monthOf(text);
    if (!named || !skip(text, " ")) return std::nullopt;
    const auto inYear = digits(text, 4);
    if (!inYear || !skip(text, " ") || !readClock(text, moment) || text != " GMT")
        return std::nullopt;
    moment.day = static_cast<unsigned>(*dayOfMonth);
    moment.month = *named;
    moment.year = *inYear;
    return secondsOf(moment);
}

/// `06-Nov-94 08:49:37 GMT`. The reader has no clock, so 70 to 99 are the last century.
std::optional<std::int64_t> readRfc850(std::string_view text) {
    Moment moment;
    const auto dayOfMonth = digits(text, 2);
    if (!dayOfMonth || !skip(text, "-")) return std::nullopt;
    const auto named = monthOf(text);
    if (!named || !skip(text, "-")) return std::nullopt;
    const auto inYear = digits(text, 2);
    if (!inYear || !skip(text, " ") || !readClock(text, moment) || text != " GMT")
        return std::nullopt;
    moment.day = static_cast<unsigned>(*dayOfMonth);
    moment.month = *named;
    moment.year = *inYear + (*inYear < 70 ? 2000 : 1900);
    return secondsOf(moment);
}

/// `Nov  6 08:49:37 1994`
std::optional<std::int64_t> readAsctime(std::string_view text) {
    Moment moment;
    const auto named = monthOf(text);
    if (!named || !skip(text, " ")) return std::nullopt;
    const bool oneDigit = skip(text, " ");
    const auto dayOfMonth = digits(text, oneDigit ? 1 : 2);
    if (!dayOfMonth || !skip(text, " ") || !readClock(text, moment) || !skip(text, " "))
        return std::nullopt;
    const auto inYear = digits(text, 4);
    if (!inYear || !text.empty()) return std::nullopt;
    moment.month = *named;
    moment.day = static_cast<unsigned>(*dayOfMonth);
    moment.year = *inYear;
    return secondsOf(moment);
}

}  // namespace

std::string rfc3339(std::int64_t nanoseconds) {
    const std::int64_t seconds = floorDivide(nanoseconds, kNanos);
    const std::int64_t dayNumber = floorDivide(seconds, kDay);
    const std::int64_t inDay = seconds - dayNumber * kDay;
    const year_month_day date{sys_days{days{static_cast<int>(dayNumber)}}};
    std::string out;
    appendDigits(out, int{date.year()}, 4);
    out += '-';
    appendDigits(out, unsigned{date.month()}, 2);
    out += '-';
    appendDigits(out, unsigned{date.day()}, 2);
    out += 'T';
    appendDigits(out, inDay / 3600, 2);
    out += ':';
    appendDigits(out, inDay / 60 % 60, 2);
    out += ':';
    appendDigits(out, inDay % 60, 2);
    if (const std::int64_t fraction = nanoseconds - seconds * kNanos; fraction > 0) {
        out += '.';
        appendDigits(out, fraction, 9);
        out.erase(out.find_last_not_of('0') + 1);
    }
    return out += 'Z';
}

std::optional<std::int64_t> parseRfc3339(std::string_view text) {
    Moment moment;
    const auto inYear = digits(text, 4);
    if (!inYear || !skip(text, "-")) return std::nullopt;
    const auto inMonth = digits(text, 2);
    if (!inMonth || !skip(text, "-")) return std::nullopt;
    const auto dayOfMonth = digits(text, 2);
    if (!dayOfMonth || !(skip(text, "T") || skip(text, "t") || skip(text, " ")) ||
        !readClock(text, moment))
        return std::nullopt;
    moment.year = *inYear;
    moment.month = static_cast<unsigned>(*inMonth);
    moment.day = static_cast<unsigned>(*dayOfMonth);
    std::int64_t nanos = 0;
    if (skip(text, ".")) {
        std::int64_t unit = kNanos;
        std::size_t count = 0;
        for (; count < text.size() && text[count] >= '0' && text[count] <= '9'; ++count) {
            unit /= 10;
            nanos += (text[count] - '0') * unit;
        }
        if (count == 0) return std::nullopt;
        text.remove_prefix(count);
    }
    std::int64_t offset = 0;
    if (!skip(text, "Z") && !skip(text, "z")) {
        const bool west = text.starts_with('-');
        if (!west && !text.starts_with('+')) return std::nullopt;
        text.remove_prefix(1);
        const auto hours = digits(text, 2);
        if (!hours || !skip(text, ":")) return std::nullopt;
        const auto minutes = digits(text, 2);
        if (!minutes || *hours > 23 || *minutes > 59) return std::nullopt;
        offset = (*hours * 3600 + *minutes * 60) * (west ? -1 : 1);
    }
    const auto seconds = secondsOf(moment);
    // Nanoseconds in 64 bits reach from 1678 to 2262.
    if (!text.empty() || !seconds || *inYear < 1678 || *inYear > 2261) return std::nullopt;
    return (*seconds - offset) * kNanos + nanos;
}

std::string httpDate(std::int64_t seconds) {
    const std::int64_t dayNumber = floorDivide(seconds, kDay);
    const std::int64_t inDay = seconds - dayNumber * kDay;
    const sys_days date{days{static_cast<int>(dayNumber)}};
    const year_month_day parts{date};
    std::string out(kDays[std::chrono::weekday{date}.c_encoding()]);
    out += ", ";
    appendDigits(out, unsigned{parts.day()}, 2);
    out.append(" ").append(kMonths[unsigned{parts.month()} - 1]).append(" ");
    appendDigits(out, int{parts.year()}, 4);
    out += ' ';
    appendDigits(out, inDay / 3600, 2);
    out += ':';
    appendDigits(out, inDay / 60 % 60, 2);
    out += ':';
    appendDigits(out, inDay % 60, 2);
    return out += " GMT";
}

std::optional<std::int64_t> parseHttpDate(std::string_view text) {
    if (const std::size_t comma = text.find(", "); comma != std::string_view::npos) {
        text.remove_prefix(comma + 2);
        return comma == 3 ? readFixdate(text) : readRfc850(text);
    }
    if (text.size() < 4 || text[3] != ' ') return std::nullopt;
    return readAsctime(text.substr(4));
}

std::optional<std::uint32_t> retryAfter(std::string_view value, std::int64_t nowSeconds) {
    const std::size_t first = value.find_first_not_of(" \t");
    if (first == std::string_view::npos) return std::nullopt;
    value = value.substr(first, value.find_last_not_of(" \t") - first + 1);
    if (value.find_first_not_of("0123456789") == std::string_view::npos) {
        std::uint64_t seconds = 0;
        const auto result = std::from_chars(value.data(), value.data() + value.size(), seconds);
        if (result.ec != std::errc{}) return kRetryAfterCapSeconds;
        return static_cast<std::uint32_t>(std::min<std::uint64_t>(seconds, kRetryAfterCapSeconds));
    }
    const auto date = parseHttpDate(value);
    if (!date) return std::nullopt;
    return static_cast<std::uint32_t>(
        std::clamp<std::int64_t>(*date - nowSeconds, 0, kRetryAfterCapSeconds));
}

}  // namespace gatepost::http
