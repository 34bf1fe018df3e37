'use strict';

// Starts functions-framework and adds what it leaves out: on SIGTERM open requests end before the process does,
// a call that takes longer than FUNCTION_TIMEOUT_SECONDS is answered 504, and of events those that match ESPC_FILTERS come through.
const http = require('node:http');
const path = require('node:path');
const { subscriptions } = require('./events');

// IDLE_MS is how often connections without a request are closed meanwhile; clients keep them open.
const IDLE_MS = 100;
const SIGNALS = ['SIGTERM', 'SIGINT'];
const TIMEOUT_MS = Number(process.env.FUNCTION_TIMEOUT_SECONDS || 0) * 1000;
// GRACE_MS bounds how long open requests may take after SIGTERM: as long as any call may, else less than the 30 s that a
// Kubernetes pod has by default, so that the process ends by itself.
const GRACE_MS = Math.max(25000, TIMEOUT_MS);
const filtered = process.env.ESPC_FILTERS && subscriptions(process.env.ESPC_FILTERS);
const TIMED_OUT = 'HTTP/1.1 504 Gateway Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n';

// The framework keeps its server to itself, so the first one that listens is taken to be it.
const listen = http.Server.prototype.listen;
http.Server.prototype.listen = function (...args) {
  http.Server.prototype.listen = listen;
  const own = SIGNALS.map((signal) => process.listeners(signal));
  this.once('listening', () => setImmediate(() => drain(this, own)));
  if (filtered) filter(this);
  if (TIMEOUT_MS > 0) this.prependListener('request', limit);
  return listen.apply(this, args);
};

// filter puts what takes the events of subscriptions before the framework.
function filter(server) {
  const listeners = server.listeners('request');
  server.removeAllListeners('request');
  server.on('request', filtered((req, res) => listeners.forEach((listener) => listener.call(server, req, res))));
}

// drain replaces the framework's handlers, which cut open requests off, and keeps the function's own.
function drain(server, own) {
  SIGNALS.forEach((signal, i) => {
    for (const listener of process.listeners(signal)) {
      if (!own[i].includes(listener)) process.removeListener(signal, listener);
    }
    process.on(signal, () => {
      setTimeout(() => process.exit(0), GRACE_MS).unref();
      server.close(() => process.exit(0));
      setInterval(() => server.closeIdleConnections(), IDLE_MS).unref();
    });
  });
  console.log(`function listens on ${server.address().port}`);
}

// limit answers past the response object: what the function does with that later must not throw.
function limit(req, res) {
  const timer = setTimeout(() => {
    const { socket } = req;
    if (!res.headersSent) socket.write(TIMED_OUT);
    socket.destroySoon();
  }, TIMEOUT_MS);
  res.once('close', () => clearTimeout(timer));
}

require(path.join(path.dirname(require.resolve('@google-cloud/functions-framework')), 'main.js'));
