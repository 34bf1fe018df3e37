'use strict';

const { spawn } = require('node:child_process');

// GRACE_MS is how long a program that took too long has to end by itself.
const GRACE_MS = 3000;

// run runs a program in a folder for at most ms and returns how it failed, in words, or undefined. What it says goes to the
// log as it is. Whatever it started ends with it.
function run([file, ...args], cwd, env, ms) {
  return new Promise((resolve) => {
    const child = spawn(file, args, { cwd, env, stdio: ['ignore', 'inherit', 'inherit'], detached: true });
    let late = false;
    const timers = [];
    const after = (wait, signal) => { if (wait < 2 ** 31) timers.push(setTimeout(() => { late = true; end(child, signal); }, wait)); };
    after(Math.max(ms, 0), 'SIGTERM');
    after(Math.max(ms, 0) + GRACE_MS, 'SIGKILL');
    const done = (failure) => {
      timers.forEach(clearTimeout);
      end(child, 'SIGKILL');
      resolve(failure);
    };
    child.once('error', (error) => done(`did not start: ${error.message}`));
    child.once('exit', (code, signal) => {
      if (late) done(`took longer than ${Math.round(ms / 1000)} s and was ended`);
      else if (signal) done(`was ended by ${signal}`);
      else done(code === 0 ? undefined : `ended with exit code ${code}`);
    });
  });
}

// end sends a signal to a program and to what it started.
function end(child, signal) {
  try {
    if (child.pid) process.kill(-child.pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error; // all are gone
  }
}

module.exports = { run };
