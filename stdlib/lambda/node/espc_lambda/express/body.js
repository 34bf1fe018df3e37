'use strict';

// Reads a request's body as functions-framework does: JSON objects and arrays, forms, text/plain, everything else as bytes;
// req.rawBody has the bytes of any. A body without a content type is left in the stream.
const zlib = require('node:zlib');
const { parseForm } = require('./form');
const { match, mediaType, hasBody } = require('./media');

const INFLATE = { gzip: zlib.gunzipSync, deflate: zlib.inflateSync, br: zlib.brotliDecompressSync, zstd: zlib.zstdDecompressSync };

// MAX_PARAMETERS is how many fields a form may have.
const MAX_PARAMETERS = 1000;

// PARSERS by media type, the first that fits.
const PARSERS = [
  ['application/cloudevents+json', parseJSON, (charset) => charset.startsWith('utf-')],
  ['application/json', parseJSON, (charset) => charset.startsWith('utf-')],
  ['text/plain', (text) => text, () => true],
  ['application/x-www-form-urlencoded', parseFields, (charset) => charset === 'utf-8' || charset === 'iso-8859-1'],
];

// parseBody sets req.body and req.rawBody. An error's status says how to answer it.
function parseBody(req) {
  req.body = undefined;
  const header = req.headers['content-type'];
  const { type, parameters } = mediaType(header ?? '');
  if (!hasBody(req) || !type.includes('/')) return;
  const [, parse, allows] = PARSERS.find(([name]) => match(name, type)) ?? [];
  const charset = (parameters.charset ?? 'utf-8').toLowerCase();
  if (parse && !allows(charset)) throw failure(415, `unsupported charset "${charset}"`);
  const decoder = parse && decoderOf(charset);
  req.rawBody = inflate(read(req), req.headers['content-encoding'] ?? 'identity');
  req.body = parse ? parse(decoder.decode(req.rawBody), charset) : req.rawBody;
}

// read takes the body out of the stream, so that it is over for the function as it is behind the framework.
function read(req) {
  const chunks = [];
  for (let chunk = req.read(); chunk !== null; chunk = req.read()) chunks.push(chunk);
  req.resume();
  return Buffer.concat(chunks);
}

function inflate(body, encoding) {
  const name = encoding.toLowerCase();
  if (name === 'identity') return body;
  if (!INFLATE[name]) throw failure(415, `unsupported content encoding "${name}"`);
  try {
    return INFLATE[name](body);
  } catch (error) {
    throw failure(400, error.message);
  }
}

function decoderOf(charset) {
  try {
    return new TextDecoder(charset);
  } catch {
    throw failure(415, `unsupported charset "${charset}"`);
  }
}

function parseJSON(text) {
  if (text === '') return {};
  if (!/^[ \t\n\r]*[[{]/.test(text)) throw failure(400, 'the body is no JSON object or array');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw failure(400, error.message);
  }
}

function parseFields(text, charset) {
  if (text.split('&', MAX_PARAMETERS + 1).length > MAX_PARAMETERS) throw failure(413, 'too many parameters');
  return parseForm(text, charset);
}

function failure(status, message) {
  return Object.assign(new Error(message), { status });
}

module.exports = { parseBody };
