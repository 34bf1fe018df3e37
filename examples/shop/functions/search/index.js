'use strict';

// GET /search?q=mug&page=2 -> {"hits":[…],"total":31,"page":2}
exports.handler = async (req, res) => {
  const { q } = req.query;
  const page = Number(req.query.page ?? 1);
  if (typeof q !== 'string' || !Number.isInteger(page) || page < 1) {
    return res.status(400).json({ error: 'q has to be text, page a number from 1' });
  }

  const answer = await fetch(new URL('/indexes/products/search', process.env.SEARCH_URL), {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${process.env.SEARCH_KEY}`,
      'Content-Type': 'application/json',
    },
    body: JSON.stringify({ q, page, hitsPerPage: 20, filter: 'active = true' }),
    signal: AbortSignal.timeout(3000),
  });
  if (!answer.ok) {
    console.error(`the index answered ${answer.status}`);
    return res.status(502).json({ error: 'search is not available' });
  }

  const { hits, totalHits } = await answer.json();
  res.set('Cache-Control', 'public, max-age=30').json({ hits, total: totalHits, page });
};
