'use strict';

// Loads schemas and API designs into an Apicurio Registry (REST API v3) and ends. What is there already stays as it is, so
// running it again changes nothing. REGISTRY_URL is the root of the API, REGISTRY_GROUP the group; the folder that
// REGISTRY_DOCUMENTS names has registry.json, a list of { id, file, type, contentType, version, compatibility }, and the files.
const fs = require('node:fs');
const path = require('node:path');

const FOLDER = process.env.REGISTRY_DOCUMENTS || '/app/registry';
// How long a registry is waited for that is not there yet, and how long one request may take.
const WAIT_MS = Number(process.env.REGISTRY_WAIT_SECONDS || 300) * 1000;
const REQUEST_MS = 30_000;

const pause = (ms) => new Promise((done) => { setTimeout(done, ms); });

// request returns the answer to a request, once there is one: a registry that can't be reached, or that has a problem of its
// own, is asked again until the deadline.
async function request(deadline, method, url, body) {
  for (let wait = 250; ; wait = Math.min(wait * 2, 10_000)) {
    let why;
    try {
      const answer = await fetch(url, {
        method,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(REQUEST_MS),
      });
      if (answer.status < 500 && answer.status !== 429) return answer;
      why = `${answer.status} ${(await problem(answer)).reason}`;
    } catch (error) {
      why = error.cause?.message || error.message;
    }
    if (Date.now() + wait > deadline) throw new Error(`${method} ${url}: ${why}`);
    await pause(wait);
  }
}

// problem reads what the registry says of a refusal: the name of its exception, and the reason.
async function problem(answer) {
  const text = await answer.text();
  try {
    const { name, title, detail } = JSON.parse(text);
    return { name, reason: [title, detail].filter(Boolean).join(': ') || text };
  } catch {
    return { reason: text.slice(0, 500) };
  }
}

const refused = (what, answer, { reason }) => new Error(`${what}: ${answer.status} ${reason}`);

// load brings one document into the registry, with the rule by which the registry checks its next versions.
async function load(deadline, group, document, content) {
  const artifact = `${group}/artifacts/${encodeURIComponent(document.id)}`;
  const config = document.compatibility?.toUpperCase();
  // The rule comes first: the new version may be one that only the new rule allows.
  let ruled = !config;
  if (config) {
    const answer = await request(deadline, 'PUT', `${artifact}/rules/COMPATIBILITY`, { ruleType: 'COMPATIBILITY', config });
    if (!answer.ok && answer.status !== 404) throw refused(`the rule of ${document.id}`, answer, await problem(answer));
    ruled = answer.ok;
  }
  const create = (version) => request(deadline, 'POST', `${group}/artifacts?ifExists=FIND_OR_CREATE_VERSION`, {
    artifactId: document.id,
    artifactType: document.type,
    firstVersion: { version, content: { content, contentType: document.contentType } },
  });
  let answer = await create(document.version);
  let why = answer.ok ? {} : await problem(answer);
  if (document.version && why.name === 'VersionAlreadyExistsException') {
    console.log(`${document.id}: the registry has other content as ${document.version}, so it gives a number of its own`);
    answer = await create(undefined);
    why = answer.ok ? {} : await problem(answer);
  }
  if (!answer.ok) throw refused(document.id, answer, why);
  const { version } = await answer.json();
  console.log(`${document.id}: version ${version?.version}`);
  if (!ruled) {
    const added = await request(deadline, 'POST', `${artifact}/rules`, { ruleType: 'COMPATIBILITY', config });
    if (!added.ok && added.status !== 409) throw refused(`the rule of ${document.id}`, added, await problem(added));
  }
}

async function main(env) {
  for (const name of ['REGISTRY_URL', 'REGISTRY_GROUP']) {
    if (!env[name]) throw new Error(`${name} is not set`);
  }
  const group = `${env.REGISTRY_URL.replace(/\/+$/, '')}/groups/${encodeURIComponent(env.REGISTRY_GROUP)}`;
  const deadline = Date.now() + WAIT_MS;
  for (const document of JSON.parse(fs.readFileSync(path.join(FOLDER, 'registry.json'), 'utf8'))) {
    await load(deadline, group, document, fs.readFileSync(path.join(FOLDER, document.file), 'utf8'));
  }
}

main(process.env).catch((error) => {
  console.error(`not loaded: ${error.message}`);
  process.exit(1);
});
