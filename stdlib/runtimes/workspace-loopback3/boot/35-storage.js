'use strict';

const WHOLE_STORE = ['getContainers', 'createContainer', 'destroyContainer'];

// A storage data source names one bucket, which is all that its models reach: the methods over the
// whole store leave REST, and any other container is not found.
module.exports = (app) => {
  for (const model of app.models()) {
    const settings = model.dataSource && model.dataSource.settings;
    if (!settings || settings.connector !== 'loopback-component-storage' || !settings.bucket) continue;
    for (const name of WHOLE_STORE) model.disableRemoteMethodByName(name);
    model.beforeRemote('**', (context, unused, next) => {
      if (context.req.params.container === undefined || context.req.params.container === settings.bucket) return next();
      const error = new Error(`no container ${context.req.params.container}`);
      error.statusCode = 404;
      next(error);
    });
  }
};
