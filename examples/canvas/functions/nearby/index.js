'use strict';

const EARTH_RADIUS_KM = 6371;

// GET /nearby?q=Hamburg&km=5 -> the shops within that distance, the nearest first.
exports.handler = async (req, res) => {
  const place = req.query.q;
  const radius = Number(req.query.km ?? 5);
  if (typeof place !== 'string' || place === '' || !(radius > 0)) {
    return res.status(400).json({ error: 'q has to be an address, km a distance above 0' });
  }

  let centre, shops;
  try {
    [centre, shops] = await Promise.all([geocode(place), allShops()]);
  } catch (error) {
    console.error(error);
    return res.status(502).json({ error: 'a service that this needs is not available' });
  }
  if (!centre) {
    return res.status(404).json({ error: 'no such place' });
  }

  const found = shops
    .filter((shop) => shop.location)
    .map((shop) => ({ id: shop.id, name: shop.name, km: distance(centre, shop.location) }))
    .filter((shop) => shop.km <= radius)
    .sort((a, b) => a.km - b.km)
    .map((shop) => ({ ...shop, km: Math.round(shop.km * 100) / 100 }));
  res.json(found);
};

async function geocode(place) {
  const url = new URL('/search', process.env.ESPC_SERVICE_ENDPOINT_GEOCODER_URL);
  url.search = new URLSearchParams({ q: place, format: 'json', limit: '1' });
  const [first] = await get(url, { 'User-Agent': process.env.USER_AGENT });
  return first && { lat: Number(first.lat), lng: Number(first.lon) };
}

async function allShops() {
  const url = new URL('/api/coffee-shops', process.env.ESPC_MODEL_COFFEE_SHOP_URL);
  url.searchParams.set('filter', JSON.stringify({ fields: ['id', 'name', 'location'] }));
  return get(url, {});
}

async function get(url, headers) {
  const answer = await fetch(url, { headers, signal: AbortSignal.timeout(5000) });
  if (!answer.ok) {
    throw new Error(`${url.origin} answered ${answer.status}`);
  }
  return answer.json();
}

// distance in kilometres along the great circle (haversine).
function distance(a, b) {
  const rad = (degrees) => (degrees * Math.PI) / 180;
  const h =
    Math.sin(rad(b.lat - a.lat) / 2) ** 2 +
    Math.cos(rad(a.lat)) * Math.cos(rad(b.lat)) * Math.sin(rad(b.lng - a.lng) / 2) ** 2;
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.sqrt(h));
}
