// An accepted order -> order-paid, or payment-failed. An error means: again, so each step may be done twice and counts once.
const { call, publish } = require('espc');

exports.handler = async (event) => {
  const { order, email, cents, lines } = event.data;
  const answer = await call('service_endpoint.payments', {
    path: '/payments',
    headers: { 'Idempotency-Key': order },
    body: { reference: order, amount: cents, currency: 'EUR' },
  });
  if (!answer.ok && answer.status !== 402) throw new Error(`the payment of ${order}: ${answer.status}`);
  const result = await answer.json();

  await mark(order, answer.ok ? 'paid' : 'unpaid');
  const about = { id: `${event.id}-charged`, subject: order, extensions: { channel: event.channel } };
  if (answer.ok) await publish('order-paid', { order, email, payment: result.id, cents, lines }, about);
  else await publish('payment-failed', { order, email, reason: result.reason }, about);
};

async function mark(order, status) {
  const answer = await call('model.order', { method: 'PATCH', path: `/${encodeURIComponent(order)}`, body: { status } });
  if (!answer.ok) throw new Error(`order ${order} is not marked as ${status}: ${answer.status}`);
}
