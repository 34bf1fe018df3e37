'use strict';

// The extension of docs/editors/vscode in a process that stands in for VS Code, with its own client library and the built espc.

const assert = require('node:assert/strict');
const { existsSync, readFileSync, statSync } = require('node:fs');
const Module = require('node:module');
const { join } = require('node:path');
const { test } = require('node:test');

const stand = require('./testdata/vscode.cjs');

const extension = process.env.EXTENSION;
const manifest = JSON.parse(readFileSync(join(extension, 'package.json'), 'utf8'));

const load = Module._load;
Module._load = (name, ...rest) => (name === 'vscode' ? stand.vscode : load(name, ...rest));

const errors = (list) => list.filter((d) => d.severity === 0);

test('what the manifest names is there', () => {
  for (const file of [manifest.main, ...manifest.contributes.languages.map((l) => l.configuration)]) {
    assert.ok(existsSync(join(extension, file)), `${file} is missing`);
  }
  for (const { configuration } of manifest.contributes.languages) JSON.parse(readFileSync(join(extension, configuration), 'utf8'));
});

test('vsce packages it', () => {
  assert.ok(statSync(process.env.PACKAGE).size > 100_000);
});

test('it starts espc, shows diagnostics as one types, starts anew and stops', async () => {
  const folder = process.env.TOPOLOGY;
  stand.overrides.workspace.workspaceFolders = [{ uri: stand.Uri.file(folder), name: 'shop', index: 0 }];
  stand.overrides.settings['espc.path'] = process.env.ESPC;
  const document = new stand.Document(join(folder, 'functions.hcl'));
  stand.overrides.workspace.textDocuments.push(document);
  const context = { subscriptions: [] };
  const { activate, deactivate } = require(join(extension, manifest.main));
  await activate(context);
  assert.deepEqual(stand.messages, []);

  const good = document.text;
  stand.change(document, good.replace('microservice.search-index', 'microservice.serch-index'));
  const [wrong] = await stand.until(document, (list) => errors(list).length === 1);
  assert.match(wrong.message, /^there is no microservice\.serch-index/);
  stand.change(document, good);
  await stand.until(document, (list) => errors(list).length === 0);

  assert.deepEqual([...stand.commands.keys()], manifest.contributes.commands.map((c) => c.command));
  await stand.commands.get('espc.restart')();
  stand.change(document, good.replace('microservice.search-index', 'microservice.serch-index'));
  await stand.until(document, (list) => errors(list).length === 1);
  await deactivate();
});

test('an espc that is not there is said', async () => {
  stand.overrides.settings['espc.path'] = '/nonexistent/espc';
  const { activate } = require(join(extension, manifest.main));
  await activate({ subscriptions: [] });
  assert.match(stand.messages.join('\n'), /^espc does not start: (?!undefined).+espc\.path/m);
});
