'use strict';

const aws = require('../aws');
const forward = require('../forward');
const { answerOf, eventOf, TooLarge } = require('../invocation');
const path = require('../path');
const pattern = require('../pattern');
const logger = require('express-gateway/lib/logger').policy;

// lambda invokes a function on AWS in place of a service endpoint, by the role of the gateway's pods. stripPath, rewrite and
// proxyTimeout are those of proxy. An answer that does not come in time is 504, a function that fails 502, one that has too
// many calls 503, a request that is too large for an event 413.
module.exports = () => ({
  name: 'lambda',
  schema: {
    $id: 'http://express-gateway.io/schemas/policies/espc-lambda.json',
    type: 'object',
    properties: {
      function: { type: 'string', pattern: '^arn:aws[a-z-]*:lambda:', description: "The function's ARN" },
      stripPath: { type: 'boolean', default: false },
      rewrite: { type: 'string', pattern: '^/', description: 'A path that is put before what is left' },
      proxyTimeout: { type: 'integer', minimum: 1, description: 'In ms, until the answer' },
    },
    required: ['function'],
  },
  policy: (params) => async (req, res) => {
    const ended = new AbortController();
    const late = params.proxyTimeout && setTimeout(() => ended.abort(new DOMException('no answer in time', 'TimeoutError')), params.proxyTimeout);
    res.once('close', () => ended.abort());
    try {
      const event = await eventOf(req, path.onward(params, req), pattern.parameters(req.espc.route.pattern, req.espc.url));
      const { payload, failed } = await aws.invoke(params.function, event, { signal: ended.signal, tries: 1 });
      if (failed) return refuse(timedOut(payload) ? 504 : 502, payload?.errorType ?? failed);
      answer(answerOf(payload));
    } catch (error) {
      refuse(statusOf(error, ended.signal), error.cause?.message ?? error.message);
    } finally {
      clearTimeout(late);
    }

    function answer({ status, headers, body }) {
      if (res.destroyed || res.writableEnded) return;
      const empty = req.method === 'HEAD' || status === 204 || status === 304;
      forward.setHeaders(req, res, headers.filter(([name]) => empty || name !== 'content-length'));
      if (!empty) res.setHeader('content-length', body.length);
      res.writeHead(status);
      res.end(empty ? undefined : body);
    }

    function refuse(status, reason) {
      if (res.destroyed || res.writableEnded) return;
      logger.warn(`${req.method} ${params.function}: ${reason}`);
      if (res.headersSent) res.destroy();
      else res.sendStatus(status);
    }
  },
});

function timedOut(payload) {
  return /timed out/i.test(payload?.errorMessage ?? '');
}

function statusOf(error, signal) {
  if (error instanceof TooLarge) return 413;
  if (signal.reason?.name === 'TimeoutError') return 504;
  return error.status === 429 ? 503 : 502;
}
