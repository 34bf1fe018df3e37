// GET /orders/{number}/invoice -> a PDF. The page is made here, the PDF of it by Gotenberg.
const { call } = require('espc');

exports.handler = async (req, res) => {
  const number = req.path.split('/').filter(Boolean).at(-2);
  const answer = await call('model.order', { path: `/${encodeURIComponent(number)}` });
  if (!answer.ok && answer.status !== 404) throw new Error(`order ${number}: ${answer.status}`);
  const order = answer.ok ? await answer.json() : {};
  if (order.customer !== subject(req)) return res.status(404).json({ error: `there is no order ${number}` });

  const pdf = await print(page(order));
  if (!pdf.ok) throw new Error(`the invoice of ${number}: ${pdf.status} ${await pdf.text()}`);
  res.type('application/pdf').send(Buffer.from(await pdf.arrayBuffer()));
};

// The gateway has checked the token; here it only tells who it is.
function subject(req) {
  const [, payload] = (req.get('Authorization') ?? '').split('.');
  return JSON.parse(Buffer.from(payload, 'base64url')).sub;
}

// A Response writes the form, and knows the boundary in its content type.
async function print(html) {
  const form = new FormData();
  form.set('files', new Blob([html], { type: 'text/html' }), 'index.html');
  const written = new Response(form);
  return call('microservice.pdf', {
    path: '/forms/chromium/convert/html',
    headers: { 'Content-Type': written.headers.get('Content-Type') },
    body: Buffer.from(await written.arrayBuffer()),
  });
}

function page({ number, lines, cents }) {
  const rows = lines.map((line) => `<tr><td>${text(line.name)}<td>${line.quantity}<td>${euros(line.cents * line.quantity)}`);
  return `<!doctype html><meta charset="utf-8"><title>${text(number)}</title><h1>Invoice ${text(number)}</h1>
<table>${rows.join('\n')}<tr><th>Total<td><th>${euros(cents)}</table>`;
}

const euros = (cents) => (cents / 100).toFixed(2);
const text = (value) => String(value).replace(/[&<>]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[c]);
