import { test } from 'node:test';

test('passes', () => {});
test('takes the process along', () => process.kill(process.pid, 'SIGKILL'));
