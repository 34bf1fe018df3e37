'use strict';

const entry = require('./entry');
const routing = require('./routing');
const websocket = require('./websocket');

let initialised = false;

module.exports = {
  version: '1.3.0',
  schema: {
    $id: 'http://express-gateway.io/plugins/espc.json',
    type: 'object',
    properties: {
      trustedHops: {
        type: 'integer',
        minimum: 0,
        default: 0,
        description: 'How many proxies in front of the gateway are believed about the client (X-Forwarded-For)',
      },
      allowFrom: {
        type: 'array',
        items: { type: 'string' },
        description: 'CIDR ranges of clients; anybody else is answered 403',
      },
    },
  },
  // ready says whether init ran to its end.
  ready: () => initialised,
  init(context) {
    const { gatewayConfig } = context.config;
    const table = routing.table(gatewayConfig);
    context.registerGatewayRoute(entry.middleware(table, context.settings));
    for (const policy of policies(context)) context.registerPolicy(policy);
    context.registerCondition(require('./conditions').plan);
    routing.mount(gatewayConfig, table);
    websocket.listen(context);
    initialised = true;
  },
};

// policies are registered before Express Gateway loads its own, so those of the same name replace them.
function policies(context) {
  return [
    entry.policy,
    require('./policies/authorizer')(context),
    require('./policies/basic-auth')(context),
    require('./policies/jwt')(context),
    require('./policies/lambda')(context),
    require('./policies/proxy')(context),
    require('./policies/quota')(context),
    require('./policies/rate-limit')(context),
    require('./policies/request-transformer')(context),
    require('./policies/response-transformer')(context),
  ];
}
