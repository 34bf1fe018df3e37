'use strict';

const { createHmac, timingSafeEqual } = require('node:crypto');

// POST {"order":"1007"} with X-Signature: sha256=<HMAC of the body, hex>
//
// A sender repeats what was not answered with 2xx, so saying a thing twice has to do no harm:
// setting a status is the same once or ten times.
exports.handler = async (req, res) => {
  if (!signed(req.rawBody, req.get('x-signature'))) {
    return res.status(401).json({ error: 'the signature does not fit' });
  }
  const number = req.body?.order;
  if (typeof number !== 'string') {
    return res.status(400).json({ error: 'order is missing' });
  }

  const url = new URL('/api/orders/update', process.env.ORDERS_URL);
  url.searchParams.set('where', JSON.stringify({ number }));
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ status: process.env.ORDER_STATUS }),
    signal: AbortSignal.timeout(5000),
  });
  if (!answer.ok) {
    console.error(`orders answered ${answer.status}`);
    return res.status(503).json({ error: 'try again later' });
  }
  const { count } = await answer.json();
  if (count === 0) {
    return res.status(404).json({ error: 'no such order' });
  }
  res.status(204).end();
};

function signed(body, signature) {
  if (!body || !signature) {
    return false;
  }
  const want = `sha256=${createHmac('sha256', process.env.SIGNING_KEY).update(body).digest('hex')}`;
  const [a, b] = [Buffer.from(want), Buffer.from(signature)];
  return a.length === b.length && timingSafeEqual(a, b);
}
