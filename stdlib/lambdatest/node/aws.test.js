'use strict';

// How the client calls AWS: signatures by AWS's own examples, the role of a pod, and what is asked again. It needs nothing
// installed.
const assert = require('node:assert/strict');
const { spawn } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { after, before, beforeEach, test } = require('node:test');
const { aws, serviceAccountToken } = require('./aws');
const { wrong } = require('./signature');

const client = path.join(__dirname, '../../lambda/node/node_modules/espc');
const { sign } = require(path.join(client, 'aws.js'));

// The examples of AWS's Signature Version 4 test suite that have no query: name, method, headers, body, token, signature.
const TOKEN = 'AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA==';
const EXAMPLES = [
  ['get-vanilla', 'GET', {}, '', undefined, '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
  ['post-vanilla', 'POST', {}, '', undefined, '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
  ['post-x-www-form-urlencoded', 'POST', { 'content-type': 'application/x-www-form-urlencoded' }, 'Param1=value1', undefined, 'ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a'],
  ['post-sts-header-before', 'POST', {}, '', TOKEN, '85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead'],
];

for (const [name, method, headers, body, token, signature] of EXAMPLES) {
  test(`signs AWS's example ${name}, and the fake of AWS takes that alone`, () => {
    const credentials = { id: 'AKIDEXAMPLE', secret: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY', token };
    const to = { region: 'us-east-1', service: 'service' };
    const signed = sign({ method, url: new URL('https://example.amazonaws.com/'), headers, body, ...to, credentials, date: new Date('2015-08-30T12:36:00Z') });
    assert.match(signed.authorization, new RegExp(`Signature=${signature}$`));
    const arrived = { method, url: '/', headers: { ...signed, host: 'example.amazonaws.com' } };
    assert.equal(wrong(arrived, body, { ...credentials, ...to }), undefined);
    assert.match(wrong(arrived, `${body}x`, { ...credentials, ...to }), /the signature is/);
  });
}

let fake;
let dir;
let token;
const ARN = 'arn:aws:lambda:eu-west-1:123456789012:function:shop-prod-resize';

before(async () => {
  fake = await aws((arn, event) => (event.rawPath === '/arn' ? { statusCode: 200, body: arn } : { statusCode: 200, body: event.rawPath }));
  dir = fs.mkdtempSync(path.join(os.tmpdir(), 'espc-aws-'));
  token = path.join(dir, 'token');
  fs.writeFileSync(token, `${serviceAccountToken}\n`);
});
after(() => { fake.stop(); fs.rmSync(dir, { recursive: true }); });
beforeEach(() => { Object.assign(fake, { busy: [], calls: 0, asked: 0, lifetime: undefined, token: undefined }); });

// says runs a line of a program that has the client, and returns what it printed.
async function says(line, env) {
  const program = `const { call, publish } = require(${JSON.stringify(client)}); (async () => { ${line} })().catch((error) => console.log('ERROR ' + error.message));`;
  const child = spawn(process.execPath, ['-e', program], { env: { PATH: process.env.PATH, ESPC_FUNCTION_RESIZE_ARN: ARN, ESPC_EVENT_PAID_ROUTE: '{"bus":"main","type":"paid","source":"/shop"}', ESPC_EVENT_BUS_MAIN_NAME: 'shop-prod-main', ...env } });
  let out = '';
  for await (const chunk of child.stdout) out += chunk;
  return out.trim();
}
const CALL = "console.log(await (await call('function.resize', { path: '/x' })).text());";
const PUBLISH = "console.log(await publish('paid', { n: 1 }, { id: 'p1' }));";

test('a pod calls and publishes by its role, which it asks for once', async () => {
  assert.equal(await says(`${CALL} ${CALL} ${PUBLISH}`, fake.pod(token)), '/x\n/x\np1');
  assert.deepEqual([fake.asked, fake.entries.at(-1).EventBusName], [1, 'shop-prod-main']);
});

test('credentials that end soon are asked for anew', async () => {
  fake.lifetime = 60000;
  assert.equal(await says(`${CALL} ${CALL}`, fake.pod(token)), '/x\n/x');
  assert.equal(fake.asked, 2);
});

test('the region of a call is that of the ARN', async () => {
  assert.equal(await says("console.log(await (await call('function.resize', { path: '/arn' })).text());", { ...fake.pod(token), AWS_REGION: 'us-east-1' }), ARN);
});

test('what AWS could not take is sent again, and what it refuses is not', async () => {
  fake.busy = [429, 503];
  assert.equal(await says(CALL, fake.env), '/x');
  assert.equal(fake.calls, 3);
  Object.assign(fake, { busy: [429, 500, 503], calls: 0 });
  assert.equal(await says(CALL, fake.env), 'ERROR lambda: ServiceException: not now');
  assert.equal(fake.calls, 3);
  Object.assign(fake, { busy: [404], calls: 0 });
  assert.equal(await says(CALL, fake.env), 'ERROR lambda: ServiceException: not now');
  assert.equal(fake.calls, 1);
});

test('a pod without a role is told so', async () => {
  assert.match(await says(CALL, { AWS_REGION: 'eu-west-1' }), /^ERROR there are no credentials of AWS: the pod has no role \(EKS Pod Identity\)/);
  const other = path.join(dir, 'other');
  fs.writeFileSync(other, 'somebody-else');
  assert.match(await says(CALL, fake.pod(other)), /^ERROR there are no credentials of AWS: the agent answered 401/);
});
