import { expect, test } from 'vitest';
import { gapsOf } from './unfilled.rules.ts';

test('a placeholder that nobody has filled is found in the text and in its HTML, also where tags part it', () => {
  expect(gapsOf({ text: 'Gentile {{customer.name}}', html: null })).toEqual(['customer.name']);
  expect(gapsOf({ text: 'Gentile', html: '<p>{{<b>case</b>.number}}</p>' })).toEqual(['case.number']);
  expect(gapsOf({ text: '', html: '&#123;&lbrace;&nbsp;today&rbrace;&#x7D;' })).toEqual(['today']);
  expect(gapsOf({ text: 'Il codice è {{user.id}}', html: '<p title="{{x}}">ok</p>' })).toEqual([]);
});
