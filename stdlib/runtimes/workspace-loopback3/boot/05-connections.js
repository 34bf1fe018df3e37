'use strict';

// A data store that is away is tried again at the next request that needs it. Without a listener the
// first failure would end the process, and with it every model whose store is well.
module.exports = (app) => {
  for (const source of new Set(Object.values(app.dataSources))) {
    source.on('error', (error) => console.error(`data source ${source.name}: ${error.message}`));
  }
};
