'use strict';

// A fake of two calls of AWS: PutEvents records its entries, Invoke runs `invoked`. A request without a right signature is
// refused.
const http = require('node:http');
const { wrong } = require('./signature');

const keys = { id: 'AKIDEXAMPLE', secret: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY', region: 'eu-west-1' };

// aws starts a fake. busy are statuses that it answers first, in turn, before it does anything; agent hands out the keys
// with a session's token, as EKS Pod Identity does, to who knows the token of the service account.
exports.aws = async function aws(invoked) {
  const entries = [];
  const fake = { entries, refuse: undefined, busy: [], calls: 0, asked: 0 };
  const server = http.createServer(async (req, res) => {
    const chunks = [];
    for await (const chunk of req) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    if (req.url === '/v1/credentials') return agent(fake, req, res);
    fake.calls++;
    const service = req.headers['x-amz-target'] ? 'events' : 'lambda';
    const token = fake.token;
    const why = wrong(req, body, { ...keys, token, service });
    if (why) return refused(res, 403, 'InvalidSignatureException', why);
    const status = fake.busy.shift();
    if (status) return refused(res, status, status === 429 ? 'TooManyRequestsException' : 'ServiceException', 'not now');
    const say = (value, headers) => { res.writeHead(200, { 'content-type': 'application/json', ...headers }); res.end(JSON.stringify(value)); };
    const invocation = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(req.url);
    if (invocation) {
      try {
        say(await invoked(decodeURIComponent(invocation[1]), JSON.parse(body)));
      } catch (error) {
        if (error.status) return refused(res, error.status, error.code, error.message);
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
  fake.env = { AWS_ENDPOINT_URL: fake.url, AWS_REGION: keys.region, AWS_ACCESS_KEY_ID: keys.id, AWS_SECRET_ACCESS_KEY: keys.secret };
  // pod is the environment of a pod with EKS Pod Identity, whose service account's token is in a file.
  fake.pod = (file) => {
    fake.token = 'the/session+token==';
    return { AWS_ENDPOINT_URL: fake.url, AWS_REGION: keys.region, AWS_CONTAINER_CREDENTIALS_FULL_URI: `${fake.url}/v1/credentials`, AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: file };
  };
  fake.stop = () => { server.closeAllConnections(); server.close(); };
  return fake;
};

// serviceAccountToken is what the agent asks for.
exports.serviceAccountToken = 'service-account-token';

function agent(fake, req, res) {
  fake.asked++;
  if (req.headers.authorization !== exports.serviceAccountToken) return res.writeHead(401).end('who are you?');
  res.writeHead(200, { 'content-type': 'application/json' });
  return res.end(JSON.stringify({ AccessKeyId: keys.id, SecretAccessKey: keys.secret, Token: fake.token, Expiration: new Date(Date.now() + (fake.lifetime ?? 21600000)).toISOString() }));
}

function refused(res, status, type, message) {
  res.writeHead(status, { 'content-type': 'application/json', 'x-amzn-errortype': `${type}:http://internal.amazon.com/` });
  res.end(JSON.stringify({ message }));
}

// delivered is the event that EventBridge makes of an entry.
exports.delivered = ({ Source, DetailType, Detail, Time }, id) => ({
  version: '0', id, 'detail-type': DetailType, source: Source, account: '123456789012', region: 'eu-west-1', resources: [],
  time: new Date(Math.floor(Time) * 1000).toISOString().replace('.000Z', 'Z'), detail: JSON.parse(Detail),
});
