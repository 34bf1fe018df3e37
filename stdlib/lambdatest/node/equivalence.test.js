'use strict';

// The same requests through functions-framework over HTTP and through the adapter, by both payload formats, have the
// same status, headers and body.
const fs = require('node:fs');
const path = require('node:path');
const { after, before, describe, test } = require('node:test');
const zlib = require('node:zlib');
const { alike } = require('./compare');
const { framework, lambda } = require('./harness');
const { answered, over, v1, v2 } = require('./requests');

// Lambda takes 6 MB of JSON in both directions, in which bytes are base64.
const LARGE = 5_900_000;
const LARGE_BYTES = 4_400_000;

const files = { 'index.js': fs.readFileSync(path.join(__dirname, 'equivalence.fixture.js'), 'utf8') };
const json = [['Content-Type', 'application/json']];
const form = [['Content-Type', 'application/x-www-form-urlencoded']];
const as = (type) => [['Content-Type', type]];
const does = (name, more = {}) => ({ name, target: `/?do=${name}`, ...more });
const see = (name, more) => ({ name: `sees ${name}`, ...more });

const requests = [
  see('the root', {}),
  see('a path of several segments', { target: '/a/b/c%20d/%C3%BC' }),
  see('a trailing slash and a double one', { target: '/a//b/' }),
  see('characters that a path may have', { target: "/a:b@c!$&'()*+,;=~._-" }),
  see('a path that is no UTF-8', { target: '/a%FF' }),
  see('a query with repeated keys', { target: '/?a=1&a=2&b=&c&a=3', only: ['v2'] }),
  see('the same where the gateway decodes it', { target: '/?a=1&a=2&b=', only: ['v1'] }),
  see('an encoded query', { target: '/?q=%C3%BC%20x&e=%26%3D%2B', only: ['v2'] }),
  see('brackets in a query', { target: '/?a[b]=1&a[]=2', only: ['v2'] }),
  see('cookies', { headers: [['Cookie', 'a=1; b=2']] }),
  see('several cookie headers', { headers: [['Cookie', 'a=1'], ['Cookie', 'b=2']] }),
  see('repeated headers', { headers: [['X-List', '1'], ['X-List', '2']], only: ['v1'] }),
  see('who asks', { headers: [['X-Requested-With', 'XMLHttpRequest'], ['Referer', 'https://a.example/']] }),
  see('a forwarded host', { headers: [['X-Forwarded-Host', 'deep.www.shop.example:8443, inner']] }),
  ...['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD'].map((method) => see(method, { method, target: '/m' })),
  see('a JSON object', { method: 'POST', headers: json, body: '{"a":"ü"}' }),
  see('a JSON array with white space before it', { method: 'POST', headers: json, body: '\n [1]' }),
  see('a JSON string, which is refused', { method: 'POST', headers: json, body: '"x"' }),
  see('JSON that is broken', { method: 'POST', headers: json, body: '{"a":' }),
  see('JSON in UTF-16', { method: 'POST', headers: as('application/json; charset=utf-16le'), body: Buffer.from('{"a":"ü"}', 'utf16le') }),
  see('JSON in a charset that is none', { method: 'POST', headers: as('application/json; charset=latin1'), body: '{}' }),
  see('JSON with a byte order mark', { method: 'POST', headers: json, body: '\ufeff{"a":1}' }),
  see('a problem document as bytes', { method: 'POST', headers: as('application/problem+json'), body: '{"a":1}' }),
  see('a structured event in an http function', { method: 'POST', headers: as('application/cloudevents+json; charset="utf-8"'), body: '{"id":"1"}' }),
  see('text', { method: 'POST', headers: as('text/plain'), body: 'grüße' }),
  see('text in latin1', { method: 'POST', headers: as('text/plain; charset=iso-8859-1'), body: Buffer.from('gr\xfc\xdfe', 'latin1') }),
  see('text in a charset nobody knows', { method: 'POST', headers: as('text/plain; charset=klingon'), body: 'x' }),
  see('bytes', { method: 'POST', headers: as('application/octet-stream'), body: Buffer.from([0, 1, 255, 254]) }),
  see('a picture', { method: 'POST', headers: as('image/png'), body: Buffer.from([137, 80, 78, 71]) }),
  see('a body without a type', { method: 'POST', body: 'x' }),
  see('a type that is none', { method: 'POST', headers: as('nonsense'), body: 'x' }),
  see('a multipart form as bytes', { method: 'POST', headers: as('multipart/form-data; boundary=X'), body: '--X\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--X--\r\n' }),
  see('a compressed body', { method: 'POST', headers: [...json, ['Content-Encoding', 'gzip']], body: zlib.gzipSync('{"z":1}') }),
  see('a brotli body', { method: 'POST', headers: [...json, ['Content-Encoding', 'br']], body: zlib.brotliCompressSync('{"z":1}') }),
  see('a body that is not compressed as it says', { method: 'POST', headers: [...json, ['Content-Encoding', 'gzip']], body: '{"z":1}' }),
  see('a compression nobody knows', { method: 'POST', headers: [...json, ['Content-Encoding', 'lzma']], body: '{}' }),
  ...['a=1&b=two+words&c=%C3%BC', 'a[b][c]=1&a[b][d]=2', 'l[]=1&l[]=2&l[]=3', 'l[2]=c&l[0]=a', 'd=1&d=2', 'a=1&a[b]=2', 'a[b]=1&a=2', 'x[0][n]=1&x[1][n]=2&x[0][m]=3',
    'a', '=1', 'a=&b', '[a]=1', 'a[=1', 'a]b=1', 'toString=1&__proto__[x]=1', '5=a&1=b&z=c', 'a%5Bb%5D=1', 'bad=%zz&e=%E0%A4%A', 'a[1000]=x', '&&a=1&'].map((body) => see(`the form ${body}`, { method: 'POST', headers: form, body })),
  see('a form in latin1', { method: 'POST', headers: as('application/x-www-form-urlencoded; charset=ISO-8859-1'), body: 'a=%FC' }),
  see('a form that is too deep', { method: 'POST', headers: form, body: `a${'[x]'.repeat(40)}=1` }),
  see('a form with too many fields', { method: 'POST', headers: form, body: Array.from({ length: 1001 }, (_, i) => `a${i}=`).join('&') }),
  { name: 'negotiates a browser', target: '/?do=negotiate', headers: [['Accept', 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.8'], ['Accept-Encoding', 'gzip, deflate, br;q=0.5, *;q=0'], ['Accept-Language', 'de-DE,de;q=0.9,en;q=0.8'], ['Range', 'bytes=0-99,50-150,-10']] },
  { name: 'negotiates a program', method: 'POST', target: '/?do=negotiate', headers: [['Accept', 'text/plain;format=flowed, application/json;q=0.3, text/*;q=0.1'], ['Accept-Charset', 'iso-8859-1;q=0.5, utf-8;q=0.2'], ...as('application/vnd.shop+json'), ['Range', 'items=5-2']], body: '{}' },
  { name: 'negotiates without wishes', target: '/?do=negotiate' },
  { name: 'negotiates nothing that is there', target: '/?do=negotiate', headers: [['Accept', 'video/*'], ['Accept-Encoding', 'identity;q=0'], ['Accept-Language', '*;q=0.1, fr'], ['Range', 'nonsense']] },
  ...['text', 'empty', 'nil', 'number', 'buffer', 'view', 'json', 'jsonp', 'charset', 'vendor', 'types', 'set', 'vary', 'links', 'cookies', 'badCookie', 'redirect', 'moved', 'location',
    'sendStatus', 'odd', 'noContent', 'reset', 'attachment', 'plainAttachment', 'format', 'formatDefault', 'end', 'writeHead', 'writeHeadList', 'stream', 'pipe', 'gzip', 'listeners',
    'flush', 'chunks', 'cork', 'hints', 'trailers', 'message', 'drain', 'emojiHeader', 'locals', 'throwsText', 'rejectsText', 'throwsAfter',
    'rejectsAfter', 'emits', 'throws', 'rejects', 'throwsLater', 'throwsNothing', 'next', 'nextNone', 'settings', 'badStatus', 'badHeader', 'twice'].map((name) => does(name)),
  ...['text', 'json', 'buffer', 'stream', 'redirect', 'throws', 'next'].map((name) => does(name, { name: `HEAD ${name}`, method: 'HEAD' })),
  ...[200, 201, 202, 203, 204, 205, 206, 207, 226, 300, 301, 304, 307, 308, 400, 401, 404, 409, 418, 422, 429, 451, 499, 500, 501, 503, 511, 599].flatMap((code) => [
    does(`status&code=${code}`), does(`statusSend&code=${code}`)]),
  ...[301, 302, 303, 307, 308].map((code) => does(`redirectAs&code=${code}&to=https://shop.example/a`)),
  ...['//evil.example', '../up', '?q=1', '#top', 'a\nb', 'https://ü.example/ü', '\\\\evil'].map((to) => does(`redirectAs&code=302&to=${encodeURIComponent(to)}`)),
  ...[204, 304, 200].map((code) => does(`status&code=${code}`, { name: `HEAD with the status ${code}`, method: 'HEAD' })),
  does(`large&size=${LARGE}`), does(`largeBytes&size=${LARGE_BYTES}`),
  does('sum', { name: 'reads large text', method: 'POST', headers: as('text/plain'), body: 'grün'.repeat(LARGE / 5) }),
  does('sum', { name: 'reads large JSON', method: 'POST', headers: json, body: JSON.stringify({ a: 'x'.repeat(LARGE - 8) }) }),
  does('sum', { name: 'reads many bytes', method: 'PUT', headers: as('application/octet-stream'), body: Buffer.alloc(LARGE_BYTES, 0xfe) }),
  { name: 'a preflight', method: 'OPTIONS', target: '/?do=vary', headers: [['Origin', 'https://app.example'], ['Access-Control-Request-Method', 'PUT']] },
  see('the trace of a caller', { headers: [['X-Cloud-Trace-Context', '105445aa7843bc8bf206b12000100000/1;o=1'], ['Function-Execution-Id', 'x1'], ['traceparent', '00-1-2-03']] }),
  see('an address with brackets', { headers: [['X-Forwarded-For', '2001:db8::1, 10.0.0.1'], ['X-Forwarded-Proto', 'http, https']], only: ['v1'] }),
  see('many headers', { headers: Array.from({ length: 60 }, (_, i) => [`X-Header-${i}`, 'v'.repeat(100)]) }),
  see('a long query', { target: `/?q=${'x'.repeat(6000)}` }),
  { name: 'jsonp with a callback', target: '/?do=jsonp&callback=a.b%5B0%5D%3C' },
  { name: 'a redirect in HTML', target: '/?do=redirect', headers: [['Accept', 'text/html']] },
  { name: 'a redirect for who wants a picture', target: '/?do=redirect', headers: [['Accept', 'image/*']] },
  { name: 'a format nobody has', target: '/?do=format', headers: [['Accept', 'image/png']] },
  { name: 'the default format', target: '/?do=formatDefault', headers: [['Accept', 'image/png']] },
  { name: 'what the client has', target: '/?do=notModified', headers: [['If-None-Match', '"v0", W/"v1"']] },
  { name: 'what the client has not', target: '/?do=notModified', headers: [['If-None-Match', '"v0"']] },
  { name: 'what the client does not want to reuse', target: '/?do=notModified', headers: [['If-None-Match', '*'], ['Cache-Control', 'no-cache']] },
  { name: 'what has not changed since', target: '/?do=modified', headers: [['If-Modified-Since', 'Sun, 02 Jan 2022 00:00:00 GMT']] },
  { name: 'what has changed since', target: '/?do=modified', headers: [['If-Modified-Since', 'Fri, 31 Dec 2021 00:00:00 GMT']] },
  { name: 'a file that browsers ask for', target: '/favicon.ico' },
  { name: 'another one', target: '/Robots.TXT/x' },
];

describe('an http function', () => {
  let there;
  let here;
  before(async () => { [there, here] = await Promise.all([framework(files), lambda(files)]); });
  after(async () => { await Promise.all([there.stop(), here.stop()]); });
  for (const request of requests) {
    for (const [format, make] of Object.entries({ v2, v1 })) {
      if (request.only && !request.only.includes(format)) continue;
      test(`${request.name} (${format})`, async () => {
        const event = make(request);
        alike(answered(event, await here.invoke(event)), await over(there.port, request));
      });
    }
  }
});

describe('a function that does not answer', () => {
  const env = { FUNCTION_TIMEOUT_SECONDS: '0.3' };
  test('is answered for after its time', async () => {
    const [there, here] = await Promise.all([framework(files, env), lambda(files, env)]);
    for (const make of [v1, v2]) {
      const request = { target: '/?do=never' };
      const event = make(request);
      alike(answered(event, await here.invoke(event)), await over(there.port, request));
    }
    await Promise.all([there.stop(), here.stop()]);
  });
});

const event = { specversion: '1.0', id: '1', type: 't', source: '/s', subject: 'a b' };
const binary = [['ce-specversion', '1.0'], ['ce-id', '1'], ['ce-type', 't'], ['ce-source', '/s'], ['ce-myext', 'x'], ['traceparent', '00-1-2-03']];

describe('a cloudevent function behind HTTP', () => {
  const code = { 'index.js': "exports.handler = (event) => { if (event.data?.fail) throw new Error('secret'); return event.data?.answer ? event.data.answer : event.data?.none ? undefined : event; };" };
  let there;
  let here;
  before(async () => { [there, here] = await Promise.all([framework(code, { FUNCTION_SIGNATURE_TYPE: 'cloudevent' }), lambda(code, { FUNCTION_SIGNATURE_TYPE: 'cloudevent' })]); });
  after(async () => { await Promise.all([there.stop(), here.stop()]); });
  for (const request of [
    { name: 'binary', method: 'POST', headers: [...binary, ...json], body: '{"a":1}' },
    { name: 'binary bytes', method: 'POST', headers: [...binary, ...as('image/png')], body: Buffer.from([1, 255]) },
    { name: 'structured', method: 'POST', headers: as('application/cloudevents+json'), body: JSON.stringify({ ...event, data: { a: 1 } }) },
    { name: 'structured as plain JSON', method: 'POST', target: '/any/path', headers: json, body: JSON.stringify({ ...event, data: { a: 1 } }) },
    { name: 'a failure', method: 'POST', headers: [...binary, ...json], body: '{"fail":true}' },
    { name: 'no answer', method: 'POST', headers: [...binary, ...json], body: '{"none":true}' },
    { name: 'a number', method: 'POST', headers: [...binary, ...json], body: '{"answer":5}' },
    { name: 'a text', method: 'POST', headers: [...binary, ...json], body: '{"answer":"yes"}' },
    { name: 'another method', method: 'PUT', target: '/a<b', headers: json, body: '{}' },
    { name: 'no body', method: 'GET' },
    { name: 'broken JSON', method: 'POST', headers: json, body: '{' },
  ]) {
    test(request.name, async () => {
      const sent = v2(request);
      alike(answered(sent, await here.invoke(sent)), await over(there.port, request));
    });
  }
});
