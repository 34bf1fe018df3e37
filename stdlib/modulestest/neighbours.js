'use strict';

// What a module's function finds around it: a broker that keeps what it was sent, and a model of records in memory.
const http = require('node:http');
const fs = require('node:fs');
const path = require('node:path');

// source reads the folder of a module's function, as { name: text }.
exports.source = (...folder) => {
  const dir = path.join(__dirname, '..', 'modules', ...folder);
  return Object.fromEntries(fs.readdirSync(dir).map((name) => [name, fs.readFileSync(path.join(dir, name), 'utf8')]));
};

// server starts an HTTP server: answer(request, body) returns [status, value].
async function server(answer) {
  const it = http.createServer(async (req, res) => {
    const chunks = [];
    for await (const chunk of req) chunks.push(chunk);
    const [status, value] = answer(req, Buffer.concat(chunks));
    res.writeHead(status, { 'content-type': 'application/json' }).end(value === undefined ? '' : JSON.stringify(value));
  });
  await new Promise((resolve) => it.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${it.address().port}`, stop: () => { it.closeAllConnections(); it.close(); } };
}

// broker takes events in binary mode; statuses are what it answers first.
exports.broker = async () => {
  const events = [];
  const statuses = [];
  const it = await server((req, body) => {
    const status = statuses.shift() ?? 202;
    if (status === 202) events.push({ id: req.headers['ce-id'], type: req.headers['ce-type'], subject: req.headers['ce-subject'], time: req.headers['ce-time'], kind: req.headers['ce-kind'], data: JSON.parse(body) });
    return [status];
  });
  return { ...it, events, statuses };
};

// model answers as LoopBack does to a list in order and to a deletion. Its records may be changed from outside.
exports.model = async () => {
  const records = [];
  const filters = [];
  const it = await server((req) => {
    const { pathname, searchParams } = new URL(req.url, 'http://model');
    if (req.method === 'DELETE') {
      const at = records.findIndex(({ id }) => id === decodeURIComponent(pathname.slice(1)));
      return at < 0 ? [404, { error: {} }] : [200, records.splice(at, 1)[0]];
    }
    const filter = JSON.parse(searchParams.get('filter'));
    filters.push(filter);
    return [200, records.toSorted((a, b) => (a.at + a.id < b.at + b.id ? -1 : 1)).slice(0, filter.limit)];
  });
  return { ...it, records, filters };
};
