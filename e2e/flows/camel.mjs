// Runs integrations: reads {runs: [{flows | transform, files, request, answers, fails, env}]} on standard input and prints for each
// what was posted, in order, as [{url, headers, body}], and the answer to the request. answers are by URL; fails counts how many times
// a URL fails first. What is no part of this reading of Camel is an error.
//
// Camel: https://camel.apache.org/components/4.10.x/others/yaml-dsl.html, .../eips/, .../languages/simple-language.html.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const require = createRequire(join(process.env.NODE_MODULES, 'x.js'))
const jsonata = require('jsonata')

// transform is what an EventTransform does: its expression makes an event of the event.
async function transform(run) {
  const event = await jsonata(run.transform).evaluate(structured(run.request))
  return { posted: [{ url: run.sink, contentType: 'application/cloudevents+json', body: event }], status: 200 }
}

function structured({ headers, body }) {
  const event = {}
  for (const [name, value] of Object.entries(headers)) if (name.startsWith('ce-')) event[name.slice(3)] = decodeURIComponent(value)
  return { ...event, datacontenttype: headers['content-type'], data: JSON.parse(body) }
}

class Camel {
  constructor(run) {
    Object.assign(this, { files: {}, answers: {}, fails: {}, env: {}, ...run })
    this.posted = []
    this.failure = this.flows.find((flow) => flow.onException)?.onException
    this.route = this.flows.find((flow) => flow.route).route
  }

  async run() {
    const { uri, parameters, steps } = this.route.from
    if (uri !== 'platform-http:/' || parameters.httpMethodRestrict !== 'POST') throw new Error(`a route from ${uri}`)
    // Headers are looked up without regard to case; names are as a client in Go sends them.
    const headers = Object.fromEntries(Object.entries(this.request.headers).map(([k, v]) => [k.replace(/(^|-)[a-z]/g, (s) => s.toUpperCase()), v]))
    const exchange = { body: Buffer.from(this.request.body), headers, properties: {} }
    await this.pipeline(steps, exchange)
    const status = Number(header(exchange, 'CamelHttpResponseCode') ?? 200)
    const left = Object.keys(exchange.headers).filter((name) => name !== 'CamelHttpResponseCode')
    if (left.length || exchange.body !== null) throw new Error(`the answer has headers ${left} and the body ${exchange.body}`)
    return { posted: this.posted, status }
  }

  // pipeline runs steps. One that fails is tried again, with the message that it got; after the last try the exchange goes on as
  // onException says, and the rest of the steps is left out.
  async pipeline(steps, exchange) {
    for (const step of steps ?? []) {
      if (exchange.handled) return
      for (let tries = 0; ; tries++) {
        const before = { body: exchange.body, headers: { ...exchange.headers } }
        try {
          await this.step(step, exchange)
          break
        } catch (error) {
          if (error.bug || exchange.failing) throw error
          Object.assign(exchange, before)
          if (tries < (this.failure?.redeliveryPolicy.maximumRedeliveries ?? 0)) continue
          if (this.failure?.handled?.constant !== 'true') throw error
          exchange.failing = true
          await this.pipeline(this.failure.steps, exchange)
          exchange.handled = true
          return
        }
      }
    }
  }

  async step(step, exchange) {
    const [name] = Object.keys(step)
    const is = step[name]
    const known = this[`do_${name}`]
    if (!known || Object.keys(step).length !== 1) throw bug(`a step ${JSON.stringify(step)}`)
    await known.call(this, is, exchange)
  }

  do_setBody(is, exchange) {
    exchange.body = this.expression(is, exchange)
  }

  do_setProperty(is, exchange) {
    exchange.properties[is.name] = this.expression(is, exchange)
  }

  do_setHeader(is, exchange) {
    remove(exchange, (name) => name.toLowerCase() === is.name.toLowerCase())
    exchange.headers[is.name] = this.expression(is, exchange)
  }

  do_removeHeaders(is, exchange) {
    const matches = (pattern, name) => pattern.endsWith('*') && name.toLowerCase().startsWith(pattern.slice(0, -1).toLowerCase())
    remove(exchange, (name) => matches(is.pattern, name) && !(is.excludePattern && matches(is.excludePattern, name)))
  }

  do_convertBodyTo(is, exchange) {
    if (is.type !== 'String') throw bug(`the type ${is.type}`)
    exchange.body = exchange.body == null ? null : String(exchange.body)
  }

  do_marshal(is, exchange) {
    if (is.base64) exchange.body = Buffer.from(String(exchange.body)).toString('base64')
    else if (is.json?.library === 'Jackson') exchange.body = Buffer.from(JSON.stringify(exchange.body))
    else throw bug(`marshal ${JSON.stringify(is)}`)
  }

  do_unmarshal(is, exchange) {
    if (is.json?.library !== 'Jackson') throw bug(`unmarshal ${JSON.stringify(is)}`)
    exchange.body = JSON.parse(exchange.body)
  }

