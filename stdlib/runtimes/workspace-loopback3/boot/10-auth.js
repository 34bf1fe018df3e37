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
  app.enableAuth();
};
