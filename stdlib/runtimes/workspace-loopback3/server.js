'use strict';
// Boots the project that is mounted at PROJECT_DIR; nothing is generated or written at start.
const app = require('loopback')();
const project = process.env.PROJECT_DIR || `${__dirname}/project`;
require('./lifecycle')(app);
require('loopback-boot')(app, require('./layout')(app, project), (error) => app.emit('project', error));
