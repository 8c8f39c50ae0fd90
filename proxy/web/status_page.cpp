// SPDX-License-Identifier: Apache-2.0
#include "proxy/web/status_page.h"

#include <openssl/evp.h>

#include <array>
#include <string>

#include "http/base64.h"

namespace gatepost::proxy {
namespace {

constexpr std::string_view kStyle = R"css(
:root { color-scheme: light dark; font: 16px/1.4 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 70rem; padding: 1rem; }
h1 { font-size: 1.4rem; margin: 0 0 .5rem; }
header p { margin: .2rem 0; }
#state.bad { color: #b00020; font-weight: bold; }
input { font: inherit; padding: .4rem .6rem; width: 100%; box-sizing: border-box; margin: .8rem 0; }
article { border: 1px solid #8886; border-radius: .4rem; padding: .6rem .8rem; margin: .5rem 0; }
article.failed { border-color: #b00020; border-width: 2px; }
.labels { overflow-wrap: anywhere; font-weight: 600; }
.facts { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; color: #666; font-size: .9rem; }
@media (prefers-color-scheme: dark) { .facts { color: #aaa; } #state.bad { color: #ff6b7a; } }
details ul { margin: .3rem 0; padding-left: 1.2rem; overflow-wrap: anywhere; }
summary { cursor: pointer; padding: .3rem 0; }
)css";

constexpr std::string_view kScript = R"js(
'use strict';
const $ = id => document.getElementById(id);
const open = new Set();
let groups = [];
const make = (tag, text, cls) => {
  const e = document.createElement(tag);
  if (text !== undefined) e.textContent = text;
  if (cls) e.className = cls;
  return e;
};
const ago = seconds => {
  if (!(seconds > 0)) return 'never';
  const s = Math.max(0, Date.now() / 1000 - seconds);
  if (s < 90) return Math.round(s) + ' s ago';
  if (s < 5400) return Math.round(s / 60) + ' min ago';
  if (s < 129600) return Math.round(s / 3600) + ' h ago';
  return Math.round(s / 86400) + ' days ago';
};
const value = family => Number(family && family.metrics && family.metrics[0] ? family.metrics[0].value : 0);
const read = g => {
  const families = Object.keys(g).filter(k => k !== 'labels' && k !== 'last_push_successful' &&
      k !== 'push_time_seconds' && k !== 'push_failure_time_seconds').sort();
  const labels = Object.entries(g.labels).sort((a, b) => (b[0] === 'job') - (a[0] === 'job') || (a[0] < b[0] ? -1 : 1))
      .map(([k, v]) => k + '="' + v + '"').join(' ');
  return { labels, families, good: g.last_push_successful, pushed: value(g.push_time_seconds),
           failed: value(g.push_failure_time_seconds), detail: g };
};
const show = () => {
  const wanted = $('filter').value.toLowerCase();
  const list = groups.filter(g => g.labels.toLowerCase().includes(wanted) ||
      g.families.some(f => f.toLowerCase().includes(wanted)));
  const out = list.slice(0, 500).map(g => {
    const a = make('article', undefined, g.good ? '' : 'failed');
    a.append(make('div', g.labels, 'labels'));
    const facts = make('div', undefined, 'facts');
    facts.append(make('span', 'pushed ' + ago(g.pushed)));
    if (!g.good) facts.append(make('span', 'last push failed ' + ago(g.failed)));
    a.append(facts);
    const d = make('details');
    d.open = open.has(g.labels);
    d.addEventListener('toggle', () => d.open ? open.add(g.labels) : open.delete(g.labels));
    d.append(make('summary', g.families.length + (g.families.length === 1 ? ' metric' : ' metrics')));
    const ul = make('ul');
    for (const f of g.families) {
      const one = g.detail[f];
      ul.append(make('li', f + ' (' + one.type.toLowerCase() + ', ' + one.metrics.length + ' series)'));
    }
    d.append(ul);
    a.append(d);
    return a;
  });
  $('groups').replaceChildren(...out);
  $('shown').textContent = list.length > 500 ? 'the first 500 of ' + list.length + ' groups'
      : list.length + (list.length === 1 ? ' group' : ' groups');
};
const load = async () => {
  try {
    const answers = await Promise.all(['api/v1/status', 'api/v1/metrics'].map(u => fetch(u, { cache: 'no-store' })));
    if (answers.some(a => !a.ok)) throw new Error('the proxy answered ' + answers.map(a => a.status).join(', '));
    const [status, metrics] = await Promise.all(answers.map(a => a.json()));
    const p = status.data.proxy;
    $('version').textContent = status.data.build_information.version;
    $('started').textContent = new Date(status.data.start_time).toLocaleString();
    $('counts').textContent = p.groups + ' groups, ' + p.series + ' series, ' + p.leases + ' leases';
    groups = metrics.data.map(read).sort((a, b) => a.labels < b.labels ? -1 : 1);
    $('state').textContent = 'live, as of ' + new Date().toLocaleTimeString();
    $('state').className = '';
    show();
  } catch (error) {
    $('state').textContent = 'not up to date: ' + error.message;
    $('state').className = 'bad';
  }
  setTimeout(load, document.hidden ? 15000 : 2000);
};
$('filter').addEventListener('input', show);
load();
)js";

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
        "<title>Gatepost</title>\n<style>";
    out += kStyle;
    out +=
        "</style>\n</head>\n<body>\n"
        "<header>\n<h1>Gatepost <span id=\"version\"></span></h1>\n"
        "<p id=\"state\" role=\"status\" aria-live=\"polite\">loading</p>\n"
        "<p><span id=\"counts\"></span>, up since <span id=\"started\"></span></p>\n</header>\n"
        "<main>\n<label for=\"filter\">Groups and metrics that contain</label>\n"
        "<input id=\"filter\" type=\"search\" autocomplete=\"off\">\n"
        "<p id=\"shown\"></p>\n<div id=\"groups\"></div>\n</main>\n"
        "<noscript>This page needs its script; /metrics has the same without.</noscript>\n"
        "<script>";
    out += kScript;
    out += "</script>\n</body>\n</html>\n";
    return out;
}

}  // namespace

http::Answer statusPage() {
    static const std::string kPage = page();
    static const std::string kPolicy = "default-src 'none'; connect-src 'self'; style-src " +
                                       hashOf(kStyle) + "; script-src " + hashOf(kScript) +
                                       "; base-uri 'none'; form-action 'none'; "
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
