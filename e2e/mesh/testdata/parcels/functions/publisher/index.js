// POST { event, data, options } -> the id of the event that was published.
const { publish } = require('espc');

exports.handler = async (req, res) => {
  const { event, data, options } = req.body;
  res.json({ id: await publish(event, data, options) });
};
