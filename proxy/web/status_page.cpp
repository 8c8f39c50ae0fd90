// SPDX-License-Identifier: Apache-2.0
#include "proxy/web/status_page.h"

#include <openssl/evp.h>

#include <array>
#include <string>

#include "http/base64.h"
#include "proxy/web/page_parts.h"

namespace gatepost::proxy {
namespace {

std::string hashOf(std::string_view text) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int length = 0;
    EVP_Digest(text.data(), text.size(), digest.data(), &length, EVP_sha256(), nullptr);
    return "'sha256-" + http::encodeBase64({reinterpret_cast<const char*>(digest.data()), length}) +
           "'";
}

std::string page() {
    std::string out =
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<title>Gatepost</title>\n<link rel=\"icon\" href=\"data:,\">\n<style>";
    out += kPageStyle;
    out += "</style>\n</head>\n<body>\n";
    out += kPageBody;
    out += "<script>";
    out += kPageScript;
    out += "</script>\n</body>\n</html>\n";
    return out;
}

}  // namespace

http::Answer statusPage() {
    static const std::string kPage = page();
    static const std::string kPolicy = "default-src 'none'; connect-src 'self'; style-src " +
                                       hashOf(kPageStyle) + "; script-src " + hashOf(kPageScript) +
                                       "; img-src data:; base-uri 'none'; form-action 'none'; "
                                       "frame-ancestors 'none'";
    http::Answer answer;
    answer.status = 200;
    answer.set("Content-Type", "text/html; charset=utf-8");
    answer.set("Content-Security-Policy", kPolicy);
    answer.set("X-Content-Type-Options", "nosniff");
    answer.set("X-Frame-Options", "DENY");
    answer.set("Referrer-Policy", "no-referrer");
    answer.set("Cache-Control", "no-store");
    answer.body = kPage;
    return answer;
}

}  // namespace gatepost::proxy
