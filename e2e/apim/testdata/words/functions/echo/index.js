exports.handler = (req, res) => res.json({});
