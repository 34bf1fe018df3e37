// GET ?from=2026-07-01&to=2026-07-05&beds=2 -> { rooms: [{ number, beds, cents }, …] }, the cheapest first.
const { call } = require('espc');

const day = /^\d{4}-\d{2}-\d{2}$/;

exports.handler = async (req, res) => {
  const { from, to, beds = '1' } = req.query;
  if (!day.test(from) || !day.test(to) || from >= to || !/^[1-9]$/.test(beds)) {
    return res.status(400).json({ error: 'from and to are days, from before to, and beds is 1 to 9' });
  }
  // A booking is in the way where it begins before we leave and ends after we come.
  const taken = await ask('model.booking', { where: { arrives: { lt: to }, leaves: { gt: from } }, fields: { roomId: true } });
  const rooms = await ask('model.room', {
    where: { beds: { gte: Number(beds) }, number: { nin: taken.map((booking) => booking.roomId) } },
    limit: 50,
  });
  const priced = await Promise.all(rooms.map((room) => price(room, from, to)));
  res.json({ rooms: priced.sort((a, b) => a.cents - b.cents) });
};

// Models are asked by LoopBack's filters, wherever they run.
async function ask(model, filter) {
  const answer = await call(model, { query: { filter: JSON.stringify(filter) } });
  if (!answer.ok) throw new Error(`${model} answered ${answer.status}`);
  return answer.json();
}

async function price({ number, beds, cents }, from, to) {
  const answer = await call('function.price', { body: { cents, from, to } });
  if (!answer.ok) throw new Error(`the price of ${number}: ${answer.status}`);
  return { number, beds, cents: (await answer.json()).cents };
}
