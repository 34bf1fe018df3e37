'use strict';

// health answers GET and HEAD of /health. The process listens only once the project has booted,
// so an answer means ready; a data store that is away does not take the whole API away.
module.exports = () => (req, res, next) => {
  if (req.path !== '/health' || !['GET', 'HEAD'].includes(req.method)) return next();
  res.status(200).json({ status: 'ok' });
};
