import type { Names } from '#contract/route.ts';
import { currentTypes } from '#server/cases/index.ts';
import type { TextMeans } from '#server/knowledge/index.ts';
import { placeholderValues } from './placeholder-values.ts';

/** What standard texts ask of the modules above them: the fields of cases, and what fills a text for a contact. */
export const textMeans: TextMeans = {
  async caseFields(db) {
    const fields = new Map<string, { key: string; label: Names; example: Names }>();
    for (const { definition } of await currentTypes(db))
      for (const { key, label, kind, options } of definition.fields)
        // Types may call the same field by other names: the first one stands for it.
        if (!fields.has(key)) fields.set(key, { key, label, example: exampleOf(kind, label, options) });
    return [...fields.values()].toSorted((a, b) => a.label.it.localeCompare(b.label.it, 'it'));
  },
  placeholderValues,
};

const both = (text: string): Names => ({ it: text, en: text });
/** What a field may hold, for a preview. */
function exampleOf(kind: string, label: Names, options: readonly { label: Names }[] = []): Names {
  const [option] = options;
  if (option !== undefined) return option.label;
  if (kind === 'number') return both('12');
  if (kind === 'date') return { it: '12 novembre 2026', en: '12 November 2026' };
  if (kind === 'yes_no') return { it: 'sì', en: 'yes' };
  if (kind === 'email') return both('maria.bianchi@example.org');
  if (kind === 'phone') return both('+39 055 0000000');
  return label;
}
