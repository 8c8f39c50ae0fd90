// SPDX-License-Identifier: Apache-2.0
#include "tests/metrics/random_openmetrics.h"

#include <algorithm>

namespace gatepost::tests {
namespace {

/// `{a="b"}` and `le="1"` make `{a="b",le="1"}`.
std::string with(const std::string& labels, const std::string& label) {
    if (labels.size() <= 2) return "{" + label + "}";
    return labels.substr(0, labels.size() - 1) + "," + label + "}";
}

}  // namespace

std::string RandomOpenMetrics::value() {
    static const std::vector<std::string_view> kRight{"NaN",
                                                      "+Inf",
                                                      "-Inf",
                                                      "-0",
                                                      "1e-999",
                                                      "5e-324",
                                                      "0.1",
                                                      "-1",
                                                      "1e5",
                                                      "1E+05",
                                                      "infinity",
                                                      "nan",
                                                      "9007199254740993",
                                                      "0.30000000000000004",
                                                      ".5",
                                                      "5.",
                                                      "-iNf",
                                                      "+7",
                                                      "0001",
                                                      "1e22",
                                                      "123456789.123456789",
                                                      "1e0",
                                                      "4.35",
                                                      "2.5e-8",
                                                      "1e308"};
    static const std::vector<std::string_view> kOdd{
        "",       "1_0", "0x1", "0b1",      "1e999", "+NaN", "-nan", "1.2.3",   "--1",
        "e5",     ".",   "1e",  "1e+",      "infi",  "1 ",   " 1",   "1\t",     "1,5",
        "0x1p-3", "+",   "1\r", "\xc2\xbd", "1e5.",  "1#",   "NAN1", "\xd9\xa1"};
    if (isOdd(30)) return pick(kOdd);
    if (oneIn(4)) return pick(kRight);
    std::string digits = std::to_string(below(100000));
    if (oneIn(3)) digits += "." + std::to_string(below(100000));
    return digits;
}

std::string RandomOpenMetrics::count() {
    if (isOdd(30)) return value();
    std::string digits = std::to_string(below(1000));
    if (oneIn(5)) digits += ".0";
    return digits;
}

std::string RandomOpenMetrics::labelValue() {
    static const std::vector<std::string_view> kRight{"x",
                                                      "",
                                                      "/api",
                                                      "a b",
                                                      "\\n",
                                                      "\\\\",
                                                      "\\\"",
                                                      "\xc3\xa9",
                                                      "\xf0\x9f\x98\x80",
                                                      "{",
                                                      "}",
                                                      ",",
                                                      "=",
                                                      "#",
                                                      " # ",
                                                      "a\\nb\\\\c\\\"d",
                                                      "\\t",
                                                      "\\z",
                                                      "\r",
                                                      "} 1",
                                                      "\x7f",
                                                      "a\tb",
                                                      std::string_view("\0", 1)};
    static const std::vector<std::string_view> kOdd{"\\", "\"",   "\xbd",    "\xed\xa0\x80",
                                                    "\n", "a\"b", "\xc0\x80"};
    return isOdd(40) ? pick(kOdd) : pick(kRight);
}

std::string RandomOpenMetrics::labels() {
    static const std::vector<std::string_view> kNames{"l", "method", "_u", "L9", "__x", "job"};
    static const std::vector<std::string_view> kOdd{"l", "1l", "l-x", "le", "quantile",
                                                    "a", "",   "l:x", "b ", "f0"};
    const std::uint64_t count = below(4);
    if (count == 0) return oneIn(3) ? "{}" : "";
    std::string out = "{";
    const std::uint64_t first = below(kNames.size());
    for (std::uint64_t i = 0; i < count; ++i) {
        if (i > 0) out += isOdd(40) ? (oneIn(2) ? "" : ",,") : ",";
        out += isOdd(40) ? pick(kOdd) : std::string(kNames[(first + i) % kNames.size()]);
        out += isOdd(60) ? "=" : "=\"" + labelValue() + "\"";
    }
    return out + (isOdd(60) ? ",}" : "}");
}

std::string RandomOpenMetrics::time() {
    static const std::vector<std::string_view> kOdd{"1_0", "NaN", "Inf", "-1",   "1.1.1", "0x1", "",
                                                    "1 ",  "1z",  "5.",  "-0.5", "1.+5",  "+5"};
    if (isOdd(25)) return " " + pick(kOdd);
    m_clock += static_cast<std::int64_t>(below(3));
    std::string seconds = std::to_string(m_clock);
    switch (below(8)) {
        case 0: return " " + seconds + ".5";
        case 1: return " " + seconds + "." + std::to_string(100'000'000 + m_clock++);
        case 2: return " " + seconds + ".00012345678901";
        case 3: return " 1." + std::to_string(m_clock++) + "e3";
        default: return " " + seconds;
    }
}

std::string RandomOpenMetrics::exemplar() {
    static const std::vector<std::string_view> kOdd{" #",
                                                    "# {} 1",
                                                    " #{} 1",
                                                    " # {}1",
                                                    " # {} 1 ",
                                                    " # {} 1 1 ",
                                                    " # {}",
                                                    " # 1",
                                                    " # {a=} 1",
                                                    " # id=\"a\"} 1",
                                                    " #id=\" # \"} 1",
                                                    " # {id=\"a\"}  ",
                                                    " # {} 1 NaN",
                                                    " # {} 0x1",
                                                    " # {} 1 1 1",
                                                    " #  {} 1",
                                                    " # {a=\"1\",a=\"2\"} 1"};
    if (isOdd(8)) return pick(kOdd);
    std::string labels = this->labels();
    if (labels.empty()) labels = "{}";
    if (oneIn(8)) labels = "{a=\"" + std::string(120 + below(10), 'v') + "\"}";
    if (oneIn(12)) {
        labels = "{a=\"";
        for (std::uint64_t i = 124 + below(6); i > 0; --i) labels += "\xcc\x81";
        labels += "\"}";
    }
    return " # " + labels + " " + value() + (oneIn(2) ? time() : "");
}

std::string RandomOpenMetrics::metadata(const std::string& name, const std::string& type) {
    static const std::vector<std::string_view> kHelp{
        "Help.",           "",         "with \\n escape", "\\\\", "\\t",      "ends \\",
        "\"quoted\" \\\"", "\xc3\xa9", "  padded  ",      "# x",  "tab\there"};
    static const std::vector<std::string_view> kOdd{"# FOO a b\n",
                                                    "#\n",
                                                    "# \n",
                                                    "\n",
                                                    "# EOF\n",
                                                    "# HELP\n",
                                                    "# HELP \n",
                                                    "# HELP f0\n",
                                                    " # HELP f0 x\n",
                                                    "# TYPE f0\n",
                                                    "# TYPE f0 meh\n",
                                                    "# TYPE f0 gauge \n",
                                                    "# UNIT f0\n",
                                                    "# UNIT f0 s\n",
                                                    "# UNIT f0 \n",
                                                    "# TYPE f0 untyped\n",
                                                    "#HELP f0 x\n",
                                                    "# HELP  f0 x\n",
                                                    "# HELP f0 \xbd\n",
                                                    "# TYPE 1a gauge\n",
                                                    "# HELP a.b x\n",
                                                    "# EOF \n",
                                                    "# HELP f0\tx\n"};
    std::vector<std::string> lines;
    if (!type.empty()) lines.push_back("# TYPE " + name + " " + type + "\n");
    if (oneIn(2)) lines.push_back("# HELP " + name + " " + pick(kHelp) + "\n");
    const std::size_t unit = name.rfind('_');
    if (unit != std::string::npos && !oneIn(3))
        lines.push_back("# UNIT " + name + " " + name.substr(unit + 1) + "\n");
    else if (isOdd(20) || oneIn(20))
        lines.push_back("# UNIT " + name + " " + (isOdd(2) ? "s" : "") + "\n");
    if (isOdd(25)) lines.push_back(pick(kOdd));
    if (lines.size() > 1 && oneIn(3)) std::swap(lines.front(), lines.back());
    std::string out;
    for (const std::string& line : lines) out += line + (isOdd(50) ? line : "");
    return out;
}

std::string RandomOpenMetrics::histogram(const std::string& name, bool isGauge,
                                         const std::string& labels, const std::string& time) {
    static const std::vector<std::string_view> kBounds{"-1",  "0", "0.0001", "1e-3", "0.5",
                                                       "1.0", "2", "1e+06",  "1e7"};
    std::string out;
    std::uint64_t total = 0;
    const bool hasNegative = oneIn(6);
    for (std::size_t i = hasNegative ? 0 : 1; i < kBounds.size(); ++i) {
        if (oneIn(2)) continue;
        total += below(5);
        if (isOdd(40)) total -= total > 0 ? 1 : 0;
        out += name + "_bucket" + with(labels, "le=\"" + std::string(kBounds[i]) + "\"") + " " +
               std::to_string(total) + time + (oneIn(5) ? exemplar() : "") + "\n";
    }
    total += below(5);
    const std::string infinity =
        isOdd(20) ? pick({"+INF", "inf", "Inf", "NaN", "nan", "1e999", ""}) : "+Inf";
    if (!isOdd(20))
        out += name + "_bucket" + with(labels, "le=\"" + infinity + "\"") + " " +
               std::to_string(total) + (oneIn(4) ? ".0" : "") + time +
               (oneIn(5) ? exemplar() : "") + "\n";
    const std::string sum = name + (isGauge ? "_gsum" : "_sum") + labels + " " +
                            (isOdd(10) ? value() : std::to_string(below(100)) + ".5") + time + "\n";
    const std::string all = name + (isGauge ? "_gcount" : "_count") + labels + " " +
                            (isOdd(20) ? count() : std::to_string(total)) + time + "\n";
    const bool hasSum = hasNegative && !isGauge ? isOdd(3) : !oneIn(4);
    if (hasSum) out += oneIn(2) ? sum + all : all + sum;
    if (isOdd(20)) out += oneIn(2) ? sum : all;
    if (!isGauge && oneIn(3)) out += name + "_created" + labels + " " + value() + time + "\n";
    return out;
}

std::string RandomOpenMetrics::summary(const std::string& name, const std::string& labels,
                                       const std::string& time) {
    std::string out;
    for (const char* quantile : {"0.5", "0", "1.0", "0.999"})
        if (oneIn(2))
            out +=
                name +
                with(labels, std::string("quantile=\"") + (isOdd(20) ? "1.01" : quantile) + "\"") +
                " " + (isOdd(10) ? value() : count()) + time + "\n";
    if (!oneIn(3)) out += name + "_sum" + labels + " " + count() + time + "\n";
    if (!oneIn(3)) out += name + "_count" + labels + " " + count() + time + "\n";
    if (out.empty() || oneIn(3)) out += name + "_created" + labels + " " + value() + time + "\n";
    return out;
}

/// What one metric of the type has at one time.
std::string RandomOpenMetrics::point(const std::string& name, const std::string& type,
                                     const std::string& labels, const std::string& time) {
    const std::string tail = time + (isOdd(20) ? exemplar() : "") + "\n";
    if (type == "histogram") return histogram(name, false, labels, time);
    if (type == "gaugehistogram") return histogram(name, true, labels, time);
    if (type == "summary") return summary(name, labels, time);
    if (type == "info") return name + "_info" + labels + (isOdd(20) ? " 2" : " 1.0") + tail;
    if (type == "counter") {
        std::string out = name + (isOdd(20) ? "" : "_total") + labels + " " + count() + time +
                          (oneIn(3) ? exemplar() : "") + "\n";
        if (oneIn(8)) out.clear();
        if (out.empty() || oneIn(3)) out += name + "_created" + labels + " " + value() + tail;
        return out;
    }
    if (type == "stateset") {
        std::string out;
        for (const char* state : {"on", "off", "idle"})
            out += name + (isOdd(20) ? labels : with(labels, name + "=\"" + state + "\"")) + " " +
                   (isOdd(20) ? value() : std::to_string(below(2))) + tail;
        return out;
    }
    return name + labels + (isOdd(40) ? "  " : " ") + value() + tail;
}

std::string RandomOpenMetrics::family(std::uint64_t number) {
    std::string name = "f" + std::to_string(isOdd(12) ? below(3) : number);
    if (oneIn(4)) name += pick({"_seconds", "_s", "_x_bytes", "_ratio"});
    if (isOdd(15)) name += pick({"_total", "_created", "_count", "_info", "_bucket", ".x", ":x"});
    // As a line of the family before is called, here or in text 0.0.4.
    if (number > 0 && oneIn(8))
        name = m_former + pick({"_sum", "_count", "_bucket", "_gsum", "_gcount", "_created",
                                "_total", "_info"});
    m_former = name;
    const std::string type = pick({"counter", "gauge", "histogram", "gaugehistogram", "summary",
                                   "info", "stateset", "unknown", ""});
    std::string out = oneIn(5) && type.empty() ? "" : metadata(name, type);
    m_clock = static_cast<std::int64_t>(below(3)) - (oneIn(8) ? 5 : 0);
    std::vector<std::string> used;
    for (std::uint64_t i = below(4); i > 0; --i) {
        const std::string set = labels();
        if (!m_hasOddities && std::find(used.begin(), used.end(), set) != used.end()) continue;
        used.push_back(set);
        const bool isTimed = oneIn(4);
        for (std::uint64_t points = isTimed ? 1 + below(3) : 1; points > 0; --points) {
            const std::string at = isTimed && !isOdd(20) ? time() : "";
            if (isTimed && !m_hasOddities) ++m_clock;
            out += point(name, type, set, at);
        }
    }
    return out;
}

void RandomOpenMetrics::moveLine(std::string& text) {
    const std::size_t from = text.find('\n', below(text.size() + 1));
    if (from == std::string::npos) return;
    const std::size_t to = text.find('\n', from + 1);
    if (to == std::string::npos) return;
    const std::string line = text.substr(from + 1, to - from);
    if (!oneIn(3)) text.erase(from + 1, to - from);
    if (oneIn(3)) return;
    const std::size_t place = text.find('\n', below(text.size() + 1));
    text.insert(place == std::string::npos ? 0 : place + 1, line);
}

std::string RandomOpenMetrics::next() {
    m_hasOddities = oneIn(2);
    std::string text;
    const std::uint64_t families = below(5);
    for (std::uint64_t i = 0; i < families; ++i) text += family(i);
    if (!isOdd(20)) text += oneIn(8) ? "# EOF" : "# EOF\n";
    if (m_hasOddities && oneIn(4)) moveLine(text);
    if (m_hasOddities && oneIn(5)) spoilBytes(text);
    return text;
}

}  // namespace gatepost::tests
