// Validates flows: reads {schema, catalog, flows: {name: [...]}} on standard input and prints what is wrong, one line each. schema is the
// JSON Schema of Camel's YAML DSL, catalog what its components take, both as files.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const require = createRequire(join(process.env.NODE_MODULES, 'x.js'))
const { default: Ajv } = require('ajv')
const { schema, catalog, flows } = JSON.parse(readFileSync(0, 'utf8'))
const validate = new Ajv({ strict: false, allErrors: true, formats: { binary: true } }).compile(JSON.parse(readFileSync(schema, 'utf8')))
const components = JSON.parse(readFileSync(catalog, 'utf8'))

for (const [name, list] of Object.entries(flows)) {
  if (!validate(list)) for (const error of validate.errors) console.log(`${name}${error.instancePath} ${error.message}`)
  walk(name, list)
}

// walk looks for options that a component does not have.
function walk(name, node) {
  if (node === null || typeof node !== 'object') return
  if (node.uri && node.parameters) {
    const scheme = node.uri.split(':')[0].replace('https', 'http')
    for (const option of Object.keys(node.parameters)) {
      // options with this prefix are those of Apache's HTTP client
      if (!components[scheme]?.properties[option] && !(scheme === 'http' && option.startsWith('httpClient.'))) console.log(`${name} ${scheme} has no option ${option}`)
    }
  }
  for (const value of Object.values(node)) walk(name, value)
}
