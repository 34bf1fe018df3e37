'use strict';

const values = require('../values');

// schema of {headers: {add, remove}}; bodies are not transformed.
const schema = (id) => ({
  $id: `http://express-gateway.io/schemas/policies/${id}.json`,
  type: 'object',
  properties: {
    headers: {
      type: 'object',
      properties: {
        add: { type: 'object', additionalProperties: values.schema },
        remove: { type: 'array', items: { type: 'string' } },
      },
    },
  },
  required: ['headers'],
  additionalProperties: true,
});

// changes compiles {add, remove}; a header of either is named without regard to case.
function changes({ add = {}, remove = [] }) {
  return {
    set: Object.entries(add).map(([name, value]) => [name.toLowerCase(), values.compile(value)]),
    remove: remove.map((name) => name.toLowerCase()),
  };
}

// request-transformer sets, then removes, headers of the request that goes to the service.
module.exports = () => ({
  name: 'request-transformer',
  schema: schema('request-transformer'),
  policy: (params) => {
    const { set, remove } = changes(params.headers);
    return (req, res, next) => {
      for (const [name, value] of set) req.headers[name] = value(req.egContext);
      for (const name of remove) delete req.headers[name];
      next();
    };
  },
});

Object.assign(module.exports, { schema, changes });
