'use strict';

// GRACE_MS bounds how long open requests may take after SIGTERM: SHUTDOWN_SECONDS, else less than the 30 s that a
// Kubernetes pod has by default, so that the process ends by itself.
const GRACE_MS = Number(process.env.SHUTDOWN_SECONDS || 25) * 1000;

// IDLE_MS is how often connections without a request are closed meanwhile; clients keep them open.
const IDLE_MS = 100;

// lifecycle listens on PORT once the project has booted, ends the process when it cannot, and
// finishes open requests on SIGTERM and SIGINT. A process that is PID 1 has no default handlers.
module.exports = (app) => {
  let server;
  app.start = () => {
    server = app.listen(Number(process.env.PORT || 8080), () => {
      console.log(`workspace listens on ${server.address().port}`);
      app.emit('listening', server);
    });
  };
  app.once('project', (error) => {
    if (error) {
      console.error('the project does not boot:', error);
      process.exit(1);
    }
    app.start();
  });
  // A boot that waits for nothing any more must not look like a success.
  const unfinished = () => {
    process.exitCode = 1;
    console.error('the project does not boot: nothing is left to wait for');
  };
  process.once('beforeExit', unfinished);
  const stop = () => {
    setTimeout(() => process.exit(0), GRACE_MS).unref();
    if (!server) process.exit(0);
    server.close(() => process.exit(0));
    setInterval(() => server.closeIdleConnections(), IDLE_MS).unref();
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
};
