'use strict';

// GET /labels/{number} -> the parcel's label as PDF
exports.handler = async (req, res) => {
  const number = decodeURIComponent(req.path.split('/')[2]);
  const url = new URL('/api/parcels', process.env.ESPC_MODEL_PARCEL_URL);
  url.searchParams.set('filter', JSON.stringify({ where: { number }, limit: 1 }));

  const found = await fetch(url, { signal: AbortSignal.timeout(5000) });
  if (!found.ok) {
    console.error(`parcels answered ${found.status}`);
    return res.status(502).json({ error: 'parcels are not available' });
  }
  const [parcel] = await found.json();
  if (!parcel) {
    return res.status(404).json({ error: 'no such parcel' });
  }

  const pdf = await render(page(parcel));
  if (!pdf.ok) {
    console.error(`the renderer answered ${pdf.status}`);
    return res.status(502).json({ error: 'labels are not available' });
  }
  res.type('application/pdf').send(Buffer.from(await pdf.arrayBuffer()));
};

// render asks Gotenberg for an A6 page; its lengths are in inches.
function render(html) {
  const form = new FormData();
  form.set('files', new Blob([html], { type: 'text/html' }), 'index.html');
  form.set('paperWidth', '4.1');
  form.set('paperHeight', '5.8');
  return fetch(new URL('/forms/chromium/convert/html', process.env.PDF_URL), {
    method: 'POST',
    body: form,
    signal: AbortSignal.timeout(8000),
  });
}

function page({ number, recipient, weightGrams }) {
  return `<!doctype html>
<meta charset="utf-8">
<style>body { font: 18pt sans-serif } .number { font: bold 28pt monospace }</style>
<p class="number">${escape(number)}</p>
<p>${escape(recipient).replaceAll('\n', '<br>')}</p>
<p>${(weightGrams / 1000).toFixed(2)} kg</p>
`;
}

function escape(text) {
  const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return String(text).replace(/[&<>"']/g, (char) => entities[char]);
}
