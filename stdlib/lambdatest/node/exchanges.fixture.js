'use strict';

// The function of the exchanges: it tells what it got, or does what the query parameter `do` says. Python's twin is
// exchanges_fixture.py.
const zlib = require('node:zlib');

// A gateway hands headers on in no order, and has a connection of its own.
const sorted = (headers) => Object.entries(headers).filter(([name]) => name !== 'connection').sort();

const does = {
  echo: (req, res) => res.json({
    method: req.method, url: req.url, path: req.path, query: req.query, headers: sorted(req.headers), raw: req.rawBody?.toString('hex'), ip: req.ip, secure: req.secure,
    body: Buffer.isBuffer(req.body) ? { hex: req.body.toString('hex') } : req.body,
  }),
  text: (req, res) => res.send('grüße'),
  cors: (req, res) => res.set({
    'Access-Control-Allow-Origin': req.get('Origin'), 'Access-Control-Allow-Methods': 'GET, PUT', 'Access-Control-Allow-Headers': req.get('Access-Control-Request-Headers'), Vary: 'Origin',
  }).status(204).end(),
  bytes: (req, res) => res.type('image/png').send(Buffer.from([137, 80, 78, 71, 0, 255])),
  gzip: (req, res) => res.set('Content-Encoding', 'gzip').type('txt').send(zlib.gzipSync('small')),
  cookies: (req, res) => res.cookie('a', '1').cookie('b', 'x y', { httpOnly: true, secure: true, maxAge: 3600000, expires: new Date(0) }).set('Expires', '0').send('x'),
  made: (req, res) => res.status(201).location('/orders/7').json({ id: 7 }),
  throws: () => { throw new Error('secret'); },
};

exports.handler = (req, res) => does[req.query.do ?? 'echo'](req, res);
