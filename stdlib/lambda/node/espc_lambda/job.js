'use strict';

// What Lambda starts for a job: it runs the job's program, again where that fails, and tells who asked for it: CloudFormation
// by its own address, anybody else by a result or an error. ESPC_JOB_COMMAND is the program with its arguments (a list in
// JSON), ESPC_JOB_RETRIES how often it is tried again, ESPC_JOB_TIMEOUT_SECONDS how long one run may take.
const path = require('node:path');
const cloudformation = require('./cloudformation');
const { run } = require('./program');

// MARGIN_MS is what is left of Lambda's time to end a program and to answer.
const MARGIN_MS = 15000;

// The pause before the second run, then twice that, and so on, up to the most.
const PAUSE_MS = 1000;
const MOST_PAUSE_MS = 30000;

async function handler(event, context) {
  const job = () => runs(process.env, context);
  if (cloudformation.matches(event)) return cloudformation.handle(event, job);
  return job();
}

// runs returns how many runs the job took. The error says how the last one ended.
async function runs(env, context) {
  const end = Date.now() + context.getRemainingTimeInMillis() - MARGIN_MS;
  const command = JSON.parse(env.ESPC_JOB_COMMAND);
  const most = Number(env.ESPC_JOB_RETRIES || 0) + 1;
  const limit = Number(env.ESPC_JOB_TIMEOUT_SECONDS || 0) * 1000 || Infinity;
  const root = env.LAMBDA_TASK_ROOT || path.dirname(__dirname);
  for (let n = 1; ; n++) {
    const failure = await run(command, root, environment(env), Math.min(limit, end - Date.now()));
    if (!failure) return { runs: n };
    const ended = `run ${n} of ${most} ${failure}`;
    console.error(ended);
    if (n === most) throw new Error(ended);
    const pause = Math.min(PAUSE_MS * 2 ** (n - 1), MOST_PAUSE_MS);
    if (Date.now() + pause >= end) throw new Error(`${ended}, and Lambda has no time for another`);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

// environment is what the program finds: all that is set but what is Lambda's and the adapter's own.
function environment(env) {
  const out = { NODE_ENV: 'production', ...env };
  for (const name of Object.keys(out)) {
    if (name.startsWith('ESPC_JOB_') || ['_HANDLER', 'AWS_LAMBDA_RUNTIME_API'].includes(name)) delete out[name];
  }
  return out;
}

module.exports = { handler };
