// GET /orders/{number} -> { order, status, cents, placed }. Who asks for somebody else's order is told that there is none.
const { call } = require('espc');

exports.handler = async (req, res) => {
  const number = req.path.split('/').filter(Boolean).pop();
  const answer = await call('model.order', { path: `/${encodeURIComponent(number)}` });
  if (!answer.ok && answer.status !== 404) throw new Error(`order ${number}: ${answer.status}`);
  const order = answer.ok ? await answer.json() : {};
  if (order.customer !== who(req.get('Authorization') ?? '')) return res.status(404).json({ error: `there is no order ${number}` });
  res.json({ order: number, status: order.status, cents: order.cents, placed: order.placedAt });
};

// The gateway has checked the credential; here it only tells who it is: a token's subject, or the id of a key.
function who(credential) {
  const [scheme, value = ''] = credential.split(' ');
  if (scheme.toLowerCase() === 'apikey') return value.split(':')[0];
  return JSON.parse(Buffer.from(value.split('.')[1], 'base64url')).sub;
}
