'use strict';

const crypto = require('node:crypto');
const kept = require('./kept');

const FRESH_MS = 10 * 60 * 1000;
const AGAIN_MS = 30 * 1000;
const STALE_MS = 60 * 60 * 1000;
const TIMEOUT_MS = 3000;
const LARGEST = 1 << 20;
const MOST_KEYS = 100;
const SHORTEST_RSA = 2048;

const CURVES = { ES256: 'prime256v1', ES384: 'secp384r1', ES512: 'secp521r1' };

// fixed is one public key in PEM, in a secret.
function fixed(reference, secrets) {
  let pem;
  let key;
  return {
    async find(algorithm) {
      const text = await secrets.get(reference);
      if (text === undefined) throw new Error(`there is no public key in the secret ${reference.id}`);
      if (text !== pem) [pem, key] = [text, crypto.createPublicKey(text)];
      return suits(key, algorithm) ? [key] : [];
    },
  };
}

// remote are the keys that an issuer publishes (RFC 7517), at jwksUri or where its discovery document says. They are kept for
// ten minutes; a key that is not among them makes them be fetched anew, at most twice a minute.
function remote({ issuer, jwksUri }, now) {
  const set = kept(async () => read(await fetchJSON(jwksUri || await discover(issuer))), { fresh: FRESH_MS, again: AGAIN_MS, stale: STALE_MS, now });
  const choose = (list, algorithm, kid) => list
    .filter((each) => (kid === undefined || each.kid === kid) && (each.alg === undefined || each.alg === algorithm) && suits(each.key, algorithm))
    .map((each) => each.key);
  return {
    async find(algorithm, kid) {
      const found = choose(await set.get(), algorithm, kid);
      return found.length > 0 ? found : choose(await set.again(), algorithm, kid);
    },
  };
}

// discover finds an issuer's keys (OpenID Connect Discovery 1.0): its document has to speak of the same issuer.
async function discover(issuer) {
  const document = await fetchJSON(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
  if (document.issuer !== issuer) throw new Error(`the discovery document of ${issuer} is another issuer's`);
  const keys = new URL(document.jwks_uri);
  if (keys.protocol !== new URL(issuer).protocol) throw new Error(`the keys of ${issuer} are not where it is safe to fetch them`);
  return keys.href;
}

async function fetchJSON(url) {
  const answer = await fetch(url, { redirect: 'error', headers: { accept: 'application/json' }, signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  const parts = [];
  let size = 0;
  for await (const part of answer.body) {
    size += part.length;
    if (size > LARGEST) throw new Error(`${url} answered more than ${LARGEST} bytes`);
    parts.push(part);
  }
  const value = JSON.parse(Buffer.concat(parts).toString('utf8'));
  if (value === null || typeof value !== 'object') throw new Error(`${url} answered no object`);
  return value;
}

// read takes the keys of a set that verify signatures, and leaves out those it does not know.
function read({ keys }) {
  if (!Array.isArray(keys)) throw new Error('the issuer has no list of keys');
  const out = [];
  for (const jwk of keys.slice(0, MOST_KEYS)) {
    if (!jwk || !['RSA', 'EC'].includes(jwk.kty) || (jwk.use !== undefined && jwk.use !== 'sig')) continue;
    if (Array.isArray(jwk.key_ops) && !jwk.key_ops.includes('verify')) continue;
    try {
      out.push({ kid: jwk.kid, alg: jwk.alg, key: crypto.createPublicKey({ key: jwk, format: 'jwk' }) });
    } catch {
      console.error('a key of the issuer can not be read');
    }
  }
  return out;
}

// suits reports whether a key is of the kind that an algorithm takes, and long enough.
function suits(key, algorithm) {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  if (algorithm.startsWith('ES')) return type === 'ec' && details.namedCurve === CURVES[algorithm];
  if (details.modulusLength < SHORTEST_RSA) return false;
  return type === 'rsa' || (type === 'rsa-pss' && algorithm.startsWith('PS'));
}

module.exports = { fixed, remote };
