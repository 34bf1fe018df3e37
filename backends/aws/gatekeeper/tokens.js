'use strict';

const crypto = require('node:crypto');
const keys = require('./keys');

// Clocks of issuers may be off by so many seconds.
const SKEW_S = 30;
const LONGEST = 16384;

// Allowed algorithms, with the options of node's crypto. None is symmetric: a public key must never verify as a shared
// secret. "none" is not among them.
const PKCS1 = { padding: crypto.constants.RSA_PKCS1_PADDING };
const PSS = { padding: crypto.constants.RSA_PKCS1_PSS_PADDING, saltLength: crypto.constants.RSA_PSS_SALTLEN_DIGEST };
const ECDSA = { dsaEncoding: 'ieee-p1363' };
const ALGORITHMS = new Map([
  ['RS256', PKCS1], ['RS384', PKCS1], ['RS512', PKCS1],
  ['PS256', PSS], ['PS384', PSS], ['PS512', PSS],
  ['ES256', ECDSA], ['ES384', ECDSA], ['ES512', ECDSA],
]);

// tokens returns the check of a token (RFC 7519, in compact form): its claims where it is signed by a key of the issuer, for
// us, and valid now; else undefined. It throws where the issuer's keys can't be had.
module.exports = (auth, { secrets, now }) => {
  const known = auth.publicKey ? keys.fixed(auth.publicKey, secrets) : keys.remote(auth, now);
  return async (text) => {
    const token = parse(text);
    if (!token) return undefined;
    const { header, claims } = token;
    if (!fits(claims, auth, now() / 1000)) return undefined;
    const candidates = await known.find(header.alg, header.kid);
    return candidates.some((key) => signed(token, key)) ? claims : undefined;
  };
};

function parse(text) {
  if (text.length > LONGEST) return undefined;
  const parts = text.split('.');
  if (parts.length !== 3 || !parts.every((part) => /^[A-Za-z0-9_-]+$/.test(part))) return undefined;
  const [header, claims] = parts.slice(0, 2).map(object);
  if (!header || !claims || !ALGORITHMS.has(header.alg) || 'crit' in header) return undefined;
  if (header.kid !== undefined && typeof header.kid !== 'string') return undefined;
  return { header, claims, input: Buffer.from(`${parts[0]}.${parts[1]}`), signature: Buffer.from(parts[2], 'base64url') };
}

function object(part) {
  try {
    const value = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

// fits checks what costs nothing first, so that no foreign token makes us fetch keys.
function fits(claims, { issuer, audience }, time) {
  const { exp, nbf, iss, aud } = claims;
  if (exp !== undefined && !(Number.isFinite(exp) && time < exp + SKEW_S)) return false;
  if (nbf !== undefined && !(Number.isFinite(nbf) && time >= nbf - SKEW_S)) return false;
  if (issuer !== undefined && iss !== issuer) return false;
  return !audience || [].concat(aud).some((each) => audience.includes(each));
}

function signed({ header, input, signature }, key) {
  try {
    return crypto.verify(`sha${header.alg.slice(2)}`, input, { key, ...ALGORITHMS.get(header.alg) }, signature);
  } catch {
    return false;
  }
}
