'use strict';

// Tells the kinds of a Lambda invocation apart and hands each to the function in the form of its signature.
const path = require('node:path');
const authorizer = require('./authorizer');
const { fromEvent, isEvent } = require('./cloudevent');
const cors = require('./cors');
const { deadline, within } = require('./deadline');
const { exchange } = require('./exchange');
const { call } = require('./invoke');
const http = require('./http-event');
const { load } = require('./load');
const { binaryRequest, jsonRequest } = require('./post');
const { isQueue, drain } = require('./queue');

// start loads the function and returns what Lambda calls.
async function start(env) {
  env.NODE_ENV ||= 'production'; // as the runtime image has it
  const root = env.LAMBDA_TASK_ROOT || path.dirname(__dirname);
  const fn = await load(root, env);
  return (event, context) => handle(fn, event, context || {}, env);
}

async function handle(fn, event, context, env) {
  if (authorizer.matches(event)) {
    return authorizer.answer(event, await exchange(fn.app, http.request(event), deadline(context, env)));
  }
  if (http.matches(event)) {
    const answer = await exchange(fn.app, http.request(event), deadline(context, env));
    return http.answer(event, cors.apply(event, answer, env));
  }
  const about = { env, context };
  if (isQueue(event)) {
    return drain(event.Records, about, (message) => deliver(fn, message, context, env));
  }
  if (fn.signature === 'cloudevent' || isEvent(event)) {
    return deliver(fn, fromEvent(event, about), context, env);
  }
  return post(fn, jsonRequest(event), context, env);
}

// deliver calls the function with one CloudEvent; it rejects where the function failed, so that Lambda tries again. What a
// cloudevent function returns is nobody's: a value that is no JSON must not fail the delivery.
async function deliver(fn, message, context, env) {
  if (fn.signature !== 'cloudevent') return post(fn, binaryRequest(message), context, env);
  await within(deadline(context, env), call(fn.userFunction, message));
  return null;
}

// post sends an http function a payload that is no request, and returns the answer's body.
async function post(fn, request, context, env) {
  const answer = await exchange(fn.app, request, deadline(context, env));
  if (answer.status >= 400) throw new Error(`the function answered ${answer.status}`);
  const text = answer.body.toString();
  try {
    return text === '' ? null : JSON.parse(text);
  } catch {
    return text;
  }
}

module.exports = { start };
