'use strict';

const forward = require('../forward');
const path = require('../path');
const targets = require('../targets');

// proxy sends the request to a service endpoint, or to one of several by weight. stripPath removes everything before the
// first parameter or wildcard of the route (the whole path where it has none), rewrite stands before what is left, and a
// path in the endpoint's URL before that. proxyTimeout is the time, in ms, until the answer's headers: 504 after it.
module.exports = ({ config }) => ({
  name: 'proxy',
  schema: {
    $id: 'http://express-gateway.io/schemas/policies/proxy.json',
    type: 'object',
    properties: {
      serviceEndpoint: { type: 'string', description: 'The service endpoint that requests go to' },
      split: {
        type: 'array',
        minItems: 1,
        items: {
          type: 'object',
          properties: { serviceEndpoint: { type: 'string' }, weight: { type: 'integer', minimum: 0 } },
          required: ['serviceEndpoint', 'weight'],
        },
        description: 'Service endpoints that share the requests by weight',
      },
      stripPath: { type: 'boolean', default: false },
      rewrite: { type: 'string', pattern: '^/', description: 'A path that is put before what is left' },
      proxyTimeout: { type: 'integer', minimum: 1, description: 'In ms, until the first byte of the answer' },
      websocket: { type: 'boolean', default: false },
    },
    oneOf: [{ required: ['serviceEndpoint'] }, { required: ['split'] }],
  },
  policy: (params) => {
    const split = params.split || [{ serviceEndpoint: params.serviceEndpoint, weight: 1 }];
    const next = targets.balancer(split, config.gatewayConfig.serviceEndpoints || {});
    return (req, res) => {
      const target = next();
      forward(req, res, target, path.join(target.path, path.onward(params, req)), params);
    };
  },
});
