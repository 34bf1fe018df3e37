'use strict';

const http = require('node:http');

// listen lets handshakes of websockets through the same routes and policies as requests, as soon as one proxy
// step allows them; Express Gateway itself knows none. Other upgrades (h2c) are served as HTTP/1.1.
function listen({ config, eventBus }) {
  if (!allowed(config.gatewayConfig)) return;
  for (const event of ['http-ready', 'https-ready']) {
    eventBus.on(event, ({ httpServer }) => attach(httpServer));
  }
}

function allowed({ pipelines }) {
  return Object.values(pipelines || {}).some((pipeline) =>
    pipeline.policies.some((policy) => 'proxy' in policy &&
      [].concat(policy.proxy).some((step) => step && step.action && step.action.websocket === true)));
}

function attach(server) {
  server.shouldUpgradeCallback = (req) => /^websocket$/i.test(req.headers.upgrade || '');
  server.on('upgrade', (req, socket, head) => {
    const res = new http.ServerResponse(req);
    res.shouldKeepAlive = false;
    res.assignSocket(socket);
    res.on('finish', () => socket.end());
    socket.on('error', () => socket.destroy());
    req.espcUpgrade = { socket, head };
    server.emit('request', req, res);
  });
}

module.exports = { listen };
