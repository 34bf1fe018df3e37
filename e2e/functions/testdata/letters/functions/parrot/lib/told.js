'use strict';

exports.told = (req) => ({
  method: req.method, path: req.path, query: req.query, body: req.body,
  bytes: req.rawBody && req.rawBody.length, type: req.get('content-type'), host: req.hostname,
});
