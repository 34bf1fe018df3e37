'use strict';

// Finds the function by the variables of functions-framework: FUNCTION_SOURCE, FUNCTION_TARGET, FUNCTION_SIGNATURE_TYPE.
const { createRequire } = require('node:module');
const path = require('node:path');
const { pathToFileURL } = require('node:url');
const { app } = require('./express/app');

const FRAMEWORK = '@google-cloud/functions-framework';

// load returns { signature, userFunction, app }, app being what takes a request and a response. root is where the function's
// files are. The error says what is missing, and ends the environment's start.
async function load(root, env) {
  const file = path.resolve(root, env.FUNCTION_SOURCE || 'index.js');
  const target = env.FUNCTION_TARGET || 'handler';
  const module = await import(pathToFileURL(file).href);
  const framework = vendored(file);
  const registered = framework?.testing.registration?.(target);
  const userFunction = registered?.userFunction || framework?.testing.getFunction?.(target) || exported(module, target);
  if (typeof userFunction !== 'function') {
    throw new Error(`${path.relative(root, file)} exports no function called ${target}`);
  }
  const signature = registered?.signature || env.FUNCTION_SIGNATURE_TYPE || 'http';
  if (signature !== 'http' && signature !== 'cloudevent') {
    throw new Error(`FUNCTION_SIGNATURE_TYPE is ${signature}; it is http or cloudevent`);
  }
  const own = () => app(userFunction, signature);
  return { signature, userFunction, app: frameworkApp(framework, target, userFunction, signature) || own() };
}

// exported finds a.b.c in what a module exports, by name or in its default export.
function exported(module, target) {
  const find = (from) => target.split('.').reduce((value, name) => value?.[name], from);
  return find(module) ?? find(module.default);
}

// vendored returns the functions-framework that the function's own code gets: the stand-in beside this adapter, or the
// real one where the function's folder brings it along.
function vendored(file) {
  try {
    const require = createRequire(file);
    return { main: require(FRAMEWORK), testing: require(`${FRAMEWORK}/testing`) };
  } catch (error) {
    if (['MODULE_NOT_FOUND', 'ERR_PACKAGE_PATH_NOT_EXPORTED'].includes(error.code)) return undefined;
    throw error;
  }
}

// frameworkApp returns the real framework's own Express application. The name it is registered under may not have dots.
function frameworkApp(framework, target, userFunction, signature) {
  if (!framework?.testing.getTestServer) return undefined;
  const name = framework.testing.getFunction(target) ? target : 'espc';
  if (name === 'espc') framework.main[signature === 'http' ? 'http' : 'cloudEvent'](name, userFunction);
  const server = framework.testing.getTestServer(name);
  return (req, res) => server.emit('request', req, res);
}

module.exports = { load };
