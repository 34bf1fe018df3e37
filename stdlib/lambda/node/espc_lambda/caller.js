'use strict';

// Tells a function who calls, as every gateway does: in a header that no client can set.
const HEADER = 'eg-consumer-id';

// told returns a request's headers with who calls, as the authorizer of API Gateway says: a consumer, or a token's subject. What
// comes from elsewhere, another function's call for one, keeps the header that it has.
function told(headers, { apiId, authorizer } = {}) {
  if (!apiId) return headers;
  const out = headers.filter(([name]) => name.toLowerCase() !== HEADER);
  const id = named(authorizer ?? {});
  if (id) out.push([HEADER, id]);
  return out;
}

function named({ consumer, lambda, jwt }) {
  const id = lambda?.consumer ?? consumer;
  if (typeof id === 'string') return id;
  const subject = jwt?.claims?.sub;
  return typeof subject === 'string' ? encodeURIComponent(subject.toWellFormed()) : '';
}

// consumer returns who calls by the answer of a function that decides, for API Gateway to hand on.
function consumer({ headers }) {
  const found = headers.find(([name]) => name === HEADER);
  return found ? found[1][0] : '';
}

module.exports = { told, consumer };
