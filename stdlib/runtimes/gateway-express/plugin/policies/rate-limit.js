'use strict';

const limits = require('../limits');
const values = require('../values');

// rate-limit takes what Express Gateway's takes, counts per endpoint unless rateLimitBy says otherwise, adds
// `burst`, and keeps two limits apart that happen to have the same key.
module.exports = (context) => {
  const take = limits(context);
  return {
    name: 'rate-limit',
    schema: {
      $id: 'http://express-gateway.io/schemas/policies/rate-limit.json',
      type: 'object',
      properties: {
        rateLimitBy: { type: 'string', description: 'Template of the key that requests are counted by' },
        windowMs: { type: 'integer', minimum: 1, default: 60000, description: 'The time, in ms, that max is for' },
        max: { type: 'integer', minimum: 1, default: 5, description: 'How many requests in windowMs go on for good' },
        burst: { type: 'integer', minimum: 1, description: 'How many come at once after a pause; max unless written' },
        message: { type: 'string', default: 'Too many requests, please try again later.' },
        statusCode: { type: 'integer', default: 429 },
      },
    },
    policy: (params) => {
      const rule = { interval: params.windowMs / params.max, burst: params.burst || params.max };
      const keyOf = values.template(params.rateLimitBy || 'endpoint:${apiEndpoint.apiEndpointName}');
      const suffix = `:${params.max}/${params.windowMs}/${rule.burst}`;
      return async (req, res, next) => {
        const { allowed, waitMs, remaining } = await take('take', keyOf(req.egContext) + suffix, rule);
        res.setHeader('X-RateLimit-Limit', rule.burst);
        res.setHeader('X-RateLimit-Remaining', remaining);
        if (allowed) return next();
        res.setHeader('Retry-After', Math.max(1, Math.ceil(waitMs / 1000)));
        res.status(params.statusCode).send(params.message);
      };
    },
  };
};
