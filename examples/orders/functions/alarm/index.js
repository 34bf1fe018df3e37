// What was given up: its data is the event that failed.
const { call } = require('espc');

exports.handler = async (event) => {
  const { type, id, subject } = event.data;
  const text = `${type} ${id} about ${subject ?? 'nothing'} was given up`;
  console.error(text);
  const answer = await call('service_endpoint.chat', { headers: { Authorization: `Bearer ${process.env.CHAT_TOKEN}` }, body: { text } });
  if (!answer.ok) throw new Error(`the chat answered ${answer.status}`);
};
