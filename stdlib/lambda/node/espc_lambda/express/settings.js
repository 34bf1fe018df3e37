'use strict';

// What functions-framework sets on its Express application, for code that asks req.app or res.app.
const SETTINGS = {
  env: 'production', etag: false, 'jsonp callback name': 'callback', 'query parser': 'simple', 'subdomain offset': 2, 'trust proxy': true,
  'x-powered-by': false,
};

module.exports = {
  locals: Object.create(null),
  settings: SETTINGS,
  mountpath: '/',
  get: (name) => SETTINGS[name],
  enabled: (name) => Boolean(SETTINGS[name]),
  disabled: (name) => !SETTINGS[name],
};
