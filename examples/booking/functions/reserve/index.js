// POST { from, to, number } -> 201 and the booking, or 409 where the room is not free (any more).
const { call } = require('espc');

exports.handler = async (req, res) => {
  const { from, to, number } = req.body ?? {};
  const free = await call('function.availability', { query: { from, to } });
  if (free.status === 400) return res.status(400).json(await free.json());
  if (!free.ok) throw new Error(`availability answered ${free.status}`);
  const room = (await free.json()).rooms.find((candidate) => candidate.number === number);
  if (!room) return res.status(409).json({ error: `room ${number} is not free` });

  const booking = { guest: guest(req), arrives: from, leaves: to, cents: room.cents, roomId: number };
  const answer = await call('model.booking', { method: 'POST', body: booking });
  if (!answer.ok) throw new Error(`the booking was not taken: ${answer.status}`);
  res.status(201).json(await answer.json());
};

// The gateway has checked the token; here it only tells who it is.
function guest(req) {
  const [, payload] = req.get('Authorization').replace(/^Bearer /, '').split('.');
  return JSON.parse(Buffer.from(payload, 'base64url')).email;
}
