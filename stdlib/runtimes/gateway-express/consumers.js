'use strict';

const bcrypt = require('bcryptjs');

// ROUNDS of bcrypt, 2^8: every request with basic authentication pays for one comparison.
const ROUNDS = 8;

// apply makes Redis hold exactly these consumers, in the records that Express Gateway's identity store reads
// (lib/services of the package). A consumer is {name, plan, scopes, keyEnv, basicEnv}; the variables hold `keyId:keySecret`
// and `username:password`. The name is also the id, so that a run finds what an earlier one wrote.
async function apply(redis, namespace, consumers, env) {
  const records = consumers.map((consumer) => record(consumer, env));
  unique(records);
  const managed = `${namespace}-espc-consumers`;
  const before = new Set(await redis.smembers(managed));
  const gone = [...before].filter((name) => !records.some((each) => each.name === name));
  for (const name of gone) await replace(redis, namespace, managed, { name }, null);
  for (const each of records) await replace(redis, namespace, managed, each, await passwordHash(redis, namespace, each));
  return { present: records.length, removed: gone.length };
}

function record({ name, plan, scopes = [], keyEnv, basicEnv }, env) {
  return {
    name,
    plan,
    scopes,
    key: keyEnv && pair(env, keyEnv, 'keyId:keySecret', name),
    basic: basicEnv && pair(env, basicEnv, 'username:password', name),
  };
}

// pair never puts the value into its error.
function pair(env, variable, form, name) {
  const value = (env[variable] || '').replace(/\r?\n$/, '');
  const colon = value.indexOf(':');
  const [first, second] = [value.slice(0, colon), value.slice(colon + 1)];
  if (colon < 1 || second === '') throw new Error(`consumer ${name}: ${variable} is not of the form ${form}`);
  if (form.startsWith('keyId') && second.includes(':')) throw new Error(`consumer ${name}: the key in ${variable} has a second colon`);
  return [first, second];
}

function unique(records) {
  for (const field of ['key', 'basic']) {
    const seen = new Map();
    for (const each of records.filter((item) => item[field])) {
      const other = seen.get(each[field][0]);
      if (other) throw new Error(`consumers ${other} and ${each.name} have the same ${field === 'key' ? 'keyId' : 'username'}`);
      seen.set(each[field][0], each.name);
    }
  }
}

// passwordHash keeps the hash that is there as long as it fits, so that a second run changes nothing.
async function passwordHash(redis, namespace, { name, basic }) {
  if (!basic) return null;
  const old = await redis.hget(`${namespace}-basic-auth:${name}`, 'password');
  if (old && await bcrypt.compare(basic[1], old)) return old;
  return bcrypt.hash(basic[1], ROUNDS);
}

// replace writes one consumer in one transaction, so that no request meets half of it. The ids of its keys are in a set beside
// Express Gateway's records: there they would be where the record of a key is that is called like the consumer.
async function replace(redis, namespace, managed, consumer, hash) {
  const key = (kind, id) => `${namespace}-${kind}:${id}`;
  const { name, plan, scopes = [], basic } = consumer;
  const old = await redis.hgetall(key('user', name));
  const multi = redis.multi();

  const earlier = await redis.type(key('key-auth', name)) === 'set'; // where an earlier version had what is in espc-keys
  const keyIds = await redis.smembers(key('espc-keys', name));
  if (earlier) keyIds.push(...await redis.smembers(key('key-auth', name)));
  for (const keyId of keyIds) {
    // A key that moved to another consumer in this run is that one's already.
    if (await redis.hget(key('key-auth', keyId), 'consumerId') === name) multi.del(key('key-auth', keyId));
  }
  if (earlier) multi.del(key('key-auth', name));
  multi.del(key('user', name), key('espc-keys', name), key('basic-auth', name));
  for (const username of [old.username, name]) if (username) multi.srem(key('username', username), name);
  multi.srem(managed, name);

  if (consumer.scopes) {
    const username = basic ? basic[0] : name;
    const user = { id: name, username, firstname: name, lastname: name, isActive: 'true' };
    if (plan) user.plan = plan;
    multi.hmset(key('user', name), user);
    multi.sadd(key('username', username), name);
    multi.sadd(managed, name);
    for (const scope of scopes) multi.hset(`${namespace}-scope`, scope, 'true');
    const credential = { isActive: 'true', consumerId: name, scopes: JSON.stringify(scopes) };
    if (consumer.key) {
      const [keyId, keySecret] = consumer.key;
      multi.sadd(key('espc-keys', name), keyId);
      multi.hmset(key('key-auth', keyId), { ...credential, id: keyId, keyId, keySecret });
    }
    if (hash) multi.hmset(key('basic-auth', name), { ...credential, password: hash });
  }
  for (const [error] of await multi.exec()) if (error) throw error;
}

module.exports = { apply };
