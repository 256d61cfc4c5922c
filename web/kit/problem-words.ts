import i18next from 'i18next';

/** `locales/<language>/problems.json`: words for the codes of problems, and for the server's sentences about fields. */
interface Words {
  code: Record<string, string>;
  field: Record<string, string>;
}
const words = () => i18next.getResourceBundle(i18next.language, 'problems') as Words | undefined;

/** What makes two writings of a sentence the same: how its computed parts are called does not matter. */
export const sentenceKey = (sentence: string): string => sentence.replace(/\{\w*\}/g, '{}');

/** Finds what the computed parts of a sentence are; null when it is another sentence. */
export function partsOf(sentence: string, said: string): Record<string, string> | null {
  const names: string[] = [];
  const pattern = sentence
    .split(/(\{\w+\})/)
    .map((part) => {
      if (!/^\{\w+\}$/.test(part)) return part.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
      names.push(part.slice(1, -1));
      return '(.+)';
    })
    .join('');
  const found = new RegExp(`^${pattern}$`, 's').exec(said);
  return found && Object.fromEntries(names.map((name, index) => [name, found[index + 1]!]));
}

/** A sentence of the server about a field in the reader's language; null when there are no words for it. */
export function sentenceWords(said: string): string | null {
  const field = words()?.field ?? {};
  const same = field[said];
  if (same !== undefined) return same;
  for (const [sentence, translated] of Object.entries(field)) {
    const parts = sentence.includes('{') ? partsOf(sentence, said) : null;
    if (parts !== null) return translated.replace(/\{(\w+)\}/g, (_, name: string) => parts[name] ?? '');
  }
  return null;
}

/** What a code of a problem means, in the reader's language; null when there are no words for it. */
export const codeWords = (code: string): string | null => words()?.code[code] ?? null;
