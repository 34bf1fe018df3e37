// A client of espc lsp: the library of the protocol's authors, a copy of an example, and little more than names for what tests do.
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const require = createRequire(join(process.env.NODE_MODULES, 'x.js'));
export const protocol = require('vscode-languageserver-protocol/node');

// capabilities are those of an editor that can all that the server goes by.
const capabilities = {
  general: { positionEncodings: ['utf-16'] },
  workspace: {
    didChangeWatchedFiles: { dynamicRegistration: true },
    workspaceEdit: { documentChanges: true },
    workspaceFolders: true,
  },
  textDocument: {
    publishDiagnostics: { relatedInformation: true, codeDescriptionSupport: true, dataSupport: true, versionSupport: true },
    codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix'] } } },
    completion: { completionItem: { snippetSupport: true, documentationFormat: ['markdown'] } },
    hover: { contentFormat: ['markdown', 'plaintext'] },
    rename: { prepareSupport: true },
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
  },
};

export class Client {
  // example returns a client in a copy of an example; t is the test, with which the server ends at the latest.
  static async example(t, name) {
    const folder = mkdtempSync(join(tmpdir(), 'espc-lsp-'));
    cpSync(join(process.env.EXAMPLES, name), folder, { recursive: true });
    return Client.in(t, folder);
  }

  static async in(t, folder) {
    const client = new Client();
    client.folder = folder;
    client.server = spawn(process.env.ESPC, ['lsp'], { stdio: ['pipe', 'pipe', 'pipe'] });
    t.after(() => { client.server.kill('SIGKILL'); rmSync(folder, { recursive: true }); });
    client.log = '';
    client.server.stderr.on('data', (text) => { client.log += text; });
    client.ended = new Promise((resolve) => client.server.on('exit', resolve));
    client.connection = protocol.createProtocolConnection(
      new protocol.StreamMessageReader(client.server.stdout), new protocol.StreamMessageWriter(client.server.stdin),
    );
    client.documents = new Map();
    client.published = new Map();
    client.waiting = [];
    client.registered = [];
    client.connection.onNotification(protocol.PublishDiagnosticsNotification.type, (params) => {
      client.published.set(params.uri, params);
      client.waiting = client.waiting.filter(({ is, resolve }) => !is(params) || resolve(params.diagnostics));
    });
    client.connection.onRequest(protocol.RegistrationRequest.type, ({ registrations }) => { client.registered.push(...registrations); });
    client.connection.listen();
    client.initialized = await client.connection.sendRequest(protocol.InitializeRequest.type, {
      processId: process.pid, rootUri: client.uri(''), capabilities, workspaceFolders: [{ uri: client.uri(''), name: 'topology' }],
    });
    await client.connection.sendNotification(protocol.InitializedNotification.type, {});
    return client;
  }

  uri(name) { return pathToFileURL(join(this.folder, name)).href; }

  document(name) { return { uri: this.uri(name) }; }

  read(name) { return readFileSync(join(this.folder, name), 'utf8'); }

  save(name, text) { writeFileSync(join(this.folder, name), text); }

  // open opens a file as it is on the disk, and returns its diagnostics.
  async open(name, text = this.read(name)) {
    this.documents.set(name, { version: 1, text });
    const shown = this.shown(name, 1);
    await this.connection.sendNotification(protocol.DidOpenTextDocumentNotification.type, {
      textDocument: { uri: this.uri(name), languageId: 'espc', version: 1, text },
    });
    return shown;
  }

  // replace replaces the first occurrence of a text as an editor does, by its range, and returns the document's diagnostics of then.
  async replace(name, from, to) {
    const document = this.documents.get(name);
    const at = document.text.indexOf(from);
    if (at < 0) throw new Error(`${name} has no ${from}`);
    const range = { start: position(document.text, at), end: position(document.text, at + from.length) };
    document.text = document.text.slice(0, at) + to + document.text.slice(at + from.length);
    document.version += 1;
    const shown = this.shown(name, document.version);
    await this.connection.sendNotification(protocol.DidChangeTextDocumentNotification.type, {
      textDocument: { uri: this.uri(name), version: document.version }, contentChanges: [{ range, text: to }],
    });
    return shown;
  }

  // shown waits for a document's diagnostics of a version; of one that is not open, undefined.
  shown(name, version) {
    const is = (params) => params.uri === this.uri(name) && params.version === version;
    return new Promise((resolve) => { this.waiting.push({ is, resolve: (diagnostics) => { resolve(diagnostics); return false; } }); });
  }

  // until waits until a document's diagnostics are so.
  async until(name, so) {
    const is = (params) => params.uri === this.uri(name) && so(params.diagnostics);
    const now = this.published.get(this.uri(name));
    if (now && so(now.diagnostics)) return now.diagnostics;
    return new Promise((resolve) => { this.waiting.push({ is, resolve: (diagnostics) => { resolve(diagnostics); return false; } }); });
  }

  // at is where a text first occurs in an open document, by so many characters further.
  at(name, text, further = 0) {
    const document = this.documents.get(name).text;
    const offset = document.indexOf(text);
    if (offset < 0) throw new Error(`${name} has no ${text}`);
    return { textDocument: this.document(name), position: position(document, offset + further) };
  }

  ask(type, params) { return this.connection.sendRequest(type, params); }

  // close ends the conversation as an editor does, and returns the server's exit status.
  async close() {
    await this.connection.sendRequest(protocol.ShutdownRequest.type);
    await this.connection.sendNotification(protocol.ExitNotification.type);
    const status = await this.ended;
    this.connection.dispose();
    return status;
  }
}

export function position(text, offset) {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length - 1, character: before.at(-1).length };
}

// changed returns a text after edits of it.
export function changed(text, edits) {
  const lines = text.split('\n');
  const offset = ({ line, character }) => lines.slice(0, line).reduce((sum, l) => sum + l.length + 1, 0) + character;
  return [...edits]
    .sort((a, b) => offset(b.range.start) - offset(a.range.start))
    .reduce((now, e) => now.slice(0, offset(e.range.start)) + e.newText + now.slice(offset(e.range.end)), text);
}
