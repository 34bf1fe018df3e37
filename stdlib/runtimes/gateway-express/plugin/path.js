'use strict';

const pattern = require('./pattern');

// onward returns the path with which a request goes on: stripPath removes everything before the first parameter or wildcard
// of the route (the whole path where it has none), and rewrite stands before what is left; the query stays.
function onward(params, req) {
  return rewritten(params, req) + queryOf(req.url);
}

function rewritten(params, req) {
  const path = req.url.split('?', 1)[0];
  const left = params.stripPath ? pattern.stripped(req.espc.route.pattern, path) : path;
  if (!params.rewrite) return left || '/';
  return join(params.rewrite, left);
}

function join(prefix, path) {
  return prefix.replace(/\/+$/, '') + path || '/';
}

function queryOf(url) {
  const at = url.indexOf('?');
  return at === -1 ? '' : url.slice(at);
}

module.exports = { onward, join };