  async do_choice(is, exchange) {
    const way = is.when.find((when) => this.predicate(when.simple, exchange)) ?? is.otherwise
    await this.pipeline(way?.steps, exchange)
  }

  async do_filter(is, exchange) {
    if (this.predicate(is.simple, exchange)) await this.pipeline(is.steps, exchange)
  }

  async do_split(is, exchange) {
    const list = this.expression(is, exchange)
    if (!Array.isArray(list)) throw bug(`a split of ${list}`)
    for (const body of list) await this.pipeline(is.steps, copy(exchange, body))
  }

  async do_multicast(is, exchange) {
    for (const step of is.steps) await this.pipeline([step], copy(exchange, exchange.body))
  }

  async do_pipeline(is, exchange) {
    await this.pipeline(is.steps, exchange)
  }

  async do_loadBalance(is, exchange) {
    if (!is.roundRobinLoadBalancer) throw bug('another load balancer')
    this.turn = ((this.turn ?? -1) + 1) % is.steps.length
    await this.step(is.steps[this.turn], exchange)
  }

  async do_to(is, exchange) {
    if (is.uri.startsWith('jsonata:')) return this.jsonata(is, exchange)
    if (!/^https?:\/\//.test(is.uri) || is.parameters.httpMethod !== 'POST') throw bug(`a request to ${is.uri}`)
    this.fails[is.uri] = (this.fails[is.uri] ?? 0) - 1
    if (this.fails[is.uri] >= 0) throw new Error(`${is.uri} failed`)
    const message = { url: is.uri, contentType: header(exchange, 'Content-Type'), body: JSON.parse(exchange.body) }
    const authorization = header(exchange, 'authorization')
    if (authorization) message.authorization = authorization
    const other = Object.keys(exchange.headers).filter((name) => !['content-type', 'authorization'].includes(name.toLowerCase()))
    if (other.length) throw bug(`headers ${other} go to ${is.uri}`)
    this.posted.push(message)
    exchange.body = Buffer.from(is.uri in this.answers ? JSON.stringify(this.answers[is.uri]) : '')
    exchange.headers = { ...exchange.headers, 'X-Answer': '1', CamelHttpResponseCode: '200' }
  }

  async jsonata(is, exchange) {
    const file = is.uri.match(/^jsonata:file:\/etc\/espc\/flow\/(.+)$/)?.[1]
    const { inputType, outputType } = is.parameters
    if (this.files[file] === undefined || inputType !== 'JsonString' || outputType !== 'JsonString') throw bug(`no ${is.uri}`)
    const result = await jsonata(this.files[file]).evaluate(JSON.parse(exchange.body))
    exchange.body = JSON.stringify(result ?? null)
  }

  expression(is, exchange) {
    if (is.constant !== undefined) return is.constant
    const only = is.simple.match(/^\$\{[^}]*\}$/)
    if (only) return this.value(is.simple.slice(2, -1), exchange)
    return is.simple.replace(/\$\{([^}]*)\}/g, (_, name) => String(this.value(name, exchange) ?? ''))
  }

  value(name, exchange) {
    const [, kind, rest] = name.match(/^(\w+)(?:\.(.+))?$/) ?? []
    if (name === 'body') return exchange.body
    if (name === 'bodyAs(String)') return exchange.body == null ? null : String(exchange.body)
    if (name === 'null') return null
    if (name === 'headers') return exchange.headers
    if (kind === 'header') return header(exchange, rest)
    if (kind === 'exchangeProperty') return exchange.properties[rest]
    if (kind === 'env') return this.env[rest]
    throw bug(`the variable ${name}`)
  }

  predicate(text, exchange) {
    return text.split(' || ').some((part) => {
      const [, name, operator, literal] = part.match(/^\$\{([^}]*)\} (==|startsWith) (null|'.*')$/) ?? []
      if (!name) throw bug(`the condition ${part}`)
      const value = this.value(name, exchange)
      if (literal === 'null') return value == null
      const wanted = literal.slice(1, -1)
      return operator === '==' ? value != null && String(value) === wanted : String(value ?? '').startsWith(wanted)
    })
  }
}

function bug(what) {
  return Object.assign(new Error(`not read here: ${what}`), { bug: true })
}

function header(exchange, name) {
  const found = Object.keys(exchange.headers).find((key) => key.toLowerCase() === name.toLowerCase())
  return found && exchange.headers[found]
}

function remove(exchange, which) {
  exchange.headers = Object.fromEntries(Object.entries(exchange.headers).filter(([name]) => !which(name)))
}

function copy(exchange, body) {
  return { body, headers: { ...exchange.headers }, properties: { ...exchange.properties } }
}

const out = []
for (const run of JSON.parse(readFileSync(0, 'utf8')).runs) out.push(run.transform ? await transform(run) : await new Camel(run).run())
console.log(JSON.stringify(out))
