'use strict';

const vscode = require('vscode');
const { LanguageClient } = require('vscode-languageclient/node');

// The files of topologies, and what Jsonnet imports. JSON and YAML are others' languages, so only those by the names that espc reads.
const documents = ['hcl', 'cue', 'jsonnet', 'libsonnet', 'topology.json', 'topology.yaml'].map((ending) => ({
  scheme: 'file',
  pattern: `**/*.${ending}`,
}));

/** @type {LanguageClient | undefined} */
let client;

function start() {
  const settings = vscode.workspace.getConfiguration('espc');
  const server = { command: settings.get('path', 'espc'), args: ['lsp', ...settings.get('arguments', [])] };
  client = new LanguageClient('espc', 'espc', server, { documentSelector: documents });
  return client.start().catch((error) => {
    vscode.window.showErrorMessage(`espc does not start: ${error?.message ?? error}. The setting espc.path says where it is.`);
  });
}

async function stop() {
  const running = client;
  client = undefined;
  if (running && running.isRunning()) await running.stop();
}

async function activate(context) {
  context.subscriptions.push(
    vscode.commands.registerCommand('espc.restart', async () => {
      await stop();
      await start();
    }),
    vscode.workspace.onDidChangeConfiguration(async (event) => {
      if (!event.affectsConfiguration('espc.path') && !event.affectsConfiguration('espc.arguments')) return;
      await stop();
      await start();
    }),
  );
  await start();
}

module.exports = { activate, deactivate: stop };
