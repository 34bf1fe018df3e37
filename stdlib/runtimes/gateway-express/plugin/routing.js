'use strict';

const pattern = require('./pattern');

const METHODS = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'];
const ENTER = 'espc-enter';

// table lists every (host, path) of apiEndpoints, the most specific first: the host decides (a name, then `*.`
// of the longer name, then `*`), then the path by the first segment that differs.
function table(gatewayConfig) {
  const routes = [];
  Object.entries(gatewayConfig.apiEndpoints || {}).forEach(([name, value], index) => {
    for (const endpoint of [].concat(value)) {
      if (endpoint.pathRegex || endpoint.hostRegex) {
        throw new Error(`api endpoint ${name}: pathRegex and hostRegex are not supported`);
      }
      const paths = [].concat(endpoint.paths || endpoint.path || ['/*']);
      for (const path of paths) {
        routes.push({
          name,
          index,
          host: (endpoint.host || '*').toLowerCase(),
          pattern: pattern.parse(path === '*' ? '/*' : path),
          methods: methodsOf(endpoint.methods),
          cors: hasCors(gatewayConfig, name),
        });
      }
    }
  });
  return routes.sort((a, b) => compareHosts(a.host, b.host) || pattern.compare(a.pattern, b.pattern));
}

// mount puts every endpoint at a path of its own and a first step into every pipeline, so that Express Gateway
// runs the pipeline of the route that the entry chose and no other.
function mount(gatewayConfig, routes) {
  for (const { name, index } of routes) {
    const [first] = [].concat(gatewayConfig.apiEndpoints[name]);
    gatewayConfig.apiEndpoints[name] = { scopes: first.scopes, paths: [internalPath(index)] };
  }
  for (const pipeline of Object.values(gatewayConfig.pipelines || {})) {
    pipeline.policies = [{ [ENTER]: null }].concat(pipeline.policies || []);
  }
  gatewayConfig.policies = (gatewayConfig.policies || []).concat(ENTER);
}

// find returns {route} for what is routed, {allow} for a path that exists with other methods, or {}.
function find(routes, host, path, method) {
  const allow = new Set();
  for (const route of routes) {
    if (!hostMatches(route.host, host) || !pattern.matches(route.pattern, path)) continue;
    if (route.methods.includes(method)) return { route };
    route.methods.forEach((name) => allow.add(name));
  }
  return allow.size > 0 ? { allow: [...allow].sort() } : {};
}

function internalPath(index) {
  return `/${index}`;
}

function methodsOf(value) {
  if (!value || value === '*') return METHODS;
  const list = Array.isArray(value) ? value : value.split(',');
  return list.map((method) => method.trim().toUpperCase());
}

function hasCors(gatewayConfig, name) {
  return Object.values(gatewayConfig.pipelines || {}).some((pipeline) =>
    [].concat(pipeline.apiEndpoints || pipeline.apiEndpoint).includes(name) &&
    (pipeline.policies || []).some((policy) => 'cors' in policy));
}

function hostMatches(wanted, host) {
  if (wanted === '*') return true;
  if (wanted.startsWith('*.')) return host.length > wanted.length - 1 && host.endsWith(wanted.slice(1));
  return wanted === host;
}

function compareHosts(a, b) {
  const rank = (host) => (host === '*' ? 2 : host.startsWith('*.') ? 1 : 0);
  return rank(a) - rank(b) || b.length - a.length || (a < b ? -1 : a > b ? 1 : 0);
}

module.exports = { table, mount, find, internalPath, ENTER };
