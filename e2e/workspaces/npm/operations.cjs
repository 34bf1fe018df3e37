'use strict';

// Boots the project of PROJECT_DIR as the image in the working folder does, and says what operations LoopBack lists: the Swagger
// document that its explorer would show.
const fromImage = require('node:module').createRequire(`${process.cwd()}/server.js`);
const { generateSwaggerSpec } = require('loopback-swagger');

const app = fromImage('loopback')();
fromImage('loopback-boot')(app, fromImage('./layout')(app, process.env.PROJECT_DIR), (error) => {
  if (error) throw error;
  process.stdout.write(JSON.stringify(generateSwaggerSpec(app, {})), () => process.exit(0));
});
