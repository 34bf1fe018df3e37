'use strict';

// Posts one CloudEvent in binary mode (CloudEvents HTTP binding 1.0) and ends: what a schedule runs.
// TARGET_URL, CE_TYPE and CE_SOURCE are needed; CE_ID stays the same over a run's retries where it is given,
// so that a receiver can tell them; CE_DATA is JSON.
const crypto = require('node:crypto');

const TIMEOUT_MS = Number(process.env.TIMEOUT_SECONDS || 30) * 1000;

async function main(env) {
  for (const name of ['TARGET_URL', 'CE_TYPE', 'CE_SOURCE']) {
    if (!env[name]) throw new Error(`${name} is not set`);
  }
  const data = env.CE_DATA || '{}';
  JSON.parse(data);
  const headers = {
    'content-type': 'application/json',
    'ce-specversion': '1.0',
    'ce-id': env.CE_ID || crypto.randomUUID(),
    'ce-type': env.CE_TYPE,
    'ce-source': env.CE_SOURCE,
    'ce-time': new Date().toISOString(),
  };
  if (env.CE_SUBJECT) headers['ce-subject'] = env.CE_SUBJECT;
  const answer = await fetch(env.TARGET_URL, {
    method: 'POST', headers, body: data, signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!answer.ok) throw new Error(`${env.TARGET_URL} answered ${answer.status}`);
  console.log(`posted ${env.CE_TYPE} ${headers['ce-id']}: ${answer.status}`);
}

main(process.env).catch((error) => {
  console.error(`not posted: ${error.message}${error.cause ? ` (${error.cause.message})` : ''}`);
  process.exit(1);
});
