// Says of each document on standard input, {"name", "kind", "document"} in a line of JSON, what its language's official schema
// has against it: a line {"name", "problems"} each.
import { createRequire } from 'node:module';
import readline from 'node:readline';
import { validate } from '@hyperjump/json-schema/openapi-3-1';
import { validate as validate30 } from '@hyperjump/json-schema/openapi-3-0';
import { validate as validate04 } from '@hyperjump/json-schema/draft-04';
import { validate as validateSchema } from '@hyperjump/json-schema/draft-2020-12';

const require = createRequire(import.meta.url);
const Ajv = require('ajv').default;
const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: true });
require('ajv-formats').default(ajv);
const asyncapi = ajv.compile(require('@asyncapi/specs/schemas/3.0.0-without-$id.json'));

const official = {
  openapi: async (document) => problems(await validate('https://spec.openapis.org/oas/3.1/schema-base', document, 'DETAILED')),
  schema: async (document) => problems(await validateSchema('https://json-schema.org/draft/2020-12/schema', document, 'DETAILED')),
  'openapi 3.0': async (document) => problems(await validate30('https://spec.openapis.org/oas/3.0/schema', document, 'DETAILED')),
  'schema 04': async (document) => problems(await validate04('http://json-schema.org/draft-04/schema#', document, 'DETAILED')),
  asyncapi: async (document) => (asyncapi(document) ? [] : asyncapi.errors.map((e) => `${e.instancePath} ${e.message}`)),
};

function problems(output) {
  if (output.valid) return [];
  const leaves = [];
  const walk = (e) => {
    if (e.errors?.length) e.errors.forEach(walk);
    else if (!e.valid) leaves.push(`${e.instanceLocation} ${e.absoluteKeywordLocation}`);
  };
  walk(output);
  return leaves.length > 0 ? leaves : ['it is not valid'];
}

for await (const line of readline.createInterface({ input: process.stdin })) {
  const { name, kind, document } = JSON.parse(line);
  console.log(JSON.stringify({ name, problems: await official[kind](document) }));
}
