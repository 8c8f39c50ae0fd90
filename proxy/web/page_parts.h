// SPDX-License-Identifier: Apache-2.0
// The status page's style, body and script. Whatever comes from pushes is set as text, never as
// markup. Private to web/.
#pragma once

#include <string_view>

namespace gatepost::proxy {

inline constexpr std::string_view kPageStyle = R"css(
:root { color-scheme: light dark; font: 16px/1.4 system-ui, sans-serif;
  --line: #8886; --soft: #595959; --bad: #b00020; --warn: #8a5300; --good: #1b6e2c; --tile: #8881; }
@media (prefers-color-scheme: dark) {
  :root { --soft: #b0b0b0; --bad: #ff8a94; --warn: #f0b860; --good: #7fd492; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 72rem; padding: 1rem; overflow-wrap: anywhere; }
h1 { font-size: 1.4rem; margin: 0; }
h2 { font-size: 1.05rem; margin: 1.6rem 0 .4rem; }
p { margin: .2rem 0; }
header { display: flex; flex-wrap: wrap; justify-content: space-between; gap: .2rem 1rem;
  align-items: baseline; margin-bottom: .8rem; }
.soft { color: var(--soft); font-size: .9rem; font-weight: normal; }
.bad { color: var(--bad); font-weight: 600; }
.tiles { display: grid; gap: .6rem; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); }
.tile { background: var(--tile); border-radius: .5rem; padding: .5rem .8rem; min-width: 0; }
.tile b { display: block; font-size: 1.35rem; font-variant-numeric: tabular-nums; }
.tile.alarm { outline: 2px solid var(--bad); }
.wide { grid-column: 1 / -1; }
input { font: inherit; padding: .4rem .6rem; width: 100%; margin: .4rem 0 .2rem; }
article { border: 1px solid var(--line); border-radius: .5rem; padding: .5rem .8rem; margin: .5rem 0; }
article.failed { border: 2px solid var(--bad); }
.labels { font-weight: 600; }
.facts { display: flex; flex-wrap: wrap; gap: .1rem 1rem; color: var(--soft); font-size: .9rem; }
.verdict { font-weight: 600; }
.rejected, .forbidden, .none { color: var(--bad); }
.accepted { color: var(--warn); }
.superseded { color: var(--soft); }
pre { margin: .3rem 0 0; font-size: .85rem; white-space: pre-wrap; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: .25rem 0 .25rem .8rem; border-bottom: 1px solid var(--line); }
th:first-child, td:first-child { text-align: left; padding-left: 0; }
th { white-space: nowrap; font-weight: 600; font-size: .9rem; color: var(--soft); }
details ul { margin: .3rem 0; padding-left: 1.2rem; }
summary { cursor: pointer; padding: .3rem 0; }
@media (max-width: 30rem) {
  body { padding: .7rem; } .tiles { grid-template-columns: 1fr 1fr; } .tile { padding: .4rem .6rem; }
  .tile:first-child { grid-column: 1 / -1; } }
)css";

inline constexpr std::string_view kPageBody = R"html(<header>
<h1>Gatepost <span id="version" class="soft"></span></h1>
<p id="state" role="status" class="soft">loading</p>
</header>
<main>
<div id="tiles" class="tiles"></div>
<h2>Latest refusals and warnings</h2>
<div id="recent"></div>
<section id="who" hidden>
<h2>Who pushes</h2>
<table><thead><tr><th scope="col">User</th><th scope="col">Groups</th><th scope="col">Series</th>
<th scope="col">Last push</th></tr></thead><tbody id="users"></tbody></table>
</section>
<h2>Groups</h2>
<label for="filter" class="soft">that contain, in a label or a metric's name</label>
<input id="filter" type="search" autocomplete="off">
<p id="shown" class="soft"></p>
<div id="groups"></div>
</main>
<noscript>This page needs its script; /metrics has the same without.</noscript>
)html";

inline constexpr std::string_view kPageScript = R"js(
'use strict';
const $ = id => document.getElementById(id);
const open = new Set();
let groups = [], before = null;
const make = (tag, text, cls) => {
  const e = document.createElement(tag);
  if (text !== undefined) e.textContent = text;
  if (cls) e.className = cls;
  return e;
};
const many = (n, one) => n + ' ' + one + (n === 1 ? '' : 's');
const ago = seconds => {
  if (!(seconds > 0)) return 'never';
  const s = Math.max(0, Date.now() / 1000 - seconds);
  if (s < 90) return Math.round(s) + ' s ago';
  if (s < 5400) return Math.round(s / 60) + ' min ago';
  if (s < 129600) return Math.round(s / 3600) + ' h ago';
  return Math.round(s / 86400) + ' days ago';
};
const rate = perSecond => (perSecond < 10 ? Math.round(perSecond * 10) / 10 : Math.round(perSecond)) + '/s';
const value = family => Number(family && family.metrics && family.metrics[0] ? family.metrics[0].value : 0);
const read = g => {
  const families = Object.keys(g).filter(k => k !== 'labels' && k !== 'last_push_successful' &&
      k !== 'push_time_seconds' && k !== 'push_failure_time_seconds').sort();
  const labels = Object.entries(g.labels).sort((a, b) => (b[0] === 'job') - (a[0] === 'job') || (a[0] < b[0] ? -1 : 1))
      .map(([k, v]) => k + '="' + v + '"').join(' ');
  return { labels, families, user: String(g.labels.userid || ''), good: g.last_push_successful,
           series: families.reduce((n, f) => n + (g[f].metrics || []).length, 0),
           pushed: value(g.push_time_seconds), failed: value(g.push_failure_time_seconds), detail: g };
};
const tile = (name, number, more, alarm) => {
  const t = make('div', undefined, 'tile' + (alarm ? ' alarm' : ''));
  t.append(make('span', name, 'soft'), make('b', number), make('span', more, 'soft'));
  return t;
};
const showTiles = status => {
  const p = status.proxy, now = { at: Date.now() / 1000, ...p.totals };
  const since = before || { at: Date.parse(status.start_time) / 1000 };
  const per = name => rate((now[name] - (since[name] || 0)) / Math.max(now.at - since.at, 0.001));
  const upstream = tile(p.upstream.name, p.upstream.good ? 'good' : 'failing', p.upstream.good
      ? 'last stored ' + ago(p.upstream.stored_at / 1000)
      : ago(p.upstream.failed_at / 1000) + ': ' + p.upstream.failure, !p.upstream.good);
  upstream.classList.add('wide');
  $('tiles').replaceChildren(
      tile('Accepted', per('accepted'), now.accepted + ' since the start'),
      tile('Rejected', per('rejected'), now.rejected + ' since the start'),
      tile('Requests', per('requests'), many(p.connections, 'connection')),
      tile('Limited', per('limited'), now.limited + ' since the start'),
      tile('Held', many(p.groups, 'group'), p.series + ' series, ' + many(p.leases, 'lease')),
      upstream);
  if (!before || now.at - before.at > 1) before = now;
};
const showRecent = recent => {
  $('recent').replaceChildren(...(recent.length ? recent.slice(0, 20).map(r => {
    const a = make('article');
    const facts = make('div', undefined, 'facts');
    facts.append(make('span', r.verdict || 'not stored', 'verdict ' + (r.verdict || 'none')),
        make('span', String(r.status)), make('span', ago(r.at / 1000)));
    if (r.user) facts.append(make('span', r.user));
    a.append(facts, make('div', r.method + ' ' + r.path, 'labels'));
    if (r.error) a.append(make('p', r.error));
    const rest = r.problem_count - r.problems.length;
    if (r.problems.length) a.append(make('pre', r.problems.join('\n') + (rest > 0 ? '\nand ' + rest + ' more' : '')));
    return a;
  }) : [make('p', 'None since the start.', 'soft')]));
};
const showUsers = () => {
  const users = new Map();
  for (const g of groups) {
    const u = users.get(g.user) || { groups: 0, series: 0, pushed: 0 };
    users.set(g.user, { groups: u.groups + 1, series: u.series + g.series, pushed: Math.max(u.pushed, g.pushed) });
  }
  $('who').hidden = users.size < 2 && users.has('') || users.size === 0;
  $('users').replaceChildren(...[...users].sort((a, b) => b[1].pushed - a[1].pushed).slice(0, 50).map(([name, u]) => {
    const row = make('tr');
    row.append(make('td', name || 'without a user'), make('td', u.groups), make('td', u.series), make('td', ago(u.pushed)));
    return row;
  }));
};
const showGroups = () => {
  const wanted = $('filter').value.toLowerCase();
  const list = groups.filter(g => g.labels.toLowerCase().includes(wanted) ||
      g.families.some(f => f.toLowerCase().includes(wanted)));
  $('groups').replaceChildren(...list.slice(0, 500).map(g => {
    const a = make('article', undefined, g.good ? '' : 'failed');
    const facts = make('div', undefined, 'facts');
    facts.append(make('span', 'pushed ' + ago(g.pushed)), make('span', g.series + ' series'));
    if (!g.good) facts.append(make('span', 'last push failed ' + ago(g.failed), 'bad'));
    const d = make('details');
    d.open = open.has(g.labels);
    d.addEventListener('toggle', () => d.open ? open.add(g.labels) : open.delete(g.labels));
    const ul = make('ul');
    for (const f of g.families) {
      const one = g.detail[f];
      ul.append(make('li', f + ' (' + String(one.type).toLowerCase() + ', ' + (one.metrics || []).length + ' series)'));
    }
    d.append(make('summary', many(g.families.length, 'metric')), ul);
    a.append(make('div', g.labels, 'labels'), facts, d);
    return a;
  }));
  $('shown').textContent = list.length > 500 ? 'the first 500 of ' + list.length + ' groups' : many(list.length, 'group');
};
const load = async () => {
  const began = Date.now();
  try {
    const answers = await Promise.all(['api/v1/status', 'api/v1/metrics'].map(u => fetch(u, { cache: 'no-store' })));
    if (answers.some(a => !a.ok)) throw new Error('the proxy answered ' + answers.map(a => a.status).join(', '));
    const [status, metrics] = await Promise.all(answers.map(a => a.json()));
    $('version').textContent = status.data.build_information.version;
    groups = metrics.data.map(read).sort((a, b) => a.labels < b.labels ? -1 : 1);
    showTiles(status.data);
    showRecent(status.data.proxy.recent);
    showUsers();
    showGroups();
    $('state').textContent = 'live, as of ' + new Date().toLocaleTimeString() + '; up since ' +
        new Date(status.data.start_time).toLocaleString();
    $('state').className = 'soft';
  } catch (error) {
    $('state').textContent = 'not up to date: ' + error.message;
    $('state').className = 'bad';
  }
  // What takes long to make is asked for less often.
  setTimeout(load, Math.max(document.hidden ? 15000 : 2000, 10 * (Date.now() - began)));
};
$('filter').addEventListener('input', showGroups);
load();
)js";

}  // namespace gatepost::proxy
