import { expect, it } from 'vitest';
import { inlineSchemas, shareSchemas } from './openapi-parts.rules.ts';

const long = (description: string) => ({ type: 'string', description: description.padEnd(120, '.') });
const person = { type: 'object', properties: { name: long('name'), born: long('day') } };
const names = new Map([
  [JSON.stringify(person), 'Person'],
  [JSON.stringify(long('name')), 'Name'],
  [JSON.stringify({ type: 'string' }), 'Word'],
]);

it('a schema with a name is written once, what is inside it too, and a short one stays where it is', () => {
  const { document, parts } = shareSchemas(
    { a: { schema: person }, b: { anyOf: [person, { type: 'null' }] }, c: { type: 'string' } },
    names,
  );
  expect(document).toEqual({
    a: { schema: { $ref: '#/components/schemas/Person' } },
    b: { anyOf: [{ $ref: '#/components/schemas/Person' }, { type: 'null' }] },
    c: { type: 'string' },
  });
  expect(parts).toEqual({
    Name: long('name'),
    Person: {
      type: 'object',
      properties: { name: { $ref: '#/components/schemas/Name' }, born: long('day') },
    },
  });
});

it('put back in place, every reference gives what was there; one that refers to nothing is named', () => {
  const whole = { a: person, b: { items: person, default: person } };
  const { document, parts } = shareSchemas(whole, names);
  expect(inlineSchemas(document, parts)).toEqual(whole);
  expect(() => inlineSchemas({ a: { $ref: '#/components/schemas/Nobody' } }, parts)).toThrow(/Nobody/);
});
