'use strict';

const DEFAULT_TIMEOUT_MS = 5000;
const HOP_BY_HOP = ['connection', 'content-length', 'content-type', 'expect', 'host', 'keep-alive', 'te',
  'trailer', 'transfer-encoding', 'upgrade'];

// authorizer asks a service about each request: it gets the request's method in X-Forwarded-Method, its path and query as
// its own, and its headers, without the body. 2xx lets the request go on, `eg-consumer-id` in the answer names
// the consumer, and `eg-scopes` (separated by spaces) is what the endpoint's scopes are checked against. 4xx is
// handed to the client; all else, no answer included, is 403 (closed when in doubt).
module.exports = ({ config }) => ({
  name: 'authorizer',
  schema: {
    $id: 'http://express-gateway.io/schemas/policies/espc-authorizer.json',
    type: 'object',
    properties: {
      serviceEndpoint: { type: 'string' },
      timeout: { type: 'integer', minimum: 1, default: DEFAULT_TIMEOUT_MS, description: 'In ms' },
    },
    required: ['serviceEndpoint'],
  },
  policy: (params) => {
    const endpoint = config.gatewayConfig.serviceEndpoints[params.serviceEndpoint];
    if (!endpoint || !endpoint.url) throw new Error(`authorizer: ${params.serviceEndpoint} has no url`);
    const base = endpoint.url.replace(/\/+$/, '');
    return async (req, res, next) => {
      let answer;
      try {
        answer = await ask(base, req, params.timeout);
      } catch {
        return res.sendStatus(403);
      }
      if (!answer.ok) {
        const challenge = answer.headers.get('www-authenticate');
        if (challenge) res.set('WWW-Authenticate', challenge);
        return res.sendStatus(answer.status >= 400 && answer.status < 500 ? answer.status : 403);
      }
      const granted = (answer.headers.get('eg-scopes') || '').split(' ');
      const needed = req.egContext.apiEndpoint.scopes || [];
      if (!needed.every((scope) => granted.includes(scope))) return res.sendStatus(403);
      const id = answer.headers.get('eg-consumer-id');
      req.user = { id: id || undefined };
      if (id) req.headers['eg-consumer-id'] = id;
      next();
    };
  },
});

async function ask(base, req, timeout) {
  const headers = new Headers();
  for (const [name, value] of Object.entries(req.headers)) {
    if (!HOP_BY_HOP.includes(name)) headers.set(name, String(value));
  }
  headers.set('x-forwarded-method', req.method);
  headers.set('x-forwarded-host', req.headers.host || '');
  const answer = await fetch(base + req.url, {
    method: 'GET', headers, redirect: 'manual', signal: AbortSignal.timeout(timeout),
  });
  await answer.arrayBuffer();
  return answer;
}
