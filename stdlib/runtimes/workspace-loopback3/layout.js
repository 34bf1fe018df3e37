'use strict';

const fs = require('node:fs');

// layout says where loopback-boot finds what: data sources and models in the project, the
// rest (REST root, middleware, boot scripts) in the image. workspace.json, which the project may leave out,
// holds what LoopBack has no file for; the boot scripts find it as app.get('workspace').
module.exports = (app, project) => {
  const extra = `${project}/workspace.json`;
  app.set('workspace', fs.existsSync(extra) ? JSON.parse(fs.readFileSync(extra, 'utf8')) : {});
  return {
    appRootDir: __dirname,
    appConfigRootDir: __dirname,
    middlewareRootDir: __dirname,
    dsRootDir: project,
    modelsRootDir: project,
    componentRootDir: project,
    modelSources: [`${project}/common/models`],
    mixinSources: [],
    bootDirs: [`${__dirname}/boot`],
  };
};
