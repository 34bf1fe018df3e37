// By the clock: a mail to each guest who arrives tomorrow. What fails is tried again, so a mail says which booking it is about,
// and the service sends one for each.
const { call } = require('espc');

exports.handler = async (event) => {
  const tomorrow = day(event.time, 1);
  const filter = { where: { arrives: { gte: tomorrow, lt: day(event.time, 2) } }, limit: 1000 };
  const answer = await call('model.booking', { query: { filter: JSON.stringify(filter) } });
  if (!answer.ok) throw new Error(`the bookings answered ${answer.status}`);
  for (const booking of await answer.json()) await mail(booking, tomorrow);
};

function day(time, later) {
  const then = new Date(time);
  then.setUTCDate(then.getUTCDate() + later);
  return then.toISOString().slice(0, 10);
}

async function mail({ id, guest, roomId }, tomorrow) {
  const answer = await call('service_endpoint.mail', {
    path: '/messages',
    headers: { Authorization: `Bearer ${process.env.MAIL_TOKEN}`, 'Idempotency-Key': `booking-${id}` },
    body: { to: guest, subject: 'See you tomorrow', text: `Room ${roomId} is yours from ${tomorrow} on.` },
  });
  if (!answer.ok) throw new Error(`the mail about booking ${id}: ${answer.status}`);
}
