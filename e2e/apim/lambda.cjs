'use strict';

// Runs a function as Lambda does: `node lambda.cjs FOLDER HANDLER`. Each line of its input is an event, and each line of its
// output the answer: {value}, or {error} with the error's message, which is what API Gateway is told.
const path = require('node:path');
const readline = require('node:readline');
const { pathToFileURL } = require('node:url');
const fs = require('node:fs');

const [folder, handler] = process.argv.slice(2);
const dot = handler.lastIndexOf('.');
const out = process.stdout.write.bind(process.stdout);
console.log = console.error; // what functions print is no answer

async function main() {
  const base = path.join(folder, handler.slice(0, dot));
  const file = ['.mjs', '.js', '.cjs'].map((end) => base + end).find((each) => fs.existsSync(each));
  const module = await import(pathToFileURL(file).href);
  const run = module[handler.slice(dot + 1)] ?? module.default?.[handler.slice(dot + 1)];
  const context = { awsRequestId: 'request', functionName: 'function', getRemainingTimeInMillis: () => 30000 };
  for await (const line of readline.createInterface({ input: process.stdin })) {
    let answer;
    try {
      answer = { value: (await run(JSON.parse(line), context)) ?? null };
    } catch (error) {
      answer = { error: String(error?.message ?? error) };
    }
    out(`${JSON.stringify(answer)}\n`);
  }
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
