'use strict';

// An HTTP function gets a request and a response, as in Express. The gateway passes the path on
// as it came: /hello/Ada arrives as /hello/Ada.
exports.handler = (req, res) => {
  const name = decodeURIComponent(req.path.split('/')[2] || 'world');
  res.json({ message: `${process.env.GREETING}, ${name}!` });
};
