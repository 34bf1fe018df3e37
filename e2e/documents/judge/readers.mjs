// Says of each pair of schemas on standard input, {"format", "writer", "reader", "instances"} in a line of JSON, what the language's own
// library makes of it: of Avro whether the reader reads what the writer writes, of JSON Schema which instances each of the two allows.
import { createRequire } from 'node:module';
import readline from 'node:readline';

const require = createRequire(import.meta.url);
const avro = require('avsc');
const Ajv2020 = require('ajv/dist/2020').default;

const judges = {
  avro({ writer, reader }) {
    let types;
    try {
      types = [writer, reader].map((schema) => avro.Type.forSchema(schema, { wrapUnions: true }));
    } catch (error) {
      return { invalid: true, why: error.message };
    }
    try {
      types[1].createResolver(types[0]);
      return { reads: true };
    } catch (error) {
      return { reads: false, why: error.message };
    }
  },
  jsonschema({ writer, reader, instances }) {
    const ajv = new Ajv2020({ strict: false });
    let w, r;
    try {
      [w, r] = [ajv.compile(writer), ajv.compile(reader)];
    } catch (error) {
      return { invalid: true, why: error.message };
    }
    return { writer: instances.map((i) => w(i)), reader: instances.map((i) => r(i)) };
  },
};

for await (const line of readline.createInterface({ input: process.stdin })) {
  const pair = JSON.parse(line);
  console.log(JSON.stringify(judges[pair.format](pair)));
}
