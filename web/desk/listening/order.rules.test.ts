import { expect, test } from 'vitest';
import { inOrder } from './order.rules.ts';

const chats = (...ids: string[]) => ids.map((contact) => ({ contact }));
const idsOf = (list: { contact: string }[]) => list.map(({ contact }) => contact).join('');

test('the order is that of the server while nobody is in the list', () => {
  expect(idsOf(inOrder(chats('c', 'a', 'b'), []))).toBe('cab');
});

test('rows stand still while somebody is in the list; new ones come after, gone ones leave no gap', () => {
  expect(idsOf(inOrder(chats('c', 'a', 'b'), ['a', 'b', 'c']))).toBe('abc');
  expect(idsOf(inOrder(chats('x', 'c', 'y', 'a'), ['a', 'b', 'c']))).toBe('acxy');
});
