// Reads a job from standard input and answers on standard output:
//   {"mode": "run", "runs": [{"definition", "input", "answers", "fails"}]} -> a list of {"did": [...], "status", "error"}
//   {"mode": "validate", "definitions": [...]} -> a list of texts, empty for a valid one
// A run's tasks are recorded as {"to", "how", "message"}; answers are what a target answers, and fails how often it fails before.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';

const require = createRequire(process.env.NODE_MODULES + '/');
const jsonata = require('jsonata');
const validate = require('asl-validator');

class Failure extends Error {
  constructor(name, cause) {
    super(cause);
    this.error = name;
  }
}

// evaluate evaluates every expression in a value. Nothing is at the top level of an expression but $states and what a step sets.
async function evaluate(value, states) {
  if (typeof value === 'string' && value.startsWith('{%') && value.endsWith('%}')) {
    let result;
    try {
      const expression = jsonata(value.slice(2, -2).trim());
      expression.registerFunction('parse', (text) => JSON.parse(text), '<s:x>');
      result = await expression.evaluate(undefined, { states });
    } catch (error) {
      throw new Failure('States.QueryEvaluationError', `${error.code}: ${error.message}`);
    }
    if (result === undefined) throw new Failure('States.QueryEvaluationError', `nothing comes of ${value}`);
    return JSON.parse(JSON.stringify(result));
  }
  if (Array.isArray(value)) return Promise.all(value.map((one) => evaluate(one, states)));
  if (value === null || typeof value !== 'object') return value;
  const out = {};
  for (const [name, one] of Object.entries(value)) out[name] = await evaluate(one, states);
  return out;
}

class Run {
  constructor({ definition, input, answers = {}, fails = {} }) {
    Object.assign(this, { definition, answers, fails: { ...fails }, did: [] });
    this.context = { Execution: { Input: input } };
  }

  async machine({ StartAt, States }, input) {
    let name = StartAt;
    for (;;) {
      const state = States[name];
      if (!state) throw new Failure('States.Runtime', `there is no state ${name}`);
      const { output, next } = await this.attempt(state, input);
      if (!next) return output;
      [name, input] = [next, output];
    }
  }

  async attempt(state, input) {
    const states = { input, context: this.context };
    for (let tries = 0; ; tries++) {
      try {
        return await this.step(state, states);
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        const catches = ['Task', 'Map', 'Parallel'].includes(state.Type);
        const again = catches && state.Retry?.find((retrier) => matches(retrier, error));
        if (again && tries < (again.MaxAttempts ?? 3)) continue;
        const handler = catches && state.Catch?.find((catcher) => matches(catcher, error));
        if (!handler) throw error;
        const errorOutput = { Error: error.error, Cause: error.message };
        const output = handler.Output === undefined ? errorOutput : await evaluate(handler.Output, { ...states, errorOutput });
        return { output, next: handler.Next };
      }
    }
  }

  async step(state, states) {
    const after = async (result) => {
      const output = state.Output === undefined ? result : await evaluate(state.Output, { ...states, result });
      return { output, next: state.Next };
    };
    switch (state.Type) {
      case 'Pass':
        return after(states.input);
      case 'Succeed':
        return { output: states.input };
      case 'Fail':
        throw new Failure(await evaluate(state.Error, states), await evaluate(state.Cause, states));
      case 'Choice':
        for (const choice of state.Choices) {
          const holds = await evaluate(choice.Condition, states);
          if (typeof holds !== 'boolean') throw new Failure('States.QueryEvaluationError', 'a condition is true or false');
          if (holds) return { output: states.input, next: choice.Next };
        }
        return { output: states.input, next: state.Default };
      case 'Parallel':
        return after(await this.all(state.Branches, () => states.input));
      case 'Map': {
        const items = await evaluate(state.Items, states);
        if (!Array.isArray(items)) throw new Failure('States.QueryEvaluationError', 'items are a list');
        return after(await this.all(items.map(() => state.ItemProcessor), (i) => items[i]));
      }
      case 'Task':
        return after(this.task(state.Resource, await evaluate(state.Arguments, states)));
    }
    throw new Failure('States.Runtime', `there is no ${state.Type}`);
  }

  // all runs machines one after the other, so that what happens is the same each time; what fails of one ends no other.
  async all(machines, inputOf) {
    const results = [];
    let failed;
    for (const [i, machine] of machines.entries()) {
      try {
        results.push(await this.machine(machine, inputOf(i)));
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        failed ??= error;
      }
    }
    if (failed) throw failed;
    return results;
  }

  // task records what a task does and returns what comes of it.
  task(resource, args) {
    const done = taskOf(resource, args);
    if (this.fails[done.to] > 0) {
      this.fails[done.to]--;
      throw new Failure('States.TaskFailed', `${done.to} failed`);
    }
    this.did.push(done);
    const answer = this.answers[done.to];
    switch (resource) {
      case 'lambda:invoke':
        if (args.Payload.version !== '2.0') return { Payload: null, StatusCode: 200 };
        return { Payload: { statusCode: answer?.status ?? 200, headers: {}, body: answer?.body ?? '', isBase64Encoded: false }, StatusCode: 200 };
      case 'http:invoke':
        if ((answer?.status ?? 200) >= 400) throw new Failure(`States.Http.StatusCode.${answer.status}`, 'no');
        return { StatusCode: 200, ResponseBody: answer?.body ? JSON.parse(answer.body) : '' };
    }
    return {};
  }
}

const matches = ({ ErrorEquals }, { error }) => ErrorEquals.includes('States.ALL') || ErrorEquals.includes(error);

function taskOf(resource, args) {
  switch (resource) {
    case 'lambda:invoke': {
      const { Payload: payload } = args;
      if (payload.version !== '2.0') return { to: args.FunctionName, how: 'event', message: payload };
      const { method, path } = payload.requestContext.http;
      return { to: args.FunctionName, how: `${method} ${path} ${payload.headers['content-type']}`, message: JSON.parse(payload.body) };
    }
    case 'events:putEvents': {
      const [entry, ...more] = args.Entries;
      if (more.length > 0) throw new Failure('States.Runtime', 'one event at a time');
      const { Detail: detail, DetailType: type, Source: source, EventBusName: bus } = entry;
      const { ce = {}, ...data } = detail;
      const { data: whole, ...attributes } = ce;
      return { to: bus, how: 'publish', message: { ...attributes, type, source, data: 'data' in ce ? whole : data } };
    }
    case 'sqs:sendMessage':
      return { to: args.QueueUrl, how: args.MessageGroupId ? `message in group ${args.MessageGroupId}` : 'message', message: JSON.parse(args.MessageBody) };
    case 'http:invoke':
      return { to: args.Authentication.ConnectionArn, how: `${args.Method} ${args.ApiEndpoint} ${args.Headers['Content-Type']}`, message: args.RequestBody };
  }
  throw new Failure('States.Runtime', `there is no task ${resource}`);
}

async function main() {
  const job = JSON.parse(readFileSync(0, 'utf8'));
  const out = [];
  if (job.mode === 'validate') {
    for (const definition of job.definitions) {
      const result = validate(definition, { checkPaths: true, checkArn: true });
      out.push(result.isValid ? '' : result.errorsText());
    }
  } else {
    for (const one of job.runs) {
      const run = new Run(one);
      try {
        const output = await run.machine(one.definition, one.input);
        out.push({ did: run.did, status: 'succeeded', output });
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        out.push({ did: run.did, status: 'failed', error: `${error.error}: ${error.message}` });
      }
    }
  }
  process.stdout.write(JSON.stringify(out));
}

await main();
