'use strict';

// Answers API Gateway when it asks a function who may pass: a 2xx answer lets the request through, as on every gateway.
// Events and answers are those of REQUEST authorizers, of HTTP APIs with simple responses (format 2.0) and of REST APIs.

const caller = require('./caller');

// matches reports whether API Gateway asks; it does so with the request, but without its body.
function matches(event) {
  return event?.type === 'REQUEST' && typeof (event.routeArn ?? event.methodArn) === 'string';
}

function answer(event, given) {
  const allowed = given.status >= 200 && given.status < 300;
  const consumer = allowed && caller.consumer(given);
  const context = consumer ? { context: { consumer } } : {};
  if (typeof event.routeArn === 'string') return { isAuthorized: allowed, ...context };
  return {
    ...context,
    principalId: 'caller',
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Action: 'execute-api:Invoke', Effect: allowed ? 'Allow' : 'Deny', Resource: event.methodArn }],
    },
  };
}

module.exports = { matches, answer };
