'use strict';

const TEMPLATE = /\$\{([A-Za-z_][\w.]*)\}/g;

// schema of a value that a transformer or a service endpoint sets: JavaScript source as Express Gateway has it,
// or {env}: the value of a variable, with a prefix and Base64 on demand, so that a secret is never spliced into text.
const schema = {
  anyOf: [
    { type: 'string' },
    { type: 'number' },
    {
      type: 'object',
      properties: {
        env: { type: 'string' },
        prefix: { type: 'string' },
        encode: { type: 'string', enum: ['base64'] },
      },
      required: ['env'],
    },
  ],
};

// compile turns such a value into a function of the gateway's context. A quoted string, which is nearly all of
// them, is read once as JSON; other JavaScript runs per request, as in Express Gateway. A variable that is not
// set is an error at start.
function compile(value) {
  if (value !== null && typeof value === 'object') {
    const text = fromEnvironment(value);
    return () => text;
  }
  const source = String(value);
  const literal = constant(source);
  if (literal !== undefined) return () => literal;
  return (context) => context.run(source);
}

function fromEnvironment({ env, prefix = '', encode }) {
  const raw = process.env[env];
  if (raw === undefined) throw new Error(`the environment has no variable ${env}`);
  return prefix + (encode === 'base64' ? Buffer.from(raw).toString('base64') : raw);
}

function constant(source) {
  try {
    const value = JSON.parse(source);
    return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
  } catch {
    return undefined;
  }
}

// template turns `cars:${consumer.id}` into a function of the context; a name that has no value gives ''.
function template(text) {
  return (context) => text.replace(TEMPLATE, (whole, path) => {
    const value = path.split('.').reduce((at, name) => (at === undefined || at === null ? at : at[name]), context);
    return value === undefined || value === null ? '' : String(value);
  });
}

module.exports = { schema, compile, template, fromEnvironment };
