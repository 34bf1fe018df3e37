'use strict';

// Takes the events of subscriptions that filter data, which the event mesh does not see: each under a path of its own, that
// ESPC_FILTERS has a filter for. What does not match is answered 204, as if the function had been called; what does is handed on.
const http = require('node:http');

const PATH = '/_espc/on/';

// subscriptions reads filters, a JSON object by label such as {"paid":{"data.amount":{"gt":100}}}, and returns
// a function that makes a listener of requests of one that takes events.
function subscriptions(text) {
  const filters = new Map(Object.entries(JSON.parse(text)).map(([label, filter]) => [label, compiled(filter)]));
  return (next) => async (req, res) => {
    if (!req.url.startsWith(PATH)) return next(req, res);
    const label = req.url.slice(PATH.length).split('?')[0];
    const filter = filters.get(label);
    if (!filter) return answer(res, 404, `no subscription is called ${label}`); // an older revision: the event comes again
    let body;
    try {
      body = await read(req);
    } catch {
      return undefined; // the sender hung up
    }
    let data;
    try {
      data = dataOf(req.headers['content-type'] ?? '', body);
    } catch { // it is not what it says: the framework answers that
      return next(again(req, body), res);
    }
    let passes;
    try {
      passes = meets(filter, data);
    } catch (error) { // lists in lists without end: it must not end the process, and sent again it would be the same
      return answer(res, 400, error.message);
    }
    return passes ? next(again(req, body), res) : answer(res, 204);
  };
}

function answer(res, status, text = '') {
  res.statusCode = status;
  res.end(text);
}

async function read(req) {
  const chunks = [];
  for await (const chunk of req) chunks.push(chunk);
  return Buffer.concat(chunks);
}

// again returns a request that was read, to be read once more.
function again(req, body) {
  const copy = new http.IncomingMessage(req.socket);
  const { method, headers, rawHeaders, httpVersion, httpVersionMajor, httpVersionMinor } = req;
  Object.assign(copy, { method, url: '/', headers, rawHeaders, httpVersion, httpVersionMajor, httpVersionMinor, complete: true });
  copy.push(body);
  copy.push(null);
  return copy;
}

// dataOf returns an event's data where that is an object, else one without fields: a filter looks at fields. It throws
// where JSON is none.
function dataOf(type, body) {
  const kind = type.split(';')[0].trim().toLowerCase();
  let data;
  if (kind === 'application/cloudevents+json') data = JSON.parse(body).data;
  else if (body.length > 0 && (kind === '' || /^(application|text)\/(.*\+)?json$/.test(kind))) data = JSON.parse(body);
  return typeof data === 'object' && data !== null && !Array.isArray(data) ? data : {};
}

// compiled returns a filter as { tree, absent }: what fields must be, as deep as their paths go, and the paths that must not be
// there. Conditions that meet in one list of the data have to be met by one of its members.
function compiled(filter) {
  const tree = node();
  const absent = [];
  for (const [attribute, condition] of Object.entries(filter)) {
    const path = attribute.split('.').slice(1); // after "data"
    if (condition?.exists === false) absent.push(path);
    else path.reduce(below, tree).conditions.push(condition);
  }
  return { tree, absent };
}

const node = () => ({ conditions: [], fields: new Map() });

// below returns what a node says of a field.
function below({ fields }, name) {
  if (!fields.has(name)) fields.set(name, node());
  return fields.get(name);
}

const isObject = (value) => typeof value === 'object' && value !== null;

function meets({ tree, absent }, data) {
  return matches(tree, data) && !absent.some((path) => has(data, path));
}

// matches reports whether a value meets a node's conditions; a list does where a member does. Only scalars are compared.
function matches({ conditions, fields }, value) {
  if (Array.isArray(value)) return value.some((member) => matches({ conditions, fields }, member));
  if (conditions.length > 0 && (isObject(value) || !conditions.every((condition) => holds(condition, value)))) return false;
  return [...fields].every(([name, inside]) => isObject(value) && Object.hasOwn(value, name) && matches(inside, value[name]));
}

// has reports whether there is a scalar at a path, in whichever member of lists on the way.
function has(value, path) {
  if (Array.isArray(value)) return value.some((member) => has(member, path));
  if (path.length === 0) return !isObject(value);
  return isObject(value) && Object.hasOwn(value, path[0]) && has(value[path[0]], path.slice(1));
}

// holds reports whether a scalar is what a condition asks for: a value, one of several, or all of { prefix, suffix, not, gt, lt }.
function holds(condition, value) {
  if (!isObject(condition)) return value === condition;
  if (Array.isArray(condition)) return condition.includes(value);
  return Object.entries(condition).every(([name, wanted]) => {
    switch (name) {
      case 'prefix': return typeof value === 'string' && value.startsWith(wanted);
      case 'suffix': return typeof value === 'string' && value.endsWith(wanted);
      case 'not': return Array.isArray(wanted) ? !wanted.includes(value) : value !== wanted;
      case 'gt': return typeof value === 'number' && value > wanted;
      case 'lt': return typeof value === 'number' && value < wanted;
      case 'exists': return true; // it is there: false is among the absent
      default: throw new Error(`a filter has no condition ${name}`);
    }
  });
}

module.exports = { subscriptions };
