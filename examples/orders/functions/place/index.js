// POST { email, lines: [{ sku, quantity }, …] } -> 201 { order, cents }, 400 for what is no order, 422 for an unknown article.
const { randomUUID } = require('node:crypto');
const { call, publish } = require('espc');

exports.handler = async (req, res) => {
  const { email, lines } = req.body ?? {};
  if (!Array.isArray(lines) || lines.length === 0 || !lines.every(isLine)) {
    return res.status(400).json({ error: 'lines is a list of { sku, quantity }, with a quantity of 1 or more' });
  }
  const priced = await Promise.all(lines.map(price));
  const unknown = priced.filter((line) => !line.name).map((line) => line.sku);
  if (unknown.length > 0) return res.status(422).json({ error: `nobody sells ${unknown.join(', ')}` });

  // Customers come through one door and partners through the other, which is told by the path.
  const channel = req.path.startsWith('/v1/') ? 'partner' : 'web';
  const order = (channel === 'web' ? 'W-' : 'P-') + randomUUID();
  const cents = priced.reduce((sum, line) => sum + line.cents * line.quantity, 0);
  const customer = who(req.get('Authorization') ?? '');
  await keep({ number: order, customer, email, channel, cents, lines: priced, placedAt: new Date().toISOString() });

  const data = { order, customer, email, cents, lines: priced };
  await publish('order-placed', data, { id: order, subject: order, extensions: { channel } });
  res.status(201).json({ order, cents });
};

const isLine = (line) => typeof line?.sku === 'string' && line.sku !== '' && Number.isInteger(line.quantity) && line.quantity > 0;

async function price({ sku, quantity }) {
  const answer = await call('model.product', { path: `/${encodeURIComponent(sku)}` });
  if (answer.status === 404) return { sku, quantity };
  if (!answer.ok) throw new Error(`the price of ${sku}: ${answer.status}`);
  const { name, cents } = await answer.json();
  return { sku, name, quantity, cents };
}

async function keep(order) {
  const answer = await call('model.order', { method: 'POST', body: order });
  if (!answer.ok) throw new Error(`the order was not taken: ${answer.status} ${await answer.text()}`);
}

// The gateway has checked the credential; here it only tells who it is: a token's subject, or the id of a key.
function who(credential) {
  const [scheme, value = ''] = credential.split(' ');
  if (scheme.toLowerCase() === 'apikey') return value.split(':')[0];
  return JSON.parse(Buffer.from(value.split('.')[1], 'base64url')).sub;
}
