'use strict';

const { createHash, timingSafeEqual } = require('node:crypto');

const FORMS = { key: 'keyId:keySecret', basic: 'user:password' };

// consumers finds who has a credential. All are compared, in constant time, whichever it is.
module.exports = (list, secrets) => {
  const match = (credentials, hash) => {
    let found;
    for (const each of credentials) if (timingSafeEqual(each.hash, hash)) found = found || each.consumer;
    return found;
  };

  async function load(type, reading) {
    const out = [];
    await Promise.all(list.filter((consumer) => consumer[type]).map(async (consumer) => {
      const text = await reading(consumer[type]);
      if (text === undefined) return;
      if (usable(type, text)) out.push({ consumer: { ...consumer, scopes: consumer.scopes || [] }, hash: sha256(text) });
      else console.error(`the secret ${consumer[type].id} of consumer ${consumer.name} is not of the form ${FORMS[type]}`);
    }));
    return out.sort((a, b) => (a.consumer.name < b.consumer.name ? -1 : 1));
  }

  // find returns the consumer of a credential. One that nobody has is looked for again in what Secrets Manager holds now,
  // so that a new key works at once.
  async function find(type, given) {
    if (!given) return undefined;
    const hash = sha256(given);
    return match(await load(type, secrets.get), hash) || match(await load(type, secrets.again), hash);
  }

  return { find };
};

function usable(type, text) {
  const colon = text.indexOf(':');
  return colon > 0 && colon < text.length - 1 && (type !== 'key' || !text.includes(':', colon + 1));
}

const sha256 = (text) => createHash('sha256').update(text).digest();
