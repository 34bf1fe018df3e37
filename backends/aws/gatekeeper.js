'use strict';

// Asks who calls by user and password (RFC 7617). CONSUMERS says whose credentials are in which variable, and which routes
// each may call.
const { createHash, timingSafeEqual } = require('node:crypto');

const hash = (text) => createHash('sha256').update(text).digest();
const consumers = JSON.parse(process.env.CONSUMERS).map((c) => ({ ...c, hash: hash(process.env[c.variable]) }));

exports.handler = async (event) => {
  const header = Object.entries(event.headers || {}).find(([name]) => name.toLowerCase() === 'authorization');
  const [, encoded] = /^basic +([A-Za-z0-9+/]+=*) *$/i.exec(header ? header[1] : '') || [];
  const given = hash(Buffer.from(encoded || '', 'base64').toString());
  const path = event.routeKey ? event.routeKey.split(' ')[1] : event.requestContext.resourcePath;
  const method = event.routeKey ? event.routeKey.split(' ')[0] : event.httpMethod;
  const routes = [`${method} ${path}`, `ANY ${path}`];
  let known, admitted;
  for (const c of consumers) {
    if (!encoded || !timingSafeEqual(c.hash, given)) continue;
    known = c;
    if (c.routes.some((route) => routes.includes(route))) admitted = c;
  }
  if (event.version === '2.0') return { isAuthorized: Boolean(admitted), context: { consumer: admitted ? admitted.name : '' } };
  if (!known) throw new Error('Unauthorized'); // API Gateway answers 401 for this word alone
  return {
    principalId: known.name,
    context: { consumer: known.name },
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: admitted ? 'Allow' : 'Deny', Action: 'execute-api:Invoke', Resource: event.methodArn }],
    },
  };
};
