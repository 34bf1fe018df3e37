'use strict';

const http = require('node:http');
const https = require('node:https');
const values = require('./values');

// Health of a service endpoint's URLs is asked every CHECK_MS and has ANSWER_MS to come.
const CHECK_MS = 10000;
const ANSWER_MS = 5000;

const agents = {
  'http:': new http.Agent({ keepAlive: true }),
  'https:': new https.Agent({ keepAlive: true }),
};

// balancer returns a function that names the next target: by weight among the split (smooth weighted
// round-robin, so 3:1 is a a b a and not a a a b), in turn among the URLs of one service endpoint.
function balancer(split, serviceEndpoints) {
  const members = split.filter((member) => member.weight > 0).map((member) => {
    const endpoint = serviceEndpoints[member.serviceEndpoint];
    if (!endpoint) throw new Error(`service endpoint ${member.serviceEndpoint} does not exist`);
    return { weight: member.weight, current: 0, next: roundRobin(endpoint) };
  });
  if (members.length === 0) throw new Error('every weight of a split is 0');
  const total = members.reduce((sum, member) => sum + member.weight, 0);
  return () => {
    let best = members[0];
    for (const member of members) {
      member.current += member.weight;
      if (member.current > best.current) best = member;
    }
    best.current -= total;
    return best.next();
  };
}

function roundRobin(endpoint) {
  const headers = Object.entries(endpoint.headers || {}).map(([name, value]) => [name.toLowerCase(), values.compile(value)]);
  const list = (endpoint.urls || [endpoint.url]).map((text) => target(text, headers));
  if (endpoint.health && list.length > 1) watch(list, endpoint.health.path);
  let at = 0;
  return () => {
    for (let tries = 0; tries < list.length; tries++) {
      const candidate = list[at++ % list.length];
      if (candidate.healthy) return candidate;
    }
    return list[at++ % list.length]; // all are down: an honest 502 beats none at all
  };
}

function target(text, headers) {
  const url = new URL(text);
  if (!agents[url.protocol]) throw new Error(`${text} is neither http nor https`);
  return {
    client: url.protocol === 'https:' ? https : http,
    agent: agents[url.protocol],
    protocol: url.protocol,
    hostname: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port || undefined,
    host: url.host,
    origin: url.origin,
    path: url.pathname,
    headers,
    healthy: true,
  };
}

function watch(list, path) {
  const check = () => list.forEach(async (each) => {
    try {
      const answer = await fetch(each.origin + path, { redirect: 'manual', signal: AbortSignal.timeout(ANSWER_MS) });
      await answer.arrayBuffer();
      each.healthy = answer.status < 400;
    } catch {
      each.healthy = false;
    }
  });
  check();
  setInterval(check, CHECK_MS).unref();
}

module.exports = { balancer };
