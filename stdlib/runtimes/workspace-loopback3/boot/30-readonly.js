'use strict';

const READS = ['find', 'findById', 'findOne', 'exists', 'count'];
const RELATION_READS = /^prototype\.__(get|findById|count|exists)__/;

// A model with the setting `readonly` keeps its reading methods in REST and refuses every other way to
// change it, the relations that lead to it from other models included.
module.exports = (app) => {
  const closed = app.models().filter((model) => model.settings.readonly === true);
  for (const model of closed) {
    disable(model, (name) => !READS.includes(name) && !RELATION_READS.test(name));
    const refuse = (context, next) => next(refusal(model.modelName));
    model.observe('before save', refuse);
    model.observe('before delete', refuse);
  }
  for (const model of app.models()) {
    for (const [name, relation] of Object.entries(model.relations || {})) {
      if (!closed.includes(relation.modelTo)) continue;
      const writes = new RegExp(`^prototype\\.__(create|updateById|update|destroyById|destroy|delete)__${name}$`);
      disable(model, (method) => writes.test(method));
    }
  }
};

function disable(model, matches) {
  for (const method of model.sharedClass.methods()) {
    const name = method.isStatic ? method.name : `prototype.${method.name}`;
    if (matches(name)) model.disableRemoteMethodByName(name);
  }
}

function refusal(name) {
  const error = new Error(`${name} is read-only`);
  error.statusCode = 405;
  error.code = 'MODEL_READ_ONLY';
  return error;
}
