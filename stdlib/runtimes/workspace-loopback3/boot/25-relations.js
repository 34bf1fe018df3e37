'use strict';

// What one relation leads to is not found where it leads to nothing, be it hasOne or belongsTo: of the latter LoopBack 3 answers 200
// and an empty object.
module.exports = (app) => {
  for (const model of app.models()) {
    for (const [name, relation] of Object.entries(model.relations || {})) {
      if (relation.type !== 'belongsTo') continue;
      model.afterRemote(`prototype.__get__${name}`, (context, found, next) => {
        if (found instanceof relation.modelTo) return next();
        const error = new Error(`${model.modelName} has no ${name}`);
        error.statusCode = 404;
        error.code = 'MODEL_NOT_FOUND';
        next(error);
      });
    }
  }
};
