// A reporter for `node --test`: a line of JSON for each test, { path, ok, skipped, message }, or for each line of a log, { log }.
import { inspect } from 'node:util';

export default async function* report(source) {
  const path = [];
  for await (const { type, data } of source) {
    if (type === 'test:start') path[data.nesting] = data.name;
    if (type === 'test:stdout' || type === 'test:stderr') yield line({ log: data.message });
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const ok = type === 'test:pass' && data.todo === undefined;
    const { error } = data.details;
    // A suite says no more than its tests do, unless what comes before or after them failed.
    if (data.details.type === 'suite' && (ok || error?.failureType === 'subtestsFailed')) continue;
    yield line({ path: [...path.slice(0, data.nesting), data.name], ok, skipped: data.skip !== undefined, message: error && text(error.cause ?? error) });
  }
}

const line = (value) => `${JSON.stringify(value)}\n`;
const text = (error) => error.stack ?? inspect(error);
