// Reads graphs, {"name", "language", "text"} in a line of JSON each, by the real parsers of their languages, and says what is in
// them: {"name", "nodes", "edges", "groups"}, or {"name", "problem"}.
import readline from 'node:readline';
import { Graphviz } from '@hpcc-js/wasm-graphviz';
import { JSDOM } from 'jsdom';

const { window } = new JSDOM('');
globalThis.window = window;
globalThis.document = window.document;
const { default: mermaid } = await import('mermaid');
const graphviz = await Graphviz.load();

const read = {
  dot(text) {
    const graph = JSON.parse(graphviz.layout(text, 'json', 'dot'));
    const objects = graph.objects ?? [];
    return {
      nodes: objects.filter((o) => !o.name.startsWith('cluster_')).map((o) => o.name),
      edges: (graph.edges ?? []).map((e) => `${objects[e.tail].name} ${e.label} ${objects[e.head].name}`),
      groups: objects.filter((o) => o.name.startsWith('cluster_')).map((o) => `${o.label}: ${(o.nodes ?? []).map((n) => objects[n].name).sort().join(' ')}`),
    };
  },
  async mermaid(text) {
    await mermaid.parse(text);
    const { db } = await mermaid.mermaidAPI.getDiagramFromText(text);
    const vertices = Object.fromEntries(db.getVertices());
    return {
      nodes: Object.values(vertices).map((v) => v.text),
      edges: db.getEdges().map((e) => `${vertices[e.start].text} ${e.text} ${vertices[e.end].text}`),
      groups: db.getSubGraphs().map((g) => `${g.title}: ${g.nodes.map((n) => vertices[n].text).sort().join(' ')}`),
    };
  },
};

for await (const line of readline.createInterface({ input: process.stdin })) {
  const { name, language, text } = JSON.parse(line);
  try {
    console.log(JSON.stringify({ name, ...(await read[language](text)) }));
  } catch (e) {
    console.log(JSON.stringify({ name, problem: String(e) }));
  }
}
