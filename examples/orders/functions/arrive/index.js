// A parcel's delivery marks its order. The carrier names the order as the parcel's reference; one that is not ours is no reason to try again.
const { call } = require('espc');

exports.handler = async (event) => {
  const { reference } = event.data;
  const answer = await call('model.order', { method: 'PATCH', path: `/${encodeURIComponent(reference)}`, body: { status: 'delivered' } });
  if (answer.status === 404) return console.log(`a parcel for ${reference}, which is no order of ours`);
  if (!answer.ok) throw new Error(`order ${reference} is not marked as delivered: ${answer.status}`);
};
