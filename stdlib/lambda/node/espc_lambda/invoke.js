'use strict';

const domain = require('node:domain');

// call runs a cloudevent function, with a callback where it takes one. What it throws later, in a callback of its own,
// rejects too and leaves the process alive, as in functions-framework.
function call(userFunction, message) {
  return new Promise((resolve, reject) => {
    const guard = domain.create();
    guard.on('error', reject);
    guard.run(() => {
      const done = (error, result) => (error ? reject(error) : resolve(result));
      try {
        if (userFunction.length > 1) userFunction(message, done);
        else Promise.resolve(userFunction(message)).then(resolve, reject);
      } catch (error) {
        reject(error);
      }
    });
  });
}

module.exports = { call };
