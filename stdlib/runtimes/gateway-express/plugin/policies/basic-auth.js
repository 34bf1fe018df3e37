'use strict';

// basic-auth is Express Gateway's, but a consumer who lacks a scope is answered 403, and a 401 says how to log in.
module.exports = ({ services }) => ({
  name: 'basic-auth',
  schema: {
    $id: 'http://express-gateway.io/schemas/policies/basic-auth.json',
    allOf: [{ $ref: 'http://express-gateway.io/schemas/base/auth.json' }],
  },
  policy: () => async (req, res, next) => {
    try {
      const login = read(req.headers.authorization);
      const consumer = login && await services.auth.authenticateCredential(login.name, login.password, 'basic-auth');
      if (!consumer) return res.set('WWW-Authenticate', 'Basic realm="gateway", charset="UTF-8"').sendStatus(401);
      const scopes = req.egContext.apiEndpoint.scopes;
      if (!await services.auth.authorizeCredential(consumer.id, 'basic-auth', scopes)) return res.sendStatus(403);
      req.user = Object.assign(consumer, { authorizedScopes: scopes });
      req.headers['eg-consumer-id'] = consumer.id;
      next();
    } catch (error) {
      next(error);
    }
  },
});

function read(header) {
  const match = /^basic +([A-Za-z0-9+/=_-]+) *$/i.exec(header || '');
  if (!match) return null;
  const text = Buffer.from(match[1], 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon === -1 ? null : { name: text.slice(0, colon), password: text.slice(colon + 1) };
}
