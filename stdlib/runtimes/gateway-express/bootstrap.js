'use strict';

// Brings the consumers of a gateway into its Redis and ends: `node bootstrap.js`. Running it again changes only what
// differs; consumers, keys and passwords that are gone from the file go from Redis too.
const fs = require('node:fs');
const path = require('node:path');
const Redis = require('ioredis');
const { apply } = require('./consumers');

const file = process.env.CONSUMERS_FILE || path.join(__dirname, 'consumers', 'consumers.json');
const options = {
  host: process.env.REDIS_HOST || 'localhost',
  port: Number(process.env.REDIS_PORT || 6379),
  password: process.env.REDIS_PASSWORD || undefined,
  maxRetriesPerRequest: 20,
};

async function main() {
  const redis = new Redis(options);
  redis.on('error', (error) => console.error(`redis: ${error.message}`));
  try {
    const { consumers, namespace = 'EG' } = JSON.parse(fs.readFileSync(file, 'utf8'));
    const done = await apply(redis, namespace, consumers, process.env);
    console.log(`consumers: ${done.present} present, ${done.removed} removed`);
  } finally {
    redis.disconnect();
  }
}

main().catch((error) => {
  console.error('the consumers are not brought in:', error.message);
  process.exit(1);
});
