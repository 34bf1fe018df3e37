'use strict';

const crypto = require('node:crypto');
const fs = require('node:fs');
const jsonwebtoken = require('jsonwebtoken');

// Algorithms by type of the public key. Symmetric ones are left out: a public key must never verify as a shared secret.
const ALGORITHMS = {
  rsa: ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  'rsa-pss': ['PS256', 'PS384', 'PS512'],
  ec: ['ES256', 'ES384', 'ES512'],
};

// jwt verifies tokens with one public key from a file. Beside Express Gateway's it takes a list of audiences,
// elliptic curves, and checks the endpoint's scopes against the token's `scope` (a string) or `scp`.
module.exports = () => ({
  name: 'jwt',
  schema: {
    $id: 'http://express-gateway.io/schemas/policies/jwt.json',
    type: 'object',
    properties: {
      secretOrPublicKeyFile: { type: 'string', description: 'File with the public key in PEM' },
      jwtExtractor: { type: 'string', enum: ['authBearer', 'header', 'query'], default: 'authBearer' },
      jwtExtractorField: { type: 'string', description: 'Name of the header or of the query parameter' },
      issuer: { type: 'string' },
      audience: { type: 'array', items: { type: 'string' }, minItems: 1 },
      checkCredentialExistence: { type: 'boolean', enum: [false], default: false },
    },
    required: ['secretOrPublicKeyFile'],
  },
  policy: (params) => {
    const key = crypto.createPublicKey(fs.readFileSync(params.secretOrPublicKeyFile));
    const algorithms = ALGORITHMS[key.asymmetricKeyType];
    if (!algorithms) throw new Error(`a key of type ${key.asymmetricKeyType} cannot verify tokens`);
    const options = { algorithms, issuer: params.issuer, audience: params.audience };
    return (req, res, next) => {
      let claims;
      try {
        claims = jsonwebtoken.verify(extract(params, req), key, options);
      } catch {
        return res.set('WWW-Authenticate', 'Bearer error="invalid_token"').sendStatus(401);
      }
      const needed = req.egContext.apiEndpoint.scopes || [];
      const granted = scopesOf(claims);
      if (!needed.every((scope) => granted.includes(scope))) return res.sendStatus(403);
      req.user = Object.assign({}, claims, { id: claims.sub });
      if (claims.sub) req.headers['eg-consumer-id'] = encodeURIComponent(claims.sub);
      next();
    };
  },
});

function extract(params, req) {
  const field = params.jwtExtractorField;
  if (params.jwtExtractor === 'query') return new URL(req.url, 'http://gateway').searchParams.get(field) || '';
  if (params.jwtExtractor === 'header') return req.headers[field.toLowerCase()] || '';
  const match = /^bearer +(\S+)$/i.exec(req.headers.authorization || '');
  return match ? match[1] : '';
}

function scopesOf(claims) {
  const value = claims.scope === undefined ? claims.scp : claims.scope;
  if (Array.isArray(value)) return value;
  return typeof value === 'string' ? value.split(' ') : [];
}
