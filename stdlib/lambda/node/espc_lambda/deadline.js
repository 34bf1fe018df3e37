'use strict';

// MARGIN_MS is what is left to answer before Lambda ends the process: what it says then is no 504, and says nothing about
// which message of a batch was done.
const MARGIN_MS = 250;

// deadline returns how many milliseconds a call may take: FUNCTION_TIMEOUT_SECONDS, or less where Lambda ends it before.
function deadline(context, env) {
  const own = Number(env.FUNCTION_TIMEOUT_SECONDS || 0) * 1000 || Infinity;
  const left = context.getRemainingTimeInMillis ? context.getRemainingTimeInMillis() - MARGIN_MS : Infinity;
  return Math.max(Math.min(own, left), 0);
}

class TimeoutError extends Error {
  constructor(ms) {
    super(`the function took longer than ${ms} ms`);
    this.name = 'TimeoutError';
  }
}

// within rejects with a TimeoutError if the work is not done in ms. The timer keeps a process alive in which nothing else
// would ever answer.
function within(ms, work) {
  if (ms === Infinity) return work;
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new TimeoutError(ms)), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

module.exports = { deadline, within, TimeoutError };
