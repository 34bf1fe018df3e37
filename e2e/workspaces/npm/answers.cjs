'use strict';

// Says what of the exchanges on standard input, {"documents", "exchanges"} in JSON, is not as the OpenAPI documents promise: of each that one
// of them has an operation for, whether its status is one that is there, whether the answer has the form of that, and whether a
// body that was taken is one that the operation takes. It prints {"asked", "problems"}, with the operations that were asked.
const Ajv2020 = require('ajv/dist/2020').default;
const addFormats = require('ajv-formats');

const { documents, exchanges } = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));

// What is only read need not be sent, and what is only sent is not in an answer.
function forSide(schema, hidden) {
  if (Array.isArray(schema)) return schema.map((item) => forSide(item, hidden));
  if (schema === null || typeof schema !== 'object') return schema;
  const out = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, forSide(value, hidden)]));
  if (out.properties && Array.isArray(out.required)) {
    out.required = out.required.filter((name) => !(out.properties[name] && out.properties[name][hidden] === true));
  }
  if (hidden === 'writeOnly' && out.properties) {
    for (const [name, property] of Object.entries(out.properties)) if (property.writeOnly === true) out.properties[name] = false;
  }
  return out;
}

const judges = documents.map((document, index) => {
  const side = (hidden) => {
    const ajv = new Ajv2020({ strict: false, allErrors: true });
    addFormats(ajv);
    ajv.addSchema({ $id: `https://example.com/${index}`, ...forSide(document, hidden) });
    return (pointer) => ajv.getSchema(`https://example.com/${index}#${pointer.map((part) => `/${encodeURIComponent(part.replace(/~/g, '~0').replace(/\//g, '~1'))}`).join('')}`);
  };
  return { document, request: side('readOnly'), response: side('writeOnly') };
});

// operation finds the one of a request: the path with the fewest parameters that matches.
function operation(document, { method, path }) {
  const matching = Object.keys(document.paths).filter((template) => {
    const pattern = template.split('/').map((part) => (part.startsWith('{') ? '[^/]+' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))).join('/');
    return new RegExp(`^${pattern}$`).test(path) && document.paths[template][method.toLowerCase()];
  });
  return matching.sort((a, b) => a.split('{').length - b.split('{').length)[0];
}

const problems = [];
const asked = new Set();
for (const exchange of exchanges) {
  for (const { document, request, response } of judges) {
    const template = operation(document, exchange);
    // Several instances may be sent at once, which the documents leave out: clients that are made by one send one.
    if (!template || Array.isArray(exchange.sent)) continue;
    const method = exchange.method.toLowerCase();
    const at = ['paths', template, method];
    const { responses, requestBody } = document.paths[template][method];
    const told = (text) => problems.push(`${exchange.that}: ${exchange.method} ${template} answers ${exchange.status}: ${text}`);
    asked.add(`${exchange.method} ${template}`);
    let status = responses[exchange.status] ? String(exchange.status) : 'default';
    if (exchange.status < 300 && status === 'default') told(`only ${Object.keys(responses)} are there`);
    let where = [...at, 'responses', status];
    const reference = responses[status].$ref;
    if (reference) where = reference.slice(2).split('/');
    const answer = where.reduce((node, part) => node[part], document);
    if (answer.content && exchange.method !== 'HEAD' && !exchange.shaped) {
      const validate = response([...where, 'content', 'application/json', 'schema']);
      if (!exchange.answered) told('there is no body');
      else if (!validate(exchange.given)) told(validate.errors.map((error) => `${error.instancePath} ${error.message}`).join(', '));
    }
    if (!answer.content && exchange.answered) told(`there is a body: ${JSON.stringify(exchange.given)}`);
    if (exchange.status < 300 && exchange.hasBody) {
      if (!requestBody) told('a body was taken');
      else {
        const validate = request([...at, 'requestBody', 'content', 'application/json', 'schema']);
        if (!validate(exchange.sent)) told(`the body was taken: ${validate.errors.map((error) => `${error.instancePath} ${error.message}`).join(', ')}`);
      }
    }
  }
}
process.stdout.write(JSON.stringify({ asked: [...asked].sort(), problems }));
