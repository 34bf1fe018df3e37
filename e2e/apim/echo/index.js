'use strict';

// Stands in for a function's own code: it tells what reached it, as services do.
const lists = (headers) => Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [].concat(value)]));

exports.handler = (req, res) => {
  res.set('Access-Control-Allow-Origin', process.env.SERVICES_ORIGIN);
  res.json({ host: req.headers.host, method: req.method, url: req.originalUrl, header: lists(req.headers), body: req.rawBody ? String(req.rawBody) : '' });
};
