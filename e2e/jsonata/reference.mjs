// Answers for the reference: one line of JSON for each expression, either {"tree": "…"} or {"code": "S0201"}.
//   node reference.mjs cases                lists the expressions of the reference's own tests, as a JSON array
//   node reference.mjs trees < array.json   parses each of an array
// NODE_MODULES is the folder with both releases.
import { readFileSync } from 'node:fs'
import Module, { createRequire } from 'node:module'
import { join } from 'node:path'

const modules = process.env.NODE_MODULES
const require = createRequire(join(modules, 'x.js'))

if (process.argv[2] === 'cases') {
  console.log(JSON.stringify(cases()))
} else {
  const jsonata = require('jsonata')
  for (const text of JSON.parse(readFileSync(0, 'utf8'))) console.log(JSON.stringify(answer(jsonata, text)))
}

// cases runs the old tests with stand-ins for the test runner, the assertions and the implementation, which notes each text.
function cases() {
  const seen = new Set()
  const anything = new Proxy(function () {}, { get: (_, name) => (name === Symbol.toPrimitive ? () => '' : anything), apply: () => anything })
  const stub = (text) => {
    if (typeof text === 'string') seen.add(text)
    return anything
  }
  const run = (body) => {
    try {
      body?.(() => {})
    } catch (error) {
      // what comes after a real result would be looked at is of no interest
    }
    return anything
  }
  const expect = (what) => (typeof what === 'function' && what !== anything ? run(what) : anything)
  const stand = { '../jsonata': stub, chai: { expect }, assert: anything }
  const load = Module._load
  Module._load = (name, ...rest) => stand[name] ?? load(name, ...rest)
  globalThis.describe = globalThis.it = (_, body) => run(body)
  globalThis.before = globalThis.after = globalThis.beforeEach = globalThis.afterEach = () => {}
  require(join(modules, 'jsonata-with-tests', 'test', 'jsonata-test.js'))
  return [...seen]
}

function answer(jsonata, text) {
  try {
    return { tree: show(jsonata(text).ast()) }
  } catch (error) {
    // An error of JavaScript's own is a malformed regular expression, or a text that the reference stumbles over.
    if (error.code === undefined && !['SyntaxError', 'TypeError', 'RangeError'].includes(error.name)) throw error
    return { code: error.code ?? error.name }
  }
}

// show prints a tree without what the parser adds for the evaluator alone: positions, flags that can be computed, thunks.
function show(node) {
  let text = body(node)
  if (node.keepArray) text += '[]'
  if (node.focus) text += '@' + node.focus
  if (node.index) text += '#' + node.index
  for (const stage of [...(node.predicate ?? []), ...(node.stages ?? [])]) {
    text += stage.type === 'index' ? '#' + stage.value : '[' + show(stage.expr) + ']'
  }
  if (node.group) text += 'group{' + pairs(node.group.lhs) + '}'
  return text
}

function list(nodes) {
  return nodes.map(show).join(',')
}

function pairs(all) {
  return all.map(([key, value]) => show(key) + ':' + show(value)).join(',')
}

// signature leaves out what a signature has no use for: numbers and regular expressions lose their spelling as tokens.
function signature(text) {
  return /^[<>()a-z:?+-]*$/.test(text) ? text : '…'
}

function quote(value) {
  return JSON.stringify(String(value).toWellFormed())
}

function call(name, ...parts) {
  return name + '(' + list(parts.filter((part) => part !== undefined)) + ')'
}

function body(node) {
  switch (node.type) {
    case 'path':
      return 'path(' + list(node.steps) + ')'
    case 'name':
    case 'string':
    case 'variable':
      return node.type + quote(node.value)
    case 'number':
      return 'number' + (node.value === 0 ? '0' : node.value)
    case 'value':
      return 'value' + node.value
    case 'wildcard':
    case 'descendant':
    case 'parent':
    case 'regex': // what ?: copies has lost its text
      return node.type
    case 'operator':
      return 'place'
    case 'unary':
      if (node.value === '[') return 'array(' + list(node.expressions) + ')'
      if (node.value === '{') return 'object{' + pairs(node.lhs) + '}'
      return call('negation', node.expression)
    case 'binary':
      return call('binary' + node.value, node.lhs, node.rhs)
    case 'condition':
      return call('condition', node.condition, node.then, node.else)
    case 'bind':
    case 'apply':
      return call(node.type, node.lhs, node.rhs)
    case 'function':
    case 'partial':
      return node.type + '(' + show(node.procedure) + ';' + list(node.arguments) + ')'
    case 'lambda':
      if (node.thunk) return show(node.body)
      return 'lambda' + signature(node.signature?.definition ?? '') + '(' + list(node.arguments) + ';' + show(node.body) + ')'
    case 'block':
      return 'block(' + list(node.expressions) + ')'
    case 'transform':
      return call('transform', node.pattern, node.update, node.delete)
    case 'sort':
      return 'sort(' + node.terms.map((term) => (term.descending ? '>' : '<') + show(term.expression)).join(',') + ')'
  }
  throw new Error('a node of type ' + node.type)
}
