import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { levels, placeUnder, subtree } from './knowledge.rules.ts';

describe('the classification tree', () => {
  const tree = [
    { id: 'a', parentId: null },
    { id: 'b', parentId: 'a' },
    { id: 'c', parentId: 'b' },
    { id: 'x', parentId: null },
    { id: 'y', parentId: 'x' },
  ];
  test('has three levels', () => {
    expect(placeUnder(tree, null, null)).toEqual({ ok: true, level: 1 });
    expect(placeUnder(tree, null, 'b')).toEqual({ ok: true, level: 3 });
    expect(placeUnder(tree, null, 'c')).toMatchObject({ ok: false });
    expect(placeUnder(tree, 'b', 'x')).toEqual({ ok: true, level: 2 });
    expect(placeUnder(tree, 'b', 'y')).toMatchObject({ ok: false });
    expect(placeUnder(tree, null, 'nowhere')).toMatchObject({ ok: false, message: 'no such node' });
  });

  test('whatever is moved, has no circle and no fourth level', () => {
    const ids = ['1', '2', '3', '4', '5', '6'];
    const moves = fc.array(
      fc.tuple(fc.constantFrom(...ids), fc.option(fc.constantFrom(...ids), { nil: null })),
      {
        maxLength: 40,
      },
    );
    fc.assert(
      fc.property(moves, (wanted) => {
        let nodes = ids.map((id): { id: string; parentId: string | null } => ({ id, parentId: null }));
        for (const [id, parentId] of wanted) {
          if (!placeUnder(nodes, id, parentId).ok) continue;
          nodes = nodes.map((node) => (node.id === id ? { id, parentId } : node));
        }
        const roots = nodes.filter((node) => node.parentId === null);
        // Everything hangs on a root: no circle.
        expect(roots.flatMap((root) => subtree(nodes, root.id))).toHaveLength(ids.length);
        for (const root of roots) {
          let level = [root];
          let depth = 0;
          while (level.length > 0) {
            depth += 1;
            level = level.flatMap((node) => nodes.filter((one) => one.parentId === node.id));
          }
          expect(depth).toBeLessThanOrEqual(levels);
        }
      }),
    );
  });
});
