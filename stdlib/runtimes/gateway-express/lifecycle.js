'use strict';

// GRACE_MS bounds how long open requests may take after SIGTERM: SHUTDOWN_SECONDS, else less than the 30 s that a
// Kubernetes pod has by default, so that the process ends by itself.
const GRACE_MS = Number(process.env.SHUTDOWN_SECONDS || 25) * 1000;

// IDLE_MS is how often connections without a request are closed meanwhile; clients keep them open.
const IDLE_MS = 100;

// lifecycle finishes open requests on SIGTERM and SIGINT. A process that is PID 1 has no default handlers.
module.exports = (servers) => {
  const stop = () => {
    setTimeout(() => process.exit(0), GRACE_MS).unref();
    let open = servers.length;
    for (const server of servers) {
      server.close(() => --open === 0 && process.exit(0));
      setInterval(() => server.closeIdleConnections(), IDLE_MS).unref();
    }
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
};
