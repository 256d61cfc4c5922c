import { describe, expect, test } from 'vitest';
import { articleStep } from '#contract/articles.ts';
import { blocksOf, plainText } from '#contract/pure/article-text.ts';
import { truePath, wrongSteps } from './articles.rules.ts';

const step = (key: string, answers: [string, string][] = []) =>
  articleStep.parse({ key, title: `Passo ${key}`, answers: answers.map(([label, to]) => ({ label, to })) });

describe('the steps of a decision tree', () => {
  test('lead from the first to an end, and every one can be reached', () => {
    const tree = [step('a', [['Sì', 'b']]), step('b')];
    expect(wrongSteps('tree', tree)).toBeNull();
    expect(wrongSteps('tree', [step('a', [['Sì', 'zz']])])).toMatchObject({
      field: 'steps[0].answers[0].to',
    });
    expect(wrongSteps('tree', [...tree, step('lost')])).toMatchObject({ field: 'steps[2]' });
    expect(wrongSteps('tree', [step('a', [['Ancora', 'a']])])).toMatchObject({ field: 'steps' });
    expect(wrongSteps('tree', [step('a'), step('a')])).toMatchObject({ field: 'steps[1].key' });
  });

  test('belong to guides and trees, and a guide asks nothing', () => {
    expect(wrongSteps('article', [step('a')])).toMatchObject({ field: 'steps' });
    expect(wrongSteps('guide', [])).toMatchObject({ field: 'steps' });
    expect(wrongSteps('guide', [step('a', [['Sì', 'a']])])).toMatchObject({ field: 'steps[0].answers' });
    expect(wrongSteps('guide', [step('a'), step('b')])).toBeNull();
  });

  test('a path says what was shown and answered, and ends where it never was', () => {
    const tree = [step('__proto__'.replaceAll('_', ''), [['Sì', 'b']]), step('b')];
    expect(
      truePath(tree, [
        { step: 'proto', answer: 'Sì' },
        { step: 'b', answer: 'Inventata' },
        { step: 'constructor', answer: null },
      ]),
    ).toEqual([
      { step: 'proto', title: 'Passo proto', answer: 'Sì' },
      { step: 'b', title: 'Passo b', answer: null },
    ]);
  });
});

describe('the text of an article', () => {
  test('has headings, lists, notes and links, and nothing that acts', () => {
    const blocks = blocksOf(
      '## Come si fa\n\nPrima **questo**, poi [la pagina](https://example.org).\n\n1. Uno\n2. Due\n- Tre\n> Attenzione\n\n[clicca](javascript:alert(1)) <b>x</b> [scheda](article:voltura-acqua)',
    );
    expect(blocks.map(({ kind }) => kind)).toEqual([
      'heading',
      'paragraph',
      'list',
      'list',
      'note',
      'paragraph',
    ]);
    expect(JSON.stringify(blocks)).not.toContain('"href":"javascript');
    expect(JSON.stringify(blocks)).toContain('"code":"voltura-acqua"');
    expect(plainText('## Titolo\n\n1. Uno\n2. **Due**')).toBe('Titolo\n\n1. Uno\n2. Due');
  });
});
