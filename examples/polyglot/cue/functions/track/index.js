'use strict';

// GET /track/{number} -> {"number":"P-1007","delivered":false,"scans":[{"at","place","event"}]}
exports.handler = async (req, res) => {
  const number = req.path.split('/')[2];
  const url = new URL('/api/parcels', process.env.ESPC_MODEL_PARCEL_URL);
  url.searchParams.set(
    'filter',
    JSON.stringify({ where: { number: decodeURIComponent(number) }, include: 'scans', limit: 1 }),
  );

  const answer = await fetch(url, { signal: AbortSignal.timeout(5000) });
  if (!answer.ok) {
    console.error(`parcels answered ${answer.status}`);
    return res.status(502).json({ error: 'parcels are not available' });
  }
  const [parcel] = await answer.json();
  if (!parcel) {
    return res.status(404).json({ error: 'no such parcel' });
  }

  const scans = parcel.scans
    .map(({ at, place, event }) => ({ at, place, event }))
    .sort((a, b) => a.at.localeCompare(b.at));
  res.json({
    number: parcel.number,
    delivered: scans.some((scan) => scan.event === 'delivered'),
    scans,
  });
};
