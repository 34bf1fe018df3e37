// Puts every book of the catalogue into the library. A book that is there already is replaced, so the job may run again.
const { call } = require('espc');
const books = require('./books.json');

async function main() {
  for (const book of books) {
    const answer = await call('model.book', { method: 'POST', path: '/replaceOrCreate', body: book });
    if (!answer.ok) throw new Error(`${book.isbn} was not taken: ${answer.status} ${await answer.text()}`);
  }
  console.log(`${books.length} books are in the catalogue`);
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
