'use strict';

const logger = require('express-gateway/lib/logger').policy;

// A limit is a bucket that holds `burst` requests and fills at max/windowMs (the generic cell rate algorithm): one
// number a key, the time at which the bucket is full again. KEYS[1]; ARGV: interval in ms, burst.
const TAKE = `
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local interval = tonumber(ARGV[1])
local full = math.max(tonumber(redis.call('GET', KEYS[1])) or now, now)
local wait = full + interval - tonumber(ARGV[2]) * interval - now
if wait > 0 then return {0, math.ceil(wait), 0} end
local next = full + interval
redis.call('SET', KEYS[1], string.format('%.3f', next), 'PX', math.ceil(next - now))
return {1, 0, math.floor((tonumber(ARGV[2]) * interval - (next - now)) / interval)}`;

// COUNT counts up to a maximum until a fixed moment. KEYS[1]; ARGV: maximum, moment in ms since 1970.
const COUNT = `
local used = redis.call('INCR', KEYS[1])
if used == 1 then redis.call('PEXPIREAT', KEYS[1], ARGV[2]) end
if used > tonumber(ARGV[1]) then redis.call('DECR', KEYS[1]) return {0, 0} end
return {1, tonumber(ARGV[1]) - used}`;

// store keeps limits in the gateway's Redis, so that all replicas share them, or in this process where
// system.config.yml says `emulate`.
module.exports = (context) => {
  const options = context.config.systemConfig.db.redis;
  const prefix = `${options.namespace || 'EG'}-limit:`;
  const store = options.emulate ? memory() : shared(prefix);
  let warned = 0;
  // A store that is away lets requests pass: a limit protects, it must not become the outage.
  return async (operation, ...args) => {
    try {
      return await store[operation](...args);
    } catch (error) {
      if (Date.now() - warned > 10000) {
        warned = Date.now();
        logger.warn(`limits are not applied: ${error.message}`);
      }
      return { allowed: true, waitMs: 0, remaining: 0 };
    }
  };
};

function shared(prefix) {
  const db = require('express-gateway/lib/db');
  if (!db.espcTake) {
    db.defineCommand('espcTake', { numberOfKeys: 1, lua: TAKE });
    db.defineCommand('espcCount', { numberOfKeys: 1, lua: COUNT });
  }
  return {
    async take(key, { interval, burst }) {
      const [allowed, waitMs, remaining] = await db.espcTake(prefix + key, interval, burst);
      return { allowed: allowed === 1, waitMs, remaining };
    },
    async count(key, { max, until }) {
      const [allowed, remaining] = await db.espcCount(prefix + key, max, until);
      return { allowed: allowed === 1, waitMs: until - Date.now(), remaining };
    },
  };
}

// MAX_KEYS bounds the memory that clients can make a process hold.
const MAX_KEYS = 100000;

function memory() {
  const entries = new Map();
  const room = () => {
    if (entries.size >= MAX_KEYS) entries.delete(entries.keys().next().value);
  };
  return {
    take(key, { interval, burst }) {
      const now = Date.now();
      const full = Math.max(entries.get(key) || now, now);
      const wait = full + interval - burst * interval - now;
      if (wait > 0) return { allowed: false, waitMs: Math.ceil(wait), remaining: 0 };
      entries.delete(key);
      room();
      entries.set(key, full + interval);
      return { allowed: true, waitMs: 0, remaining: Math.floor((burst * interval - (full + interval - now)) / interval) };
    },
    count(key, { max, until }) {
      const entry = entries.get(key) || { used: 0 };
      const waitMs = until - Date.now();
      if (entry.used >= max) return { allowed: false, waitMs, remaining: 0 };
      room();
      entries.set(key, { used: entry.used + 1 });
      return { allowed: true, waitMs, remaining: max - entry.used - 1 };
    },
  };
}
