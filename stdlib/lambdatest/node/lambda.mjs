// Plays Lambda's Node runtime for one function: resolves the handler's name as that does, and calls it for each line of
// standard input, { event, remaining }. It answers on descriptor 3, a line each: { result } or { error }.
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import { pathToFileURL } from 'node:url';

const [file, name] = path.basename(process.env._HANDLER).split('.');
const folder = path.join(process.env.LAMBDA_TASK_ROOT, path.dirname(process.env._HANDLER));
const module = ['.js', '.mjs', '.cjs'].map((extension) => path.join(folder, file + extension)).find((found) => fs.existsSync(found));
const handler = (await import(pathToFileURL(module).href))[name];
// readline takes more characters than \n for the end of a line.
const oneLine = (value) => JSON.stringify(value).replace(/[\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16)}`);
const say = (line) => fs.writeSync(3, `${oneLine(line)}\n`);
// Lambda ends a process that has an error nobody caught.
for (const event of ['uncaughtException', 'unhandledRejection']) {
  process.on(event, (error) => { say({ error: { message: `process died: ${error.message}` } }); process.exit(1); });
}
say({ ready: true });
for await (const line of readline.createInterface({ input: process.stdin })) {
  const { event, remaining = 30000 } = JSON.parse(line);
  const end = Date.now() + remaining;
  const context = {
    awsRequestId: '8476a536-e9f4-11e8-9739-2dfe598c3fcd', functionName: 'shop-prod-fn', memoryLimitInMB: '256',
    invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:shop-prod-fn', getRemainingTimeInMillis: () => end - Date.now(),
  };
  try {
    say({ result: (await handler(event, context)) ?? null });
  } catch (error) {
    say({ error: { message: error.message, type: error.name } });
  }
}
