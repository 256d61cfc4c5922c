import { describe, expect, test } from 'vitest';
import type { PlanPart } from './document.rules.ts';
import { askedAs, askedOf, drawPlan, inBoth, pieceRenamed, waitingFor, withoutPiece } from './plans.rules.ts';

const piece = (key: string, ...after: string[]) => ({
  key,
  name: key,
  question: 'Che cosa serve?',
  inCharge: true as const,
  ...(after.length === 0 ? {} : { after }),
});
const plan = (...pieces: PlanPart['pieces']): PlanPart => ({ key: 'p', name: { it: 'P', en: 'P' }, pieces });

describe('a piece', () => {
  test('asks whoever is in charge, a queue or a centre: one of them', () => {
    const choices = ['inCharge', 'queue acque-1', 'centre Tecnici di rete', ''];
    for (const choice of choices) expect(askedOf({ ...piece('a'), ...askedAs(choice) })).toBe(choice);
    // Several at once are none of the choices.
    expect(askedOf({ ...piece('a'), queue: 'acque' })).toBe('');
  });
  test('has its words in both languages, whichever way they are written', () => {
    expect(inBoth('Rete')).toEqual({ it: 'Rete', en: 'Rete' });
    expect(inBoth({ it: 'Rete' })).toEqual({ it: 'Rete', en: '' });
    expect(inBoth(undefined)).toEqual({ it: '', en: '' });
  });
  test('under another key is waited for under that one', () => {
    const changed = pieceRenamed(plan(piece('a'), piece('b', 'a'), piece('c', 'a', 'b')), 0, 'x');
    expect(changed.pieces).toEqual([{ ...piece('a'), key: 'x' }, piece('b', 'x'), piece('c', 'x', 'b')]);
    expect(waitingFor(changed, 'x')).toEqual([1, 2]);
  });
  test('that is taken away leaves what it waited for to those that waited for it', () => {
    const whole = plan(piece('a'), piece('b', 'a'), piece('c', 'b', 'a'));
    expect(withoutPiece(whole, 1).pieces).toEqual([piece('a'), piece('c', 'a')]);
    expect(withoutPiece(whole, 0).pieces).toEqual([{ ...piece('b'), after: undefined }, piece('c', 'b')]);
    // In a circle nobody comes to wait for themselves.
    const circle = withoutPiece(plan(piece('a', 'b'), piece('b', 'a')), 0);
    expect(circle.pieces).toEqual([{ ...piece('b'), after: undefined }]);
    // One of two that have the same key is waited for still.
    expect(withoutPiece(plan(piece('a'), piece('a'), piece('b', 'a')), 0).pieces).toEqual([
      piece('a'),
      piece('b', 'a'),
    ]);
  });
});

describe('a plan is drawn', () => {
  const columns = (...pieces: PlanPart['pieces']) => drawPlan(pieces).boxes.map(({ column }) => column);
  const lines = (...pieces: PlanPart['pieces']) =>
    drawPlan(pieces).lines.map(({ from, to }) => `${pieces[from]!.key}${pieces[to]!.key}`);

  test('in columns by how much comes before, whatever the order in which it is written', () => {
    expect(columns(piece('a'), piece('b'), piece('c', 'a', 'b'))).toEqual([0, 0, 1]);
    expect(columns(piece('c', 'b'), piece('b', 'a'), piece('a'), piece('d', 'a'))).toEqual([2, 1, 0, 1]);
    expect(drawPlan([])).toEqual({ columns: 0, rows: 0, boxes: [], lines: [] });
  });
  test('with the piece that waits for two between them', () => {
    expect(drawPlan([piece('a'), piece('b'), piece('c', 'a', 'b')])).toMatchObject({
      columns: 2,
      rows: 2,
      boxes: [
        { column: 0, row: 0 },
        { column: 0, row: 1 },
        { column: 1, row: 0.5 },
      ],
    });
  });
  test('with an arrow for each wait that does not follow from the others', () => {
    expect(lines(piece('a'), piece('b', 'a'), piece('c', 'a', 'b'))).toEqual(['ab', 'bc']);
    expect(lines(piece('a'), piece('b', 'a', 'a', 'lost'))).toEqual(['ab']);
  });
  test('so that no arrow crosses a box and no two boxes share a place', () => {
    // All ways in which six pieces may wait for those before them.
    for (let way = 0; way < 2 ** 15; way += 7) {
      let bit = 0;
      const pieces = 'abcdef'.split('').map((key, at) =>
        piece(
          key,
          ...'abcdef'
            .slice(0, at)
            .split('')
            .filter(() => (way >> bit++) & 1),
        ),
      );
      const { boxes, lines: drawn, columns: across, rows } = drawPlan(pieces);
      const placed = new Set(boxes.map(({ column, row }) => `${column} ${row}`));
      expect(placed.size).toBe(pieces.length);
      for (const { column, row } of boxes) expect(column < across && row >= 0 && row <= rows - 1).toBe(true);
      for (const { from, to, way: passed } of drawn) {
        expect([passed[0], passed.at(-1)]).toEqual([boxes[from], boxes[to]]);
        expect(passed.map(({ column }) => column)).toEqual(
          passed.map((_, step) => boxes[from]!.column + step),
        );
        for (const { column, row } of passed.slice(1, -1)) expect(placed.has(`${column} ${row}`)).toBe(false);
      }
    }
  });
  test('with what waits for itself in the last column, to be seen and put right', () => {
    expect(columns(piece('a'), piece('b', 'a', 'c'), piece('c', 'b'))).toEqual([0, 1, 1]);
    expect(lines(piece('a'), piece('b', 'a', 'c'), piece('c', 'b'))).toEqual(['ab']);
    expect(columns(piece('a', 'a'))).toEqual([0]);
  });
});
