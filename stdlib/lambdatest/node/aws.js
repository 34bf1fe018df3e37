'use strict';

// A fake of two calls of AWS, which the real SDK makes over HTTP: PutEvents records its entries, Invoke runs `invoked`.
const http = require('node:http');

exports.aws = async function aws(invoked) {
  const entries = [];
  const fake = { entries, refuse: undefined };
  const server = http.createServer(async (req, res) => {
    let body = '';
    for await (const chunk of req) body += chunk;
    const say = (value, headers) => { res.writeHead(200, { 'content-type': 'application/json', ...headers }); res.end(JSON.stringify(value)); };
    const invocation = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(req.url);
    if (invocation) {
      try {
        say(await invoked(decodeURIComponent(invocation[1]), JSON.parse(body)));
      } catch (error) {
        say({ errorType: 'Error', errorMessage: error.message }, { 'x-amz-function-error': 'Unhandled' });
      }
    } else {
      const { Entries } = JSON.parse(body);
      entries.push(...Entries);
      say({ FailedEntryCount: fake.refuse ? 1 : 0, Entries: Entries.map(() => fake.refuse ?? { EventId: `e${entries.length}` }) });
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  fake.url = `http://127.0.0.1:${server.address().port}`;
  fake.env = { AWS_ENDPOINT_URL: fake.url, AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_EC2_METADATA_DISABLED: 'true' };
  fake.stop = () => { server.closeAllConnections(); server.close(); };
  return fake;
};

// delivered is the event that EventBridge makes of an entry.
exports.delivered = ({ Source, DetailType, Detail, Time }, id) => ({
  version: '0', id, 'detail-type': DetailType, source: Source, account: '123456789012', region: 'eu-west-1', resources: [],
  time: new Date(Math.floor(Time) * 1000).toISOString().replace('.000Z', 'Z'), detail: JSON.parse(Detail),
});
