'use strict';

// Answers API Gateway when it asks a function who may pass: a 2xx answer lets the request through, as on every gateway.
// Events and answers are those of REQUEST authorizers, of HTTP APIs with simple responses (format 2.0) and of REST APIs.

// matches reports whether API Gateway asks; it does so with the request, but without its body.
function matches(event) {
  return event?.type === 'REQUEST' && typeof (event.routeArn ?? event.methodArn) === 'string';
}

function answer(event, status) {
  const allowed = status >= 200 && status < 300;
  if (typeof event.routeArn === 'string') return { isAuthorized: allowed };
  return {
    principalId: 'caller',
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Action: 'execute-api:Invoke', Effect: allowed ? 'Allow' : 'Deny', Resource: event.methodArn }],
    },
  };
}

module.exports = { matches, answer };
