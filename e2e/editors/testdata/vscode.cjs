'use strict';

// Stands in for the parts of VS Code that the extension and its client library ask for: one open document, the settings, and a list
// of diagnostics. Whatever else they ask for is there and does nothing.

const { EventEmitter: Events } = require('node:events');
const { readFileSync } = require('node:fs');
const { fileURLToPath, pathToFileURL } = require('node:url');

function nothing() {
  const target = function () {};
  return new Proxy(target, {
    get: (_, key) => {
      if (key === Symbol.toPrimitive) return () => '';
      if (key === 'then' || typeof key === 'symbol') return undefined;
      if (key === 'prototype') return target.prototype;
      return nothing();
    },
    apply: () => nothing(),
    construct: () => ({}),
  });
}

class Disposable {
  constructor(dispose) { this.dispose = dispose ?? (() => {}); }
}

class EventEmitter {
  constructor() {
    const events = new Events();
    this.event = (listener, self) => {
      const bound = (...args) => listener.apply(self, args);
      events.on('it', bound);
      return new Disposable(() => events.off('it', bound));
    };
    this.fire = (value) => events.emit('it', value);
    this.dispose = () => {};
  }
}

class Uri {
  constructor(href) {
    Object.assign(this, { scheme: new URL(href).protocol.slice(0, -1), path: new URL(href).pathname, href });
    this.fsPath = fileURLToPath(href);
  }
  static parse(href) { return new Uri(href); }
  static file(path) { return new Uri(pathToFileURL(path).href); }
  toString() { return this.href; }
  with() { return this; }
}

class Position { constructor(line, character) { Object.assign(this, { line, character }); } }
class Range {
  constructor(a, b, c, d) { Object.assign(this, typeof a === 'number' ? { start: new Position(a, b), end: new Position(c, d) } : { start: a, end: b }); }
}
class Plain { constructor(...values) { this.values = values; } }
class Diagnostic { constructor(range, message, severity) { Object.assign(this, { range, message, severity }); } }

const events = () => new EventEmitter();
const opened = events(), changed = events(), closed = events(), configured = events();
const diagnostics = new Map();
const shown = events();
const commands = new Map();
const messages = [];

class Document {
  constructor(path) { Object.assign(this, { uri: Uri.file(path), fileName: path, languageId: 'hcl', version: 1, isClosed: false, text: readFileSync(path, 'utf8') }); }
  getText() { return this.text; }
}

const overrides = {
  version: '1.91.0',
  Disposable, EventEmitter, Uri, Position, Range, Diagnostic,
  CancellationTokenSource: class { constructor() { this.token = { isCancellationRequested: false, onCancellationRequested: () => new Disposable() }; } cancel() {} dispose() {} },
  CancellationError: Error,
  DiagnosticSeverity: { Error: 0, Warning: 1, Information: 2, Hint: 3 },
  env: { appName: 'Stand-in', language: 'en', createTelemetryLogger: nothing },
  commands: { registerCommand: (name, f) => { commands.set(name, f); return new Disposable(() => commands.delete(name)); }, executeCommand: async () => {} },
  window: {
    showErrorMessage: async (text) => { messages.push(text); },
    showInformationMessage: async () => {}, showWarningMessage: async () => {},
    createOutputChannel: (name) => ({ name, append: () => {}, appendLine: () => {}, show: () => {}, clear: () => {}, dispose: () => {} }),
    visibleTextEditors: [], activeTextEditor: undefined, tabGroups: { all: [], onDidChangeTabs: () => new Disposable(), onDidChangeTabGroups: () => new Disposable() },
    onDidChangeActiveTextEditor: () => new Disposable(), onDidChangeVisibleTextEditors: () => new Disposable(),
  },
  workspace: {
    textDocuments: [], workspaceFolders: undefined, notebookDocuments: [],
    getConfiguration: (section) => ({
      get: (name, fallback) => overrides.settings[`${section}.${name}`] ?? fallback,
      has: () => false, inspect: () => undefined,
    }),
    getWorkspaceFolder: () => overrides.workspace.workspaceFolders[0],
    onDidOpenTextDocument: opened.event, onDidChangeTextDocument: changed.event, onDidCloseTextDocument: closed.event,
    onDidChangeConfiguration: configured.event,
    createFileSystemWatcher: () => ({ onDidCreate: () => new Disposable(), onDidChange: () => new Disposable(), onDidDelete: () => new Disposable(), dispose: () => {} }),
    onDidSaveTextDocument: () => new Disposable(), onWillSaveTextDocument: () => new Disposable(),
  },
  languages: {
    // A selector matches by the ending of its pattern, **/*.hcl.
    match: (selector, document) => (Array.isArray(selector) ? selector : [selector]).some(({ pattern }) => document.fileName.endsWith(pattern.slice(4))) ? 10 : 0,
    createDiagnosticCollection: () => ({
      set: (uri, list) => { diagnostics.set(uri.toString(), list ?? []); shown.fire(uri); },
      delete: (uri) => diagnostics.delete(uri.toString()), clear: () => diagnostics.clear(), dispose: () => {}, forEach: () => {},
    }),
  },
  settings: {},
};
const classes = new Map();

function fill(base, path) {
  return new Proxy(base, {
    get: (_, key) => {
      if (key in base) {
        const value = base[key];
        return value && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype && ['window', 'workspace', 'languages', 'commands', 'env'].includes(key) ? fill(value, key) : value;
      }
      if (typeof key === 'symbol' || key === 'then' || key === '__esModule') return undefined;
      if (/^(on[A-Z]|register|create)/.test(key)) return () => new Disposable();
      if (/^[A-Z]/.test(key)) {
        if (!classes.has(key)) classes.set(key, key.endsWith('Kind') || /(Type|Tag|Trigger|Reason|Location|Scope|Mode)$/.test(key) ? nothing() : class extends Plain {});
        return classes.get(key);
      }
      return path ? nothing() : undefined;
    },
    set: (_, key, value) => { base[key] = value; return true; },
  });
}

module.exports = {
  vscode: fill(overrides, ''),
  overrides, diagnostics, commands, messages, Document, Uri,
  open(document) { overrides.workspace.textDocuments.push(document); opened.fire(document); },
  change(document, text) {
    const lines = document.text.split('\n');
    const range = new Range(0, 0, lines.length - 1, lines.at(-1).length);
    const before = document.text.length;
    document.text = text;
    document.version += 1;
    changed.fire({ document, contentChanges: [{ range, rangeOffset: 0, rangeLength: before, text }] });
  },
  configure(settings) { Object.assign(overrides.settings, settings); configured.fire({ affectsConfiguration: (section) => section in settings }); },
  // until waits until the diagnostics of a document are so.
  until: (document, so) => new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`diagnostics are ${JSON.stringify([...diagnostics])}`)), 30_000);
    const look = () => {
      const list = diagnostics.get(document.uri.toString());
      if (list && so(list)) { clearTimeout(timer); resolve(list); }
    };
    shown.event(look);
    look();
  }),
};
