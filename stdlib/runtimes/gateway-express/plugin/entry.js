'use strict';

const net = require('node:net');
const parseurl = require('node:url');
const pattern = require('./pattern');
const routing = require('./routing');

// Headers by which the gateway tells services who calls; a client's own are dropped.
const OWN_HEADERS = ['eg-consumer-id', 'eg-request-id'];

// middleware stands before everything else: it decides who may come in and which endpoint answers. A path
// that nothing matches is 404, one that exists with other methods is 405, and one that a service
// could read as another path (`..`, a backslash, a broken escape) is 400.
function middleware(table, settings) {
  const allowed = blockList(settings.allowFrom);
  return (app) => {
    app.set('trust proxy', settings.trustedHops || 0);
    app.use((req, res, next) => {
      if (allowed && !contains(allowed, req.ip)) return res.sendStatus(403);
      for (const name of OWN_HEADERS) delete req.headers[name];
      const path = decoded(pathOf(req.url));
      if (!path) return res.sendStatus(400);
      const host = hostOf(req.headers.host);
      const { route, allow } = choose(table, host, path, req);
      if (!route && !allow) return res.sendStatus(404);
      if (!route) return res.set('Allow', allow.join(', ')).sendStatus(405);
      req.espc = { route, url: req.url };
      req.url = routing.internalPath(route.index);
      next();
    });
  };
}

// A browser's preflight belongs to the endpoint of the method it asks for, where that has a cors policy.
function choose(table, host, path, req) {
  const asked = req.method === 'OPTIONS' && req.headers.origin && req.headers['access-control-request-method'];
  if (asked) {
    const target = routing.find(table, host, path, asked.toUpperCase());
    if (target.route && target.route.cors) return target;
  }
  return routing.find(table, host, path, req.method);
}

// policy is the first step of every pipeline: it gives the request its own URL back.
const policy = {
  name: routing.ENTER,
  schema: { $id: 'http://express-gateway.io/schemas/policies/espc-enter.json', type: 'object' },
  policy: () => (req, res, next) => {
    req.url = req.espc.url;
    next();
  },
};

function pathOf(url) {
  const path = url[0] === '/' ? url : parseurl.parse(url).path || '/';
  return path.split('?', 1)[0];
}

function decoded(path) {
  const { list, slash } = pattern.segments(path);
  try {
    const decodedList = list.map(decodeURIComponent);
    if (decodedList.some((part) => part === '.' || part === '..' || part.includes('\\'))) return null;
    if (decodedList.some((part) => part.split('/').some((piece) => piece === '..' || piece === '.'))) return null;
    return { list: decodedList, slash };
  } catch {
    return null;
  }
}

function hostOf(header) {
  return (header || '').replace(/:\d+$/, '').toLowerCase();
}

function blockList(ranges) {
  if (!ranges || ranges.length === 0) return null;
  const list = new net.BlockList();
  for (const range of ranges) {
    const [address, bits] = range.split('/');
    const family = net.isIPv6(address) ? 'ipv6' : 'ipv4';
    list.addSubnet(address, Number(bits), family);
  }
  return list;
}

function contains(list, ip) {
  const address = (ip || '').replace(/^::ffff:/, '');
  return net.isIP(address) !== 0 && list.check(address, net.isIPv6(address) ? 'ipv6' : 'ipv4');
}

module.exports = { middleware, policy };
