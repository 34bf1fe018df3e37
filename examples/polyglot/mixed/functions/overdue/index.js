'use strict';

// Takes the CloudEvent of schedule.overdue; its data is the schedule's input. Tells whoever is on
// duty about parcels that nobody has scanned for so many hours.
exports.handler = async (event) => {
  const since = new Date(Date.now() - event.data.hours * 3600 * 1000).toISOString();

  const url = new URL('/api/parcels', process.env.ESPC_MODEL_PARCEL_URL);
  url.searchParams.set(
    'filter',
    JSON.stringify({ where: { delivered: false, lastScanAt: { lt: since } }, fields: ['number'] }),
  );
  const parcels = await ask(url, {});
  if (parcels.length === 0) {
    return;
  }

  await ask(process.env.ESPC_SERVICE_ENDPOINT_ALERTS_URL, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${process.env.ALERTS_TOKEN}`,
      'Content-Type': 'application/json',
    },
    body: JSON.stringify({ overdue: parcels.map((parcel) => parcel.number), since }),
  });
};

// A rejected promise is a failed delivery, which the schedule repeats.
async function ask(url, options) {
  const answer = await fetch(url, { ...options, signal: AbortSignal.timeout(10000) });
  if (!answer.ok) {
    throw new Error(`${new URL(url).origin} answered ${answer.status}`);
  }
  const text = await answer.text();
  return text === '' ? undefined : JSON.parse(text);
}
