// The contract in the browser: of each operation its method, its path and whether the answer is JSON, which is all that a
// call needs. What it is for, who may, and what its input and answer look like stays on the server, which checks it.

const needed = new Set(['method', 'path', 'rawOutput']);

/**
 * A Vite plugin that leaves of `route({ … })` in contract/*.ts what the browser needs, and of every schema the
 * one that stands in for all (web/kit/no-zod.ts): there nobody asks a schema anything.
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
      /** @type {[from: number, to: number, instead: string][]} */
      const changes = [];
      walk(this.parse(code, { lang: 'ts' }), (node) => {
        if (node.type === 'VariableDeclarator' && isSchema(node.init))
          changes.push([node.init.start, node.init.end, 'schema']);
        if (node.type !== 'CallExpression' || node.callee.name !== 'route') return;
        for (const property of node.arguments[0].properties)
          if (property.type === 'Property' && !needed.has(property.key.name))
            changes.push([property.start, property.end + (code[property.end] === ',' ? 1 : 0), '']);
      });
      let left = code;
      for (const [from, to, instead] of changes.toSorted((one, other) => other[0] - one[0]))
        left = left.slice(0, from) + instead + left.slice(to);
      return { code: `import { z as schema } from 'zod';\n${left}`, map: null };
    },
  },
});

/**
 * Whether a value is built by calling zod, another schema or one of the contract's makers of schemas.
 * @param {any} value
 */
function isSchema(value) {
  if (value?.type !== 'CallExpression' || value.callee.name === 'route') return false;
  let root = value;
  while (root.type === 'CallExpression' || root.type === 'MemberExpression')
    root = root.type === 'CallExpression' ? root.callee : root.object;
  return root.type === 'Identifier' && !(root.name in globalThis);
}

/**
 * @param {any} node
 * @param {(node: any) => void} visit
 */
function walk(node, visit) {
  if (node === null || typeof node !== 'object') return;
  if (typeof node.type === 'string') visit(node);
  for (const part of Object.values(node)) walk(part, visit);
}
