'use strict';

// Calls AWS: signs requests (Signature Version 4) with the credentials of a role. It takes the place of an SDK, which the
// images of functions and gateways would need for two calls, so that a function calls in one way in both worlds.
const crypto = require('node:crypto');
const fs = require('node:fs/promises');
const http = require('node:http');
const https = require('node:https');

// TRIES is how often a request is sent that AWS could not take; the pause before the second is PAUSE_MS, then twice that.
const TRIES = 3;
const PAUSE_MS = 200;

// EARLY_MS is how long before they end credentials are asked for anew; CREDENTIALS_MS how long that may take.
const EARLY_MS = 300000;
const CREDENTIALS_MS = 5000;

// SIGNED are the names by which services are signed for, where they are others than those of their endpoints' variables.
const SIGNED = { eventbridge: 'events' };

// invoke calls a function on Lambda with an event and returns { payload, failed }: failed is the kind of the function's own
// failure. It rejects where AWS did not call it. options are signal and tries.
async function invoke(arn, event, options = {}) {
  const path = `/2015-03-31/functions/${encodeURIComponent(arn)}/invocations`;
  const answer = await send('lambda', arn.split(':')[3], { path, body: event }, options);
  return { payload: JSON.parse(answer.body || 'null'), failed: answer.headers['x-amz-function-error'] };
}

// putEvents sends entries to EventBridge and returns its answer.
async function putEvents(entries) {
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AWSEvents.PutEvents' };
  const region = process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION;
  if (!region) throw new Error('AWS_REGION says no region');
  const answer = await send('eventbridge', region, { headers, body: JSON.stringify({ Entries: entries }) });
  return JSON.parse(answer.body);
}

// send posts a request until AWS takes it, and returns its { status, headers, body }.
async function send(service, region, { path = '/', headers = {}, body }, { signal, tries = TRIES } = {}) {
  const url = new URL(path, endpoint(service, region));
  for (let n = 1; ; n++) {
    const last = n >= tries;
    const request = { method: 'POST', url, headers, body, service: SIGNED[service] ?? service, region, credentials: await credentials(), date: new Date() };
    try {
      const answer = await post(request, signal);
      if (answer.status < 300) return answer;
      const error = failure(service, answer);
      if (last || !busy(error)) throw error;
    } catch (error) {
      if (last || error.status || signal?.aborted) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * 2 ** (n - 1)));
  }
}

// post sends a request once, or twice where the other side hung up an idle connection just when it was used again: nothing was
// processed. It has no limit of time but the signal's, because a function may take a quarter of an hour.
function post(request, signal) {
  const { url, body } = request;
  const headers = { ...sign(request), 'content-length': Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const failed = (error) => reject(signal?.aborted ? signal.reason : error);
    const outgoing = (url.protocol === 'https:' ? https : http).request(url, { method: 'POST', headers, signal }, async (answer) => {
      try {
        const chunks = [];
        for await (const chunk of answer) chunks.push(chunk);
        resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(chunks).toString() });
      } catch (error) {
        failed(error);
      }
    });
    outgoing.on('error', (error) => {
      if (outgoing.reusedSocket && error.code === 'ECONNRESET') post(request, signal).then(resolve, reject);
      else failed(error);
    });
    outgoing.end(body);
  });
}

// failure is what AWS says of a request that it did not take: error.code and error.status.
function failure(service, { status, headers, body }) {
  let said = {};
  try {
    said = JSON.parse(body);
  } catch { /* a proxy may answer something else */ }
  const code = (headers['x-amzn-errortype'] ?? said.__type ?? `status ${status}`).split(':')[0].split('#').at(-1);
  return Object.assign(new Error(`${service}: ${code}: ${said.message ?? said.Message ?? 'no message'}`), { code, status });
}

// busy reports whether AWS may take the same request later.
function busy({ code, status }) {
  return status === 429 || status >= 500 || /throttl/i.test(code);
}

function endpoint(service, region) {
  const own = process.env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] ?? process.env.AWS_ENDPOINT_URL;
  return own || `https://${SIGNED[service] ?? service}.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
}

// sign returns a request's headers with its signature:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html. The URL has no query.
function sign({ method, url, headers, body = '', service, region, credentials: { id, secret, token }, date }) {
  const time = date.toISOString().replace(/[-:]|\.\d+/g, '');
  const all = { ...headers, host: url.host, 'x-amz-date': time, ...(token && { 'x-amz-security-token': token }) };
  const names = Object.keys(all).sort();
  const path = url.pathname.split('/').map(encode).join('/');
  const request = [method, path, '', ...names.map((name) => `${name}:${all[name].trim()}`), '', names.join(';'), hash(body)].join('\n');
  const scope = [time.slice(0, 8), region, service, 'aws4_request'];
  const key = scope.reduce((before, part) => hmac(before, part), `AWS4${secret}`);
  const signature = hmac(key, ['AWS4-HMAC-SHA256', time, scope.join('/'), hash(request)].join('\n')).toString('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=${id}/${scope.join('/')}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  const { host, ...rest } = all; // which is sent in any case
  return { ...rest, authorization };
}

const hash = (text) => crypto.createHash('sha256').update(text).digest('hex');
const hmac = (key, text) => crypto.createHmac('sha256', key).update(text).digest();
const encode = (text) => encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

let kept;

// credentials returns the role's { id, secret, token }: those of the environment (Lambda), or those that the platform's agent
// hands out (EKS Pod Identity, ECS), kept until shortly before they end.
async function credentials() {
  const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret, AWS_SESSION_TOKEN: token } = process.env;
  if (id && secret) return { id, secret, token };
  if (kept && kept.until > Date.now()) return kept.promise;
  const mine = { until: Infinity };
  mine.promise = ask().then((given) => {
    mine.until = given.until;
    return given;
  });
  kept = mine;
  mine.promise.catch(() => { if (kept === mine) kept = undefined; });
  return mine.promise;
}

async function ask() {
  const { AWS_CONTAINER_CREDENTIALS_FULL_URI: full, AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: relative } = process.env;
  if (!full && !relative) throw new Error('there are no credentials of AWS: the pod has no role (EKS Pod Identity), or was started before it got one');
  const { AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: file, AWS_CONTAINER_AUTHORIZATION_TOKEN: text } = process.env;
  const authorization = file ? (await fs.readFile(file, 'utf8')).trim() : text; // the file is renewed
  for (let n = 1; ; n++) {
    try {
      const answer = await fetch(full ?? `http://169.254.170.2${relative}`, { headers: authorization ? { authorization } : {}, signal: AbortSignal.timeout(CREDENTIALS_MS) });
      const given = answer.ok ? await answer.json() : await answer.text();
      if (!answer.ok) throw new Error(`the agent answered ${answer.status}: ${given}`);
      const ends = Date.parse(given.Expiration);
      return { id: given.AccessKeyId, secret: given.SecretAccessKey, token: given.Token, until: Number.isNaN(ends) ? 0 : ends - EARLY_MS };
    } catch (error) {
      if (n >= TRIES) throw new Error(`there are no credentials of AWS: ${error.cause?.message ?? error.message}`);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * 2 ** (n - 1)));
    }
  }
}

module.exports = { invoke, putEvents, sign };
