'use strict';

const kept = require('./kept');

const FRESH_MS = 5 * 60 * 1000;
const AGAIN_MS = 30 * 1000;
const STALE_MS = 60 * 60 * 1000;

// secrets reads secrets with read(id), which returns a text, and keeps each for five minutes. get returns a secret's text, or
// the field of it that property names; undefined where there is none. again does so and reads what is older than half a
// minute anew. While Secrets Manager does not answer, what was read within the last hour holds.
module.exports = (read, now = Date.now) => {
  const entries = new Map();

  function entry(id) {
    if (!entries.has(id)) entries.set(id, kept(() => current(id), { fresh: FRESH_MS, again: AGAIN_MS, stale: STALE_MS, now }));
    return entries.get(id);
  }

  async function current(id) {
    try {
      return (await read(id)) ?? '';
    } catch (error) {
      if (error.name !== 'ResourceNotFoundException') throw error;
      console.error(`there is no secret ${id}`);
      return undefined;
    }
  }

  return {
    get: async (reference) => part(await entry(reference.id).get(), reference),
    again: async (reference) => part(await entry(reference.id).again(), reference),
  };
};

// part never puts a value into a log.
function part(text, { id, property }) {
  if (text === undefined) return undefined;
  if (property === undefined) return trimmed(text);
  let fields;
  try {
    fields = JSON.parse(text);
  } catch {
    console.error(`the secret ${id} holds no JSON, so no field ${property}`);
    return undefined;
  }
  if (fields !== null && typeof fields === 'object' && Object.hasOwn(fields, property)) return trimmed(String(fields[property]));
  console.error(`the secret ${id} has no field ${property}`);
  return undefined;
}

const trimmed = (text) => text.replace(/\r?\n$/, '');
