'use strict';

// plan holds for a consumer whose record names that plan.
const plan = {
  name: 'plan',
  schema: {
    $id: 'http://express-gateway.io/schemas/conditions/espc-plan.json',
    type: 'object',
    properties: { plan: { type: 'string', description: 'Name of the plan that the consumer must have' } },
    required: ['plan'],
  },
  handler: (config) => (req) => Boolean(req.user) && req.user.plan === config.plan,
};

module.exports = { plan };
