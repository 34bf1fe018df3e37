// Finds the loans that are due. The client calls the model wherever it runs.
const { call } = require('espc');

exports.handler = async (event) => {
  const filter = JSON.stringify({ where: { due: { lt: event.time } }, limit: 100 });
  const answer = await call('model.loan', { query: { filter } });
  if (!answer.ok) throw new Error(`the loans answered ${answer.status}`); // and are asked again
  for (const loan of await answer.json()) console.log(`${loan.reader} has to bring back ${loan.bookId}`);
};
