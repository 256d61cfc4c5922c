import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fillPlaceholders, levels, placeUnder, subtree, unknownPlaceholders } from './knowledge.rules.ts';

describe('placeholders', () => {
  test('are filled, and those without a value stay and are told', () => {
    const filled = fillPlaceholders('Gentile {{customer.name}}, pratica {{ case.number }} del {{today}}.', {
      'customer.name': 'Ada',
      today: '22/11/2026',
    });
    expect(filled).toEqual({
      text: 'Gentile Ada, pratica {{ case.number }} del 22/11/2026.',
      unknown: [],
      missing: ['case.number'],
    });
  });

  test('that do not exist are told and left', () => {
    expect(unknownPlaceholders('{{customer.iban}} {{customer.name}} {{}} {{customer.iban}}')).toEqual([
      'customer.iban',
      '',
    ]);
    expect(fillPlaceholders('{{constructor}}', {}).text).toBe('{{constructor}}');
  });

  test('carry a customer’s text into HTML as text', () => {
    const values = { 'customer.name': `<img src=x onerror="a('b')"> & figli` };
    expect(fillPlaceholders('<p>{{customer.name}}</p>', values, 'html').text).toBe(
      '<p>&lt;img src=x onerror=&quot;a(&#39;b&#39;)&quot;&gt; &amp; figli</p>',
    );
    expect(fillPlaceholders('{{customer.name}}', values).text).toBe(values['customer.name']);
  });

  test('a value with a placeholder or a dollar in it is not filled again', () => {
    const values = { 'customer.name': '{{organisation}} $& $1', organisation: 'Acque' };
    expect(fillPlaceholders('{{customer.name}}', values).text).toBe('{{organisation}} $& $1');
  });
});

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
