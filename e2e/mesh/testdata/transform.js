'use strict';

// Stands in for what Knative runs for an EventTransform: evaluates its expression on an event in structured mode, with the reference
// implementation of JSONata, and posts the result to the sink. EXPRESSION, SINK and PORT are set; NODE_PATH leads to the package.
const http = require('node:http');
const jsonata = require('jsonata');

const transform = jsonata(process.env.EXPRESSION);

// structured returns the event of a request as it is in structured mode.
function structured({ headers }, body) {
  if (/^application\/cloudevents\+json/.test(headers['content-type'] ?? '')) return JSON.parse(body);
  const event = {};
  for (const [name, value] of Object.entries(headers)) {
    if (name.startsWith('ce-')) event[name.slice(3)] = decodeURIComponent(value);
  }
  return { ...event, datacontenttype: headers['content-type'], data: JSON.parse(body) };
}

const server = http.createServer(async (req, res) => {
  const chunks = [];
  for await (const chunk of req) chunks.push(chunk);
  const made = await transform.evaluate(structured(req, Buffer.concat(chunks)));
  const answer = await fetch(process.env.SINK, { method: 'POST', headers: { 'content-type': 'application/cloudevents+json' }, body: JSON.stringify(made) });
  if (!answer.ok) console.log(await answer.text());
  res.writeHead(answer.status).end();
});
server.listen(Number(process.env.PORT), '127.0.0.1', () => console.log('transform listens'));
