// SPDX-License-Identifier: Apache-2.0
// push.js URL OPTIONS METHOD JOB: prom-client as an application uses it, with its default metrics;
// ends with 1 on a refusal.
const client = require('prom-client');

const [url, options, method, job] = process.argv.slice(2);
const registry = new client.Registry();
client.collectDefaultMetrics({ register: registry });
new client.Counter({ name: 'real_exports_total', help: 'Exports made.', registers: [registry] }).inc(2);
new client.Histogram({
  name: 'real_export_duration_seconds', help: 'How long.', buckets: [0.1, 1], registers: [registry],
}).observe(0.5);

new client.Pushgateway(url, JSON.parse(options), registry)[method]({ jobName: job }).then(
  ({ resp }) => { process.exitCode = resp.statusCode < 300 ? 0 : 1; },
  (error) => { console.error(error.message); process.exitCode = 1; },
);
