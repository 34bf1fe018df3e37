'use strict';

const answers = require('./answers');
const consumers = require('./consumers');
const credentials = require('./credentials');
const tokens = require('./tokens');

// gatekeeper returns Lambda's handler for a policy:
//   auth       what routes ask for, each {type: key|basic|jwt, in, name} and for a token {issuer, audience, jwksUri, publicKey}
//   routes     by METHOD /path: {endpoint, auth: an index, scopes}
//   consumers  {name, usage, key, basic, scopes, endpoints}; without endpoints it may call them all, and usage is what its API
//              key starts with, where usage plans count
// secrets reads secrets; usage is what API keys of the stack end in, where usage plans count.
// A request is let through, answered 401 where it is not known who calls, and 403 where that one may not. An error of what
// the decision needs (Secrets Manager, the issuer) is thrown, which lets nobody through: 500.
module.exports = (policy, { secrets, usage, now = Date.now }) => {
  const known = consumers(policy.consumers, secrets);
  const callers = policy.auth.map((auth) => {
    if (auth.type === 'jwt') return jwt(auth, tokens(auth, { secrets, now }));
    return (event) => known.find(auth.type, credentials[auth.type](event, auth));
  });
  return async (event) => {
    const rule = answers.routes(event).map((route) => policy.routes[route]).find(Boolean);
    if (!rule) return answers.forbidden(event);
    const caller = await callers[rule.auth](event);
    if (!caller) return answers.unauthorized(event);
    if (!admits(rule, caller)) return answers.forbidden(event, caller.name);
    return answers.admitted(event, caller.name, usage && caller.usage ? `${caller.usage}-${usage}` : undefined);
  };
};

// jwt returns who a token speaks of. It knows no consumers, so any endpoint of that issuer may be called with its scopes.
function jwt(auth, verify) {
  return async (event) => {
    const claims = await verify(credentials.jwt(event, auth));
    return claims && { name: typeof claims.sub === 'string' ? claims.sub : '', scopes: scopesOf(claims) };
  };
}

function scopesOf(claims) {
  const value = claims.scope === undefined ? claims.scp : claims.scope;
  if (Array.isArray(value)) return value;
  return typeof value === 'string' ? value.split(' ') : [];
}

function admits({ endpoint, scopes = [] }, caller) {
  if (caller.endpoints && !caller.endpoints.includes(endpoint)) return false;
  return scopes.every((scope) => caller.scopes.includes(scope));
}
