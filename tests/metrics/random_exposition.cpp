// SPDX-License-Identifier: Apache-2.0
#include "tests/metrics/random_exposition.h"

namespace gatepost::tests {

std::string RandomExposition::blanks() { return pick({" ", " ", " ", " ", "  ", "\t", " \t "}); }

std::string RandomExposition::name() {
    static const std::vector<std::string_view> kNames{"a",
                                                      "foo",
                                                      "foo_total",
                                                      "foo_count",
                                                      "foo_sum",
                                                      "foo_bucket",
                                                      "x:y",
                                                      "camelCase",
                                                      "disk_minutes",
                                                      "rpc_duration_seconds",
                                                      "h",
                                                      "h_count",
                                                      "h_sum",
                                                      "h_bucket",
                                                      "s",
                                                      "s_count",
                                                      "s_sum",
                                                      "s_created",
                                                      "mem_kilobytes",
                                                      "my_gauge",
                                                      "_x",
                                                      "latency_ms",
                                                      "a_histogram",
                                                      "size_kilobits",
                                                      "temperature_kelvins",
                                                      "n_b_total",
                                                      "requests_sum",
                                                      ":",
                                                      "le",
                                                      "gauge_counter_total"};
    return pick(kNames);
}

std::string RandomExposition::value() {
    static const std::vector<std::string_view> kOdd{"NaN",
                                                    "nan",
                                                    "+NaN",
                                                    "-nan",
                                                    "+Inf",
                                                    "-Inf",
                                                    "inf",
                                                    "Infinity",
                                                    "+inf",
                                                    "-iNfInItY",
                                                    "infin",
                                                    "0x1p-3",
                                                    "0x1",
                                                    "1_2",
                                                    "1e999",
                                                    "1e-999",
                                                    "-1e-999",
                                                    "1e308",
                                                    "5e-324",
                                                    "2e-324",
                                                    ".5",
                                                    "5.",
                                                    ".",
                                                    "+",
                                                    "-",
                                                    "+5",
                                                    "--5",
                                                    "1e",
                                                    "1e+",
                                                    "1E5",
                                                    "1e+05",
                                                    "08",
                                                    "00.10",
                                                    "1.e3",
                                                    ".e3",
                                                    "1,5",
                                                    "0b1",
                                                    "1p3",
                                                    "9007199254740993",
                                                    "123456789012345678901234567890",
                                                    "0.1e-6",
                                                    "1e22",
                                                    "1e23",
                                                    "4.35",
                                                    "0e999999",
                                                    "1e00000000005",
                                                    "blubb",
                                                    "",
                                                    "1.7976931348623157e308",
                                                    "1.7976931348623159e308",
                                                    "nan(1)",
                                                    "-0",
                                                    "0.000001",
                                                    "1234567.5",
                                                    "\xc2\xbd",
                                                    "\xbd",
                                                    "1\r"};
    if (oneIn(m_oddness)) return pick(kOdd);
    std::string digits = std::to_string(below(100000));
    if (oneIn(3)) digits += "." + std::to_string(below(1000000));
    if (oneIn(12)) digits += "e" + std::to_string(static_cast<int>(below(40)) - 20);
    if (oneIn(10)) digits.insert(0, "-");
    return digits;
}

std::string RandomExposition::labelValue() {
    static const std::vector<std::string_view> kValues{
        "x",
        "GET",
        "",
        "/api/users",
        "a b",
        "\\n",
        "\\\\",
        "\\\"",
        "\xc3\xa9",
        "\xe2\x82\xac",
        "\xf0\x9f\x98\x80",
        "a\tb",
        "{",
        "}",
        ",",
        "=",
        "#",
        "a\\nb\\\\c\\\"d",
        "a long value that does not fit into sixteen bytes, nor into thirty-two of them"};
    static const std::vector<std::string_view> kOdd{"\\t",          "\\",   "\xbd",
                                                    "\xed\xa0\x80", "\n",   "\xc0\x80",
                                                    "\\\xe9",       "a\"b", "\xf4\x90\x80\x80"};
    if (oneIn(5 * m_oddness)) return pick(kOdd);
    return pick(kValues);
}

std::string RandomExposition::labels(std::string_view bound) {
    static const std::vector<std::string_view> kNames{"l",          "method", "path", "code",
                                                      "camelLabel", "_u",     "le",   "quantile",
                                                      "instance",   "job",    "L9"};
    std::string out = "{";
    std::uint64_t count = below(4);
    if (oneIn(60)) count = 20;
    const std::uint64_t boundAt = oneIn(3) ? below(count + 1) : count;
    for (std::uint64_t i = 0; i <= count; ++i) {
        if (i == boundAt && !bound.empty()) {
            if (out.size() > 1) out += ",";
            out += bound;
        }
        if (i == count) break;
        if (out.size() > 1) out += oneIn(12) ? " , " : ",";
        std::string label(pick(kNames));
        if (count > 8 || oneIn(3)) label += std::to_string(i);
        if (oneIn(10 * m_oddness)) label = oneIn(2) ? "__name__" : "l-x";
        out += label + (oneIn(15) ? " = \"" : "=\"") + labelValue() + "\"";
    }
    if (oneIn(12)) out += ",";
    if (oneIn(20)) out += " ";
    return out + "}";
}

std::string RandomExposition::sample(std::string_view name, std::string_view bound) {
    std::string line;
    if (oneIn(20)) line += blanks();
    line += name;
    if (oneIn(20)) line += blanks();
    if (!bound.empty() || !oneIn(3)) line += labels(bound);
    line += oneIn(25) && line.back() == '}' ? "" : blanks();
    line += value();
    if (oneIn(3 * m_oddness))
        line += blanks() + pick({"1", "-5", "1395066363000", "+7", "08", "2.5", "x",
                                 "9223372036854775808", "", "5 "});
    if (oneIn(10 * m_oddness)) line += " ";
    return line + "\n";
}

std::string RandomExposition::comment() {
    static const std::vector<std::string_view> kTypes{"counter",
                                                      "gauge",
                                                      "summary",
                                                      "histogram",
                                                      "untyped",
                                                      "COUNTER",
                                                      "Gauge",
                                                      "gauge_histogram",
                                                      "info",
                                                      "unknown",
                                                      "counter ",
                                                      "coun\\ter",
                                                      "hi\xc5\xbftogram",
                                                      "h\xc4\xb1stogram",
                                                      "",
                                                      "counter\r"};
    static const std::vector<std::string_view> kHelp{
        "Some help",  "with \\n escape", "with \\\\ two", "bad \\t escape",   "",
        "  padded  ", "\xc3\xa9\xbd",    "ends with \\",  "quote \" and \\\""};
    static const std::vector<std::string_view> kOther{"#\n",
                                                      "# \n",
                                                      "#comment\n",
                                                      "# a comment that says nothing\n",
                                                      "\n",
                                                      "  \n",
                                                      "# EOF\n",
                                                      "# UNIT a seconds\n",
                                                      "# HELP\n",
                                                      "# TYPE \n",
                                                      "# HELP a\n",
                                                      "# TYPE a \n",
                                                      "# TYPE 1a counter\n",
                                                      "# HELP a\xc3\xa9 x\n",
                                                      "# help a x\n"};
    switch (below(oneIn(m_oddness) ? 5 : 1)) {
        case 0: return pick(kOther);
        case 1:
        case 2: return "# HELP" + blanks() + name() + blanks() + pick(kHelp) + "\n";
        default:
            return (oneIn(20) ? "#TYPE" : "# TYPE") + blanks() + name() + blanks() + pick(kTypes) +
                   "\n";
    }
}

std::string RandomExposition::histogram(std::string_view name) {
    std::string out;
    const std::string shared = oneIn(2) ? "l=\"x\"," : "";
    const std::string own(name);
    for (const std::string_view le : {"0.1", "1", "1.0", "2.5", "+Inf"})
        if (!oneIn(6))
            out += own + "_bucket{" + shared + "le=\"" + std::string(le) + "\"} " +
                   std::to_string(below(50)) + "\n";
    const std::string set = shared.empty() ? "" : "{" + shared.substr(0, shared.size() - 1) + "}";
    return out + totals(own, set);
}

std::string RandomExposition::summary(std::string_view name) {
    std::string out;
    const std::string own(name);
    for (const std::string_view quantile : {"0.5", "0.9", "0.99", "NaN"})
        if (!oneIn(4)) out += sample(own, "quantile=\"" + std::string(quantile) + "\"");
    return out + totals(own, "");
}

/// Sum and count: either may be missing, come twice, or be dated.
std::string RandomExposition::totals(std::string_view name, std::string_view labels) {
    std::string out;
    for (const std::string_view suffix : {"_sum", "_count"}) {
        const std::uint64_t times = oneIn(7) ? 0 : oneIn(9) ? 2 : 1;
        for (std::uint64_t i = 0; i < times; ++i) {
            out.append(name).append(suffix).append(labels).append(" ");
            out += suffix == "_sum" ? value() : std::to_string(below(50));
            if (oneIn(12)) out += " " + std::to_string(below(2000));
            out += "\n";
        }
    }
    return out;
}

std::string RandomExposition::family() {
    const std::string own = name();
    std::string out;
    if (!oneIn(4)) out += "# HELP " + own + " Help of " + own + ".\n";
    const std::string type(pick({"counter", "gauge", "summary", "histogram", "untyped", ""}));
    if (!type.empty()) out += "# TYPE " + own + " " + type + "\n";
    if (type == "histogram" && !oneIn(4)) return out + histogram(own) + histogram(own);
    if (type == "summary" && !oneIn(4)) return out + summary(own);
    for (std::uint64_t i = 1 + below(4); i > 0; --i) {
        static const std::vector<std::string_view> kBounds{
            "le=\"1\"", "quantile=\"0.5\"", "le=\"x\"", "quantile=\"\"", "le=\"+Inf\""};
        out += sample(own, oneIn(2 * m_oddness) ? pick(kBounds) : std::string());
    }
    return out;
}

void RandomExposition::shuffleLines(std::string& text) {
    const std::size_t from = text.find('\n', below(text.size() + 1));
    if (from == std::string::npos) return;
    const std::size_t to = text.find('\n', from + 1);
    if (to == std::string::npos) return;
    const std::string line = text.substr(from + 1, to - from);
    if (oneIn(2)) text.erase(from + 1, to - from);
    text.insert(oneIn(2) ? 0 : text.size(), line);
}

std::string RandomExposition::next() {
    std::string text;
    m_oddness = oneIn(2) ? 8 : 200;
    for (std::uint64_t i = below(8); i > 0; --i) text += oneIn(4) ? comment() : family();
    if (oneIn(3)) shuffleLines(text);
    if (oneIn(4)) spoilBytes(text);
    return text;
}

}  // namespace gatepost::tests
