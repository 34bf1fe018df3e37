'use strict';

// Stands in for a cluster's DNS and Services: a connection to a name goes to the port on loopback that ROUTES says, by name:port,
// or to what stands for all that is outside, `plain` or `tls`. A name of the cluster that ROUTES does not have leads nowhere.
const net = require('node:net');
const tls = require('node:tls');

const routes = JSON.parse(process.env.ROUTES);
const { connect } = net.Socket.prototype;
const { listen } = net.Server.prototype;

// Servers of tests listen on loopback alone.
net.Server.prototype.listen = function onLoopback(port, ...args) {
  return listen.call(this, Number(port), '127.0.0.1', ...args.filter((each) => typeof each === 'function'));
};

net.Socket.prototype.connect = function redirected(...args) {
  const options = Array.isArray(args[0]) ? args[0][0] : args[0];
  if (options && typeof options === 'object' && options.host && !net.isIP(options.host) && options.host !== 'localhost') {
    const outside = options.host.includes('.') && !options.host.endsWith('.svc.cluster.local') && (this instanceof tls.TLSSocket ? routes.tls : routes.plain);
    options.port = routes[`${options.host}:${options.port}`] || outside || 1;
    options.host = '127.0.0.1';
    delete options.lookup;
  }
  return connect.apply(this, args);
};
