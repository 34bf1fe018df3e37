// The life of a conversation, and diagnostics, on copies of the examples.
import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { Client, changed, protocol } from './client.mjs';

const errors = (diagnostics) => diagnostics.filter((d) => d.severity === protocol.DiagnosticSeverity.Error);
const lines = (diagnostics) => diagnostics.map((d) => `${d.range.start.line + 1}:${d.range.start.character + 1} ${d.code} ${d.message.split('\n')[0]}`);

test('an error is shown as it is typed and goes when it is repaired', async (t) => {
  const client = await Client.example(t, 'shop');
  assert.deepEqual(errors(await client.open('functions.hcl')), []);
  const wrong = await client.replace('functions.hcl', 'microservice.search-index', 'microservice.serch-index');
  assert.deepEqual(lines(wrong), ['10:25 E0401 there is no microservice.serch-index']);
  assert.equal(wrong[0].source, 'espc');
  assert.match(wrong[0].message, /\nfix: write microservice\.search-index$/);
  assert.equal(wrong[0].data.address, 'function.search');
  assert.deepEqual(errors(await client.replace('functions.hcl', 'microservice.serch-index', 'microservice.search-index')), []);
  assert.equal(await client.close(), 0);
  assert.equal(client.log, '');
});

test('text that does not parse is an error at its place', async (t) => {
  const client = await Client.example(t, 'shop');
  await client.open('functions.hcl');
  const wrong = await client.replace('functions.hcl', 'timeout = "5s"', 'timeout = "5s');
  assert.equal(wrong[0].range.start.line, 6);
  assert.deepEqual(errors(await client.replace('functions.hcl', 'timeout = "5s', 'timeout = "5s"')), []);
  assert.equal(await client.close(), 0);
});

test('a mistake in one file shows where another one relies on it', async (t) => {
  const client = await Client.example(t, 'shop');
  await client.open('functions.hcl');
  await client.replace('functions.hcl', 'function "quote"', 'function "quotes"');
  const elsewhere = await client.until('gateway-public.hcl', (ds) => errors(ds).length > 0);
  assert.match(elsewhere[0].message, /there is no function\.quote\b/);
  await client.replace('functions.hcl', 'function "quotes"', 'function "quote"');
  await client.until('gateway-public.hcl', (ds) => errors(ds).length === 0);
  assert.equal(await client.close(), 0);
});

test('a fix can be taken', async (t) => {
  const client = await Client.example(t, 'shop');
  await client.open('functions.hcl');
  const before = client.documents.get('functions.hcl').text;
  const [wrong] = await client.replace('functions.hcl', 'secret.search-key', 'secret.search-kay');
  const actions = await client.ask(protocol.CodeActionRequest.type, {
    textDocument: client.document('functions.hcl'), range: wrong.range, context: { diagnostics: [wrong] },
  });
  assert.deepEqual(actions.map((a) => a.title), ['Write secret.search-key']);
  const [{ textDocument, edits }] = actions[0].edit.documentChanges;
  assert.equal(textDocument.uri, client.uri('functions.hcl'));
  assert.equal(changed(client.documents.get('functions.hcl').text, edits), before);
  assert.equal(await client.close(), 0);
});

test('the server asks to be told of files that other programs write, and goes by it', async (t) => {
  const client = await Client.example(t, 'shop');
  await client.open('functions.hcl');
  assert.deepEqual(client.registered.map((r) => r.method), ['workspace/didChangeWatchedFiles']);
  client.save('secrets.hcl', client.read('secrets.hcl').replace('"search-key"', '"find-key"'));
  await client.connection.sendNotification(protocol.DidChangeWatchedFilesNotification.type, {
    changes: [{ uri: client.uri('secrets.hcl'), type: protocol.FileChangeType.Changed }],
  });
  const shown = await client.until('functions.hcl', (ds) => errors(ds).length > 0);
  assert.match(shown[0].message, /there is no secret\.search-key/);
  assert.equal(await client.close(), 0);
});

for (const [name, text, from, to, code] of [
  ['main.cue', 'package shop\ntopology: name: "shop"\nmicroservice: api: {image: "api:1", port: 8080}\n', 'image', 'imege', 'E0201'],
  ['main.jsonnet', "{ topology: { name: 'shop' }, microservice: { api: { image: 'api:1', port: 8080 } } }\n", 'image', 'imege', 'E0201'],
  ['main.topology.json', '{"topology": {"name": "shop"}, "microservice": {"api": {"image": "api:1", "port": 8080}}}\n', 'image', 'imege', 'E0201'],
  ['main.topology.yaml', 'topology: {name: shop}\nmicroservice:\n  api: {image: "api:1", port: 8080}\n', 'image', 'imege', 'E0201'],
]) {
  test(`${name} is checked as it is typed`, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'espc-lsp-'));
    writeFileSync(join(folder, name), text);
    const client = await Client.in(t, folder);
    assert.deepEqual(errors(await client.open(name)), []);
    const wrong = await client.replace(name, from, to);
    assert.ok(wrong.some((d) => d.code === code), JSON.stringify(wrong));
    const at = wrong.find((d) => d.code === code);
    const actions = await client.ask(protocol.CodeActionRequest.type, {
      textDocument: client.document(name), range: at.range, context: { diagnostics: [at] },
    });
    assert.equal(changed(client.documents.get(name).text, actions[0].edit.documentChanges[0].edits), text);
    assert.deepEqual(errors(await client.replace(name, to, from)), []);
    assert.equal(await client.close(), 0);
  });
}

test('text that would never be evaluated is let go of when it changes', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'espc-lsp-'));
  writeFileSync(join(folder, 'main.jsonnet'), "{ topology: { name: 'shop' }, local f(n) = if n < 2 then 1 else f(n - 1) + f(n - 2), microservice: { api: { image: 'api:1', port: 8000 + f(2) } } }\n");
  const client = await Client.in(t, folder);
  assert.deepEqual(errors(await client.open('main.jsonnet')), []);
  const never = client.replace('main.jsonnet', 'f(2)', 'f(90)');
  await new Promise((resolve) => { setTimeout(resolve, 500); });
  const begun = Date.now();
  assert.deepEqual(errors(await client.replace('main.jsonnet', 'f(90)', 'f(3)')), []);
  assert.ok(Date.now() - begun < 4000, 'the change waited for the text before');
  assert.equal(await Promise.race([never.then(() => 'shown'), Promise.resolve('dropped')]), 'dropped');
  assert.equal(await client.close(), 0);
});

test('a document is formatted as fmt does', async (t) => {
  const client = await Client.example(t, 'shop');
  await client.open('functions.hcl');
  const before = client.documents.get('functions.hcl').text;
  await client.replace('functions.hcl', 'runtime = "nodejs24"', 'runtime="nodejs24"');
  const edits = await client.ask(protocol.DocumentFormattingRequest.type, {
    textDocument: client.document('functions.hcl'), options: { tabSize: 8, insertSpaces: false },
  });
  assert.equal(changed(client.documents.get('functions.hcl').text, edits), before);
  assert.equal(await client.close(), 0);
});
