'use strict';

// Boots Express Gateway from the two files in CONFIG_DIR; the models of its identity store are those of the package.
const path = require('node:path');
const Config = require('express-gateway/lib/config/config');

const config = process.env.CONFIG_DIR || path.join(__dirname, 'config');
process.env.EG_CONFIG_DIR = path.dirname(require.resolve('express-gateway/lib/config/system.config.yml'));
process.env.EG_DISABLE_CONFIG_WATCH = 'true'; // a changed config rolls the pods
Config.prototype.systemConfigPath = path.join(config, 'system.config.yml');
Config.prototype.gatewayConfigPath = path.join(config, 'gateway.config.yml');

require('express-gateway')().run().then(([servers, admin]) => {
  // Express Gateway only logs a plugin that does not load, and would go on without its checks.
  if (!require('express-gateway-plugin-espc').ready()) throw new Error('the plugin espc is not loaded');
  require('./lifecycle')([servers.app, servers.httpsApp, admin].filter(Boolean));
}).catch((error) => {
  console.error('the gateway does not start:', error);
  process.exit(1);
});
