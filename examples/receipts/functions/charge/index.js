'use strict';

const { publish } = require('espc');

// POST /payments {"order":"42","amount":1999} -> 202
exports.handler = async (req, res) => {
  const { order, amount } = req.body ?? {};
  if (typeof order !== 'string' || !Number.isInteger(amount) || amount <= 0) {
    return res.status(400).json({ error: 'order and amount (in cents) are needed' });
  }
  await publish('paid', { order, amount }, { subject: order });
  res.status(202).json({ order });
};
