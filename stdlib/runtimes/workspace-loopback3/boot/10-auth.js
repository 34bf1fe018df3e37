'use strict';

const loopback = require('loopback');

// Access control runs as soon as model-config.json attaches AccessToken; without it there is
// no store to look a token up in, and every rule but $everyone's could not be decided.
// A token is taken from `Authorization: TOKEN`, `Authorization: Bearer TOKEN`, `X-Access-Token` and
// `?access_token=`.
module.exports = (app) => {
  if (!app.models.AccessToken) return;
  app.middleware('auth', loopback.token({
    model: app.models.AccessToken,
    currentUserLiteral: 'me',
    bearerTokenBase64Encoded: false,
  }));
  // Where nobody can log in there are rules about everyone alone, and tokens need no user: not worth LoopBack's warning.
  if (!app.models().some((model) => model.prototype instanceof loopback.User)) app.set('_verifyAuthModelRelations', false);
  app.enableAuth();
};
