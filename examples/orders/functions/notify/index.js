// One mail for each event that comes. What fails is tried again, so a mail says which event it is about, and the service sends one for each.
const { call } = require('espc');

const SALES = 'sales@shop.example.com';

const mails = {
  'orders.order-paid': ({ order, email, cents }) => ({ to: email, subject: `Thank you for order ${order}`, text: `We got ${euros(cents)}.` }),
  'orders.payment-failed': ({ order, email, reason }) => ({ to: email, subject: `Order ${order} is not paid`, text: `The payment was refused: ${reason}.` }),
  'orders.big-order': ({ order, customer, cents }) => ({ to: SALES, subject: `A big one: ${euros(cents)}`, text: `${customer} placed ${order}.` }),
};

exports.handler = async (event) => {
  const mail = mails[event.type](event.data);
  if (!mail.to) return console.log(`order ${event.data.order} has no address`);
  const answer = await call('service_endpoint.mail', { path: '/messages', headers: { 'Idempotency-Key': event.id }, body: mail });
  if (!answer.ok) throw new Error(`the mail about ${event.id}: ${answer.status}`);
};

const euros = (cents) => `${(cents / 100).toFixed(2)} €`;
