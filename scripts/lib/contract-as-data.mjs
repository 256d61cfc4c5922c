// The contract in the browser: of each operation its method, its path and whether the answer is JSON, which is all that a
// call needs. What it is for, who may, and what its input and answer look like stays on the server, which checks it.

const needed = new Set(['method', 'path', 'rawOutput']);

/**
 * A Vite plugin that leaves of `route({ … })` in contract/*.ts what the browser needs; schemas that nothing names any
 * more are then dropped by the bundler.
 * @returns {import('vite').Plugin}
 */
export const contractAsData = () => ({
  name: 'filodiretto-contract-as-data',
  enforce: 'pre',
  apply: 'build',
  transform: {
    filter: { id: /\/contract\/[\w-]+\.ts$/ },
    handler(code, id) {
      if (id.endsWith('/route.ts')) return null;
      /** @type {[number, number][]} */
      const cuts = [];
      walk(this.parse(code, { lang: 'ts' }), (node) => {
        if (node.type !== 'CallExpression' || node.callee.name !== 'route') return;
        for (const property of node.arguments[0].properties)
          if (property.type === 'Property' && !needed.has(property.key.name))
            cuts.push([property.start, property.end + (code[property.end] === ',' ? 1 : 0)]);
      });
      let left = code;
      for (const [start, end] of cuts.toSorted((one, other) => other[0] - one[0]))
        left = left.slice(0, start) + left.slice(end);
      return { code: left, map: null };
    },
  },
});

/**
 * @param {any} node
 * @param {(node: any) => void} visit
 */
function walk(node, visit) {
  if (node === null || typeof node !== 'object') return;
  if (typeof node.type === 'string') visit(node);
  for (const part of Object.values(node)) walk(part, visit);
}
