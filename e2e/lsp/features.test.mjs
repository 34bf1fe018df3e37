// Completion, hover, definitions, references, symbols and renames on copies of the examples.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { relative } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { Client, changed, protocol } from './client.mjs';

const labels = (list) => list.items.map((item) => item.label);
const places = (client, locations) => locations
  .map(({ uri, range }) => `${relative(client.folder, fileURLToPath(uri))}:${range.start.line + 1}`)
  .sort();

test('what can stand at a place is offered, whether the text parses or not', async (t) => {
  const client = await Client.example(t, 'shop');
  await client.open('functions.hcl');
  await client.replace('functions.hcl', 'runtime = "', 'runtime = ');
  const values = await client.ask(protocol.CompletionRequest.type, client.at('functions.hcl', 'runtime = ', 'runtime = '.length));
  assert.ok(labels(values).includes('nodejs24'), labels(values).join(' '));
  assert.equal(await client.close(), 0);
});

for (const [language, file, text, further, label] of [
  ['HCL', 'models.hcl', 'connector.main', 'connector.m'.length, 'connector.main'],
  ['CUE', 'functions.cue', 'secret.alerts-token', 'secret.al'.length, 'secret.alerts-token'],
  ['Jsonnet', 'gateway.jsonnet', 'function.track', 'function.t'.length, 'function.track'],
  ['YAML', 'services.topology.yaml', 'function.overdue', 'function.o'.length, 'function.overdue'],
  ['JSON', 'environments.topology.json', 'gateway.edge', 'gateway.e'.length, 'gateway.edge'],
]) {
  test(`references are completed, explained and followed in ${language}`, async (t) => {
    const client = await Client.example(t, 'polyglot/mixed');
    await client.open(file);
    const at = client.at(file, text, further);
    const list = await client.ask(protocol.CompletionRequest.type, at);
    assert.ok(labels(list).includes(label), `${label} is not among ${labels(list).join(' ')}`);
    const hover = await client.ask(protocol.HoverRequest.type, at);
    assert.match(hover.contents.value, new RegExp(`^\\*\\*${label}\\*\\* in `));
    const [to] = await client.ask(protocol.DefinitionRequest.type, at);
    const declared = fileURLToPath(to.uri);
    const line = client.read(relative(client.folder, declared)).split('\n')[to.range.start.line];
    assert.equal(line.slice(to.range.start.character, to.range.end.character), label.split('.')[1]);
    assert.equal(await client.close(), 0);
  });
}

test('an entity is renamed in all files and languages, and the topology stays valid', async (t) => {
  const client = await Client.example(t, 'polyglot/mixed');
  await client.open('models.hcl');
  await client.open('functions.cue');
  const at = client.at('models.hcl', '"alerts-token"', 3);
  const references = await client.ask(protocol.ReferencesRequest.type, { ...at, context: { includeDeclaration: true } });
  assert.deepEqual(places(client, references), ['functions.cue:27', 'models.hcl:32']);
  const prepared = await client.ask(protocol.PrepareRenameRequest.type, at);
  assert.equal(prepared.placeholder, 'alerts-token');
  const edit = await client.ask(protocol.RenameRequest.type, { ...at, newName: 'siren' });
  for (const { textDocument, edits } of edit.documentChanges) {
    const name = relative(client.folder, fileURLToPath(textDocument.uri));
    client.save(name, changed(client.read(name), edits));
  }
  assert.match(client.read('functions.cue'), /ALERTS_TOKEN: "secret\.siren"/);
  assert.match(client.read('models.hcl'), /secret "siren" \{/);
  const { status, stderr } = spawnSync(process.env.ESPC, ['validate'], { cwd: client.folder, encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  assert.equal(await client.close(), 0);
});

test('a rename that an expression stands in the way of is refused with where', async (t) => {
  const client = await Client.example(t, 'polyglot/mixed');
  await client.open('models.hcl');
  await assert.rejects(
    client.ask(protocol.RenameRequest.type, { ...client.at('models.hcl', 'model "depot"', 8), newName: 'station' }),
    /there is no model\.depot \(gateway\.jsonnet:\d+:\d+\)/,
  );
  assert.equal(await client.close(), 0);
});

test('a file tells what it declares', async (t) => {
  const client = await Client.example(t, 'shop');
  await client.open('functions.hcl');
  const symbols = await client.ask(protocol.DocumentSymbolRequest.type, { textDocument: client.document('functions.hcl') });
  assert.deepEqual(symbols.slice(0, 2).map((s) => `${s.detail}.${s.name}`), ['function.search', 'function.quote']);
  const found = await client.ask(protocol.WorkspaceSymbolRequest.type, { query: 'expire' });
  assert.ok(found.some((s) => s.name === 'expire-carts' && s.containerName === 'schedule'));
  assert.equal(await client.close(), 0);
});

test('a source folder opens the file that runs, a module its file', async (t) => {
  const client = await Client.example(t, 'shop');
  await client.open('functions.hcl');
  const [source] = await client.ask(protocol.DefinitionRequest.type, client.at('functions.hcl', './functions/search', 5));
  assert.match(source.uri, /functions\/search\/index\.js$/);
  await client.open('gateway-public.hcl');
  const [module] = await client.ask(protocol.DefinitionRequest.type, client.at('gateway-public.hcl', './modules/signed-webhook', 5));
  assert.match(module.uri, /modules\/signed-webhook\/.*\.hcl$/);
  assert.equal(await client.close(), 0);
});
