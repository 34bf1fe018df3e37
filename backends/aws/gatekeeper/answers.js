'use strict';

// Answers to the two forms in which API Gateway asks: a REST API's (a policy comes back) and an HTTP API's format 2.0 (a
// word comes back).
const isHTTP = (event) => event.version === '2.0';

// routes returns the names under which a policy may hold the route that was asked for, the closest first.
function routes(event) {
  if (isHTTP(event)) return [event.routeKey];
  const path = event.requestContext.resourcePath;
  return [`${event.httpMethod} ${path}`, `ANY ${path}`];
}

function admitted(event, name, usageIdentifierKey) {
  if (isHTTP(event)) return { isAuthorized: true, context: callerOf(name) };
  return { ...policy(event, name, 'Allow'), ...(usageIdentifierKey && { usageIdentifierKey }) };
}

// forbidden says that who calls may not.
function forbidden(event, name = '') {
  return isHTTP(event) ? { isAuthorized: false } : policy(event, name, 'Deny');
}

// unauthorized says that it is not known who calls. An HTTP API has no answer of its own for that.
function unauthorized(event) {
  if (isHTTP(event)) return { isAuthorized: false };
  throw new Error('Unauthorized'); // API Gateway answers 401 for this word alone
}

// policy holds for the whole route, whatever its parameters are, because API Gateway keeps it for a while by the credential
// and the route.
function policy(event, name, effect) {
  const [api, stage] = event.methodArn.split('/');
  const path = event.requestContext.resourcePath.replace(/\{[^}]*\}/g, '*');
  const resource = `${api}/${stage}/${event.httpMethod}${path}`;
  return {
    principalId: name || 'caller',
    context: callerOf(name),
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: effect, Action: 'execute-api:Invoke', Resource: [resource, `${resource}/`] }],
    },
  };
}

// callerOf tells what is behind the gateway who calls, as a header can hold it.
const callerOf = (name) => ({ consumer: encodeURIComponent(name.toWellFormed()) });

module.exports = { routes, admitted, forbidden, unauthorized };
