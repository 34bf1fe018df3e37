'use strict';

// Runs a mapping template of API Gateway: its input is {template, header}, its output the headers of the answer that the template
// overrides. `node index.js MODULES`
const { createRequire } = require('node:module');
const path = require('node:path');

const { render } = createRequire(path.join(path.resolve(process.argv[2]), 'x.js'))('velocityjs');

let text = '';
process.stdin.on('data', (chunk) => { text += chunk; });
process.stdin.on('end', () => {
  const { template, header } = JSON.parse(text);
  const override = { header: {} };
  const read = { get: (name) => header[name] };
  render(template, { input: { params: () => ({ header: read }) }, context: { responseOverride: override } });
  process.stdout.write(JSON.stringify(override.header));
});
