'use strict';

// What a property says in JSON and LoopBack 3 checks only in code: that a number is one, where LoopBack would store nothing in its
// place, `integer: true`, and `index.unique`, which SQL turns into an index but no connector turns into a 422.
module.exports = (app) => {
  for (const model of app.models()) {
    for (const [name, property] of Object.entries(model.definition.rawProperties)) {
      if (property.type === 'number') {
        model.validatesNumericalityOf(name, { int: property.integer === true, allowNull: true, allowBlank: true });
      }
      if (property.index && property.index.unique === true) {
        model.validatesUniquenessOf(name, { allowNull: true, allowBlank: true });
      }
    }
  }
};
