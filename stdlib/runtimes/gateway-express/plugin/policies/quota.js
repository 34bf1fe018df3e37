'use strict';

const limits = require('../limits');
const values = require('../values');

const DAY = 86400000;

// quota allows max requests in a calendar day, week (from Monday) or month, in UTC.
module.exports = (context) => {
  const take = limits(context);
  return {
    name: 'quota',
    schema: {
      $id: 'http://express-gateway.io/schemas/policies/espc-quota.json',
      type: 'object',
      properties: {
        quotaBy: { type: 'string', description: 'Template of the key that requests are counted by' },
        max: { type: 'integer', minimum: 1 },
        period: { type: 'string', enum: ['day', 'week', 'month'] },
      },
      required: ['quotaBy', 'max', 'period'],
    },
    policy: (params) => {
      const keyOf = values.template(params.quotaBy);
      return async (req, res, next) => {
        const { start, end } = period(params.period, new Date());
        const key = `quota:${params.period}:${start}:${keyOf(req.egContext)}`;
        const { allowed } = await take('count', key, { max: params.max, until: end });
        if (allowed) return next();
        res.setHeader('Retry-After', Math.max(1, Math.ceil((end - Date.now()) / 1000)));
        res.status(429).send(`The quota of this ${params.period} is used up.`);
      };
    },
  };
};

function period(name, now) {
  const year = now.getUTCFullYear();
  const month = now.getUTCMonth();
  if (name === 'month') return { start: Date.UTC(year, month, 1), end: Date.UTC(year, month + 1, 1) };
  const today = Date.UTC(year, month, now.getUTCDate());
  if (name === 'day') return { start: today, end: today + DAY };
  const monday = today - ((now.getUTCDay() + 6) % 7) * DAY;
  return { start: monday, end: monday + 7 * DAY };
}

module.exports.period = period;
