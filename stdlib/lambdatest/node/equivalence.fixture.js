'use strict';

// The function of the equivalence test: what it does is named by the query parameter `do`.
const { Readable } = require('node:stream');
const zlib = require('node:zlib');

const bytes = (value) => (Buffer.isBuffer(value) ? { bytes: value.toString('hex') } : value === undefined ? { nothing: true } : value);

const does = {
  see: (req, res) => res.json({
    method: req.method, url: req.url, originalUrl: req.originalUrl, baseUrl: req.baseUrl, path: req.path, params: req.params, query: req.query,
    body: bytes(req.body), raw: bytes(req.rawBody), cookie: req.headers.cookie, list: req.headers['x-list'], distinct: req.headersDistinct['x-once'],
    protocol: req.protocol, secure: req.secure, ip: req.ip, ips: req.ips, host: req.host, hostname: req.hostname, subdomains: req.subdomains,
    xhr: req.xhr, type: req.get('Content-Type'), referrer: req.get('Referrer'), ended: req.readableEnded,
  }),
  negotiate: (req, res) => res.json({
    types: req.accepts(), best: req.accepts('json', 'html', 'text/plain;format=flowed'), png: req.accepts(['image/png', 'webp']),
    encodings: req.acceptsEncodings(), gzip: req.acceptsEncodings('br', 'gzip'), none: req.acceptsEncodings('zstd'),
    charsets: req.acceptsCharsets('utf-8', 'iso-8859-1'), languages: req.acceptsLanguages(), language: req.acceptsLanguages('de', 'en', 'fr'),
    is: req.is('json', 'text/*', '+json', 'urlencoded', 'multipart'), isNone: req.is('html'), range: req.range(1000), combined: req.range(1000, { combine: true }),
  }),
  text: (req, res) => res.send('grüße & <b>'),
  empty: (req, res) => res.send(),
  nil: (req, res) => res.send(null),
  number: (req, res) => res.send(7),
  buffer: (req, res) => res.send(Buffer.from([0, 255, 254, 1])),
  view: (req, res) => res.type('image/png').send(new Uint8Array([137, 80, 78, 71])),
  json: (req, res) => res.status(201).json({ a: [1, null, 'ü'], u: undefined }),
  jsonp: (req, res) => res.jsonp({ line: '\u2028' }),
  charset: (req, res) => res.set('Content-Type', 'text/plain; charset=latin1; format=flowed').send('x'),
  vendor: (req, res) => res.type('application/problem+json').status(422).send('{"title":"no"}'),
  types: (req, res) => res.json(['html', '.css', 'a/b.js', 'file.tar.gz', 'svg', 'unknown', 'application/json', 'text/x', 'image/png'].map((type) => { res.type(type); return res.get('Content-Type'); })),
  set: (req, res) => res.set({ 'X-A': 1, 'X-B': ['1', 2] }).append('X-B', '3').append('X-A', 'z').header('X-C', true).send('x'),
  vary: (req, res) => res.vary('Origin').vary(['Accept', 'origin']).send('x'),
  links: (req, res) => res.links({ next: '/?p=2' }).links({ last: ['/?p=5', '/?p=6'] }).send('x'),
  cookies: (req, res) => res.cookie('a', 'b c').cookie('j', { x: 1 }, { httpOnly: true, secure: true, sameSite: 'lax', path: '/p', domain: 'shop.example', priority: 'high', partitioned: true })
    .cookie('s', '1', { sameSite: true, expires: new Date(0) }).clearCookie('old', { path: '/q' }).send('x'),
  badCookie: (req, res) => res.cookie('a b', 'c').send('x'),
  redirect: (req, res) => res.redirect('/to?q=ü & <x>'),
  moved: (req, res) => res.redirect(301, 'https://shop.example/%zz/%20'),
  location: (req, res) => res.location('/a b').status(201).end(),
  sendStatus: (req, res) => res.sendStatus(418),
  odd: (req, res) => res.sendStatus(599),
  noContent: (req, res) => res.status(204).json({ lost: true }),
  reset: (req, res) => res.status(205).send('lost'),
  notModified: (req, res) => res.set('ETag', '"v1"').send('fresh?'),
  modified: (req, res) => res.set('Last-Modified', 'Sat, 01 Jan 2022 00:00:00 GMT').send('fresh?'),
  attachment: (req, res) => res.attachment('rechnung "ü" 100%25.pdf').send('x'),
  plainAttachment: (req, res) => res.attachment('a b.csv').send('x'),
  format: (req, res) => res.format({ text: () => res.send('text'), html: () => res.send('<p>html'), json: () => res.send({ json: 1 }) }),
  formatDefault: (req, res) => res.format({ 'application/xml': () => res.send('<x/>'), default: () => res.send('default') }),
  end: (req, res) => { res.setHeader('X-Raw', 'é'); res.end(Buffer.from('raw')); },
  writeHead: (req, res) => { res.setHeader('X-Kept', '1'); res.writeHead(203, { 'Content-Type': 'text/x', 'X-Kept': '2', 'Set-Cookie': ['a=1', 'b=2'] }); res.end('x'); },
  writeHeadList: (req, res) => { res.writeHead(202, 'Fine', ['X-L', '1', 'X-L', '2', 'Content-Type', 'text/y']); res.end('x'); },
  stream: (req, res) => { res.write('a'); setTimeout(() => { res.write(Buffer.from('b')); res.write('63', 'hex', () => res.end('d')); }, 5); },
  pipe: (req, res) => Readable.from(['one ', 'two ', Buffer.from([0xff])]).pipe(res.type('bin')),
  gzip: (req, res) => res.set('Content-Encoding', 'gzip').type('txt').send(zlib.gzipSync('small')),
  listeners: (req, res) => { res.once('finish', () => console.log(`FINISHED ${res.statusCode} ${res.writableFinished}`)); res.send(String(res.headersSent)); },
  twice: (req, res) => { res.send('first'); res.send('second'); },
  throws: () => { throw new Error('secret'); },
  rejects: async () => { await null; throw new Error('secret'); },
  throwsLater: () => { setTimeout(() => { throw new Error('secret'); }, 1); },
  throwsNothing: () => { throw Object.assign(new Error('secret'), { status: 404 }); },
  next: (req, res) => req.next(Object.assign(new Error('secret'), { status: 409 })),
  nextNone: (req) => req.next(),
  settings: (req, res) => res.json([req.app.get('env'), res.app.enabled('trust proxy'), req.app.enabled('etag'), Object.keys(res.locals).filter((name) => !name.startsWith('function'))]),
  badStatus: (req, res) => res.status('200'),
  badHeader: (req, res) => res.set('X-Bad', 'a\nb'),
};

exports.handler = (req, res) => does[req.query.do ?? 'see'](req, res);
