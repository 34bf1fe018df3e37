'use strict';

// The data sources that workspace.json lists under `autoupdate` get their tables, columns and indexes brought
// up to the models before the first request; nothing is dropped or emptied (never automigrate). One that
// cannot be reached ends the process: its tables may not fit the models.
module.exports = async (app) => {
  for (const name of app.get('workspace').autoupdate || []) {
    const source = app.dataSources[name];
    if (!source) throw new Error(`workspace.json: autoupdate names ${name}, which datasources.json does not have`);
    if (typeof source.connector.autoupdate !== 'function') continue;
    await connected(source);
    await source.autoupdate();
    console.log(`autoupdate of ${name} is done`);
  }
};

// connected waits for the connection. Without one autoupdate would wait for ever; and connect() does not answer
// while the data source's own first attempt is under way.
function connected(source) {
  if (source.connected) return undefined;
  if (!source.connecting) return source.connect();
  return new Promise((resolve, reject) => {
    source.once('connected', resolve);
    source.once('error', reject);
  });
}
