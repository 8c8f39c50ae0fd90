// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/realistic_text.h"

#include <array>
#include <cstdint>
#include <random>
#include <string_view>

namespace gatepost::bench {
namespace {

constexpr auto kSubjects = std::to_array<std::string_view>(
    {"http", "rpc", "editor", "render", "sync", "cache", "database", "plugin", "session", "index"});
constexpr auto kPaths = std::to_array<std::string_view>(
    {"/api/v1/users", "/api/v1/products", "/login", "/static", "/api/v1/orders", "/search"});
constexpr auto kMethods = std::to_array<std::string_view>({"GET", "POST", "PUT", "DELETE"});
constexpr auto kCodes = std::to_array<std::string_view>({"200", "204", "301", "404", "500"});
constexpr auto kBounds = std::to_array<std::string_view>(
    {"0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1.0", "2.5", "5.0", "10.0", "+Inf"});

class Text {
public:
    std::string make(std::size_t bytes) {
        m_out.reserve(bytes + 100'000);
        for (std::uint64_t i = 0; m_out.size() < bytes; ++i) {
            const std::string stem = "app" + std::to_string(i / kSubjects.size()) + "_" +
                                     std::string(kSubjects[i % kSubjects.size()]);
            counters(stem + "_requests_total");
            gauges(stem + "_memory_bytes");
            histograms(stem + "_request_duration_seconds");
            summaries(stem + "_latency_seconds");
        }
        return std::move(m_out);
    }

private:
    template <typename Words>
    std::string_view pick(const Words& words) {
        return words[m_random() % words.size()];
    }
    void header(const std::string& name, std::string_view type) {
        m_out.append("# HELP ").append(name).append(" What the application counted here.\n");
        m_out.append("# TYPE ").append(name).append(" ").append(type).append("\n");
    }
    std::string real() {
        return std::to_string(m_random() % 1000) + "." + std::to_string(m_random() % 1'000'000'000);
    }
    std::string whole() { return std::to_string(m_random() % 1'000'000) + ".0"; }

    void counters(const std::string& name) {
        header(name, "counter");
        for (const std::string_view path : kPaths)
            for (const std::string_view method : kMethods)
                for (const std::string_view code : kCodes) {
                    m_out.append(name).append("{code=\"").append(code).append("\",method=\"");
                    m_out.append(method).append("\",path=\"").append(path).append("\"} ");
                    m_out.append(whole()).append("\n");
                }
    }
    void gauges(const std::string& name) {
        header(name, "gauge");
        for (int worker = 0; worker < 40; ++worker) {
            m_out.append(name).append("{worker=\"worker-").append(std::to_string(worker));
            m_out.append("\"} ").append(real()).append("\n");
        }
    }
    void histograms(const std::string& name) {
        header(name, "histogram");
        for (const std::string_view path : kPaths) {
            const std::string labels =
                "method=\"" + std::string(pick(kMethods)) + "\",path=\"" + std::string(path) + "\"";
            std::uint64_t count = 0;
            for (const std::string_view bound : kBounds) {
                count += m_random() % 100;
                m_out.append(name).append("_bucket{").append(labels).append(",le=\"");
                m_out.append(bound).append("\"} ").append(std::to_string(count)).append("\n");
            }
            m_out.append(name).append("_sum{").append(labels).append("} ").append(real());
            m_out.append("\n").append(name).append("_count{").append(labels).append("} ");
            m_out.append(std::to_string(count)).append("\n");
        }
    }
    void summaries(const std::string& name) {
        header(name, "summary");
        for (const std::string_view path : kPaths) {
            const std::string labels = "path=\"" + std::string(path) + "\"";
            for (const std::string_view quantile : {"0.5", "0.9", "0.99"}) {
                m_out.append(name).append("{").append(labels).append(",quantile=\"");
                m_out.append(quantile).append("\"} ").append(real()).append("\n");
            }
            m_out.append(name).append("_sum{").append(labels).append("} ").append(real());
            m_out.append("\n").append(name).append("_count{").append(labels).append("} ");
            m_out.append(std::to_string(m_random() % 10000)).append("\n");
        }
    }

    std::mt19937_64 m_random{42};
    std::string m_out;
};

}  // namespace

std::string realisticText(std::size_t bytes) { return Text().make(bytes); }

}  // namespace gatepost::bench
