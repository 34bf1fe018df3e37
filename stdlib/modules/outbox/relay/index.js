// Publishes every message, the oldest first, and takes it away when the bus has it. A crash between the two publishes it once
// more, under the same id.
const { call, publish } = require('espc');

const BATCH = 100;
const SECONDS = 40; // stops in time: the next run goes on

// The one event and the one model that this has to do with: espc names them in variables of the environment.
const named = (form) => Object.keys(process.env).flatMap((name) => form.exec(name)?.[1] ?? [])[0];
const event = named(/^ESPC_EVENT_(.+)_ROUTE$/);
const model = `model.${named(/^ESPC_MODEL_(.+)_(?:URL|ARN)$/)}`;

exports.handler = async () => {
  const end = Date.now() + SECONDS * 1000;
  for (;;) {
    const messages = await oldest();
    for (const message of messages) {
      if (Date.now() > end) return;
      await relay(message);
    }
    if (messages.length < BATCH) return;
  }
};

async function oldest() {
  const filter = JSON.stringify({ order: ['at ASC', 'id ASC'], limit: BATCH });
  const answer = await call(model, { query: { filter } });
  if (!answer.ok) throw new Error(`the messages: ${answer.status}`);
  return answer.json();
}

async function relay({ id, subject, data, at }) {
  await publish(event, data, { id, time: at, ...(subject && { subject }) });
  const answer = await call(model, { method: 'DELETE', path: `/${encodeURIComponent(id)}` });
  if (!answer.ok && answer.status !== 404) throw new Error(`message ${id} stays: ${answer.status}`);
}
