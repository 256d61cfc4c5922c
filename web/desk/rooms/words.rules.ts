/** A stretch of what was said: plain, a colleague who is named, a case, or an address on the web. */
export type Stretch = { kind: 'text' | 'name' | 'case' | 'link'; text: string };

const special =
  /(?<case>(?<![\p{L}\d-])PR-\d{4}-\d{6,15}(?!\d))|(?<link>https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]])/giu;

/** Cuts a text into stretches; `names` are those of the people it names, each written after an @. */
export function stretchesOf(text: string, names: readonly string[]): Stretch[] {
  const stretches: Stretch[] = [];
  let at = 0;
  const plain = (until: number) => {
    if (until > at) stretches.push(...named(text.slice(at, until), names));
    at = until;
  };
  for (const match of text.matchAll(special)) {
    plain(match.index);
    stretches.push({ kind: match.groups?.['case'] === undefined ? 'link' : 'case', text: match[0] });
    at = match.index + match[0].length;
  }
  plain(text.length);
  return stretches;
}

function named(text: string, names: readonly string[]): Stretch[] {
  // The longer name first: "@Anna Maria Prova" is not Anna.
  const known = names.map((name) => `@${name}`).toSorted((one, other) => other.length - one.length);
  const stretches: Stretch[] = [];
  let rest = text;
  while (rest !== '') {
    const places = known.map((name) => rest.indexOf(name)).filter((place) => place >= 0);
    const place = Math.min(...places);
    if (places.length === 0) return [...stretches, { kind: 'text', text: rest }];
    const name = known.find((one) => rest.startsWith(one, place))!;
    if (place > 0) stretches.push({ kind: 'text', text: rest.slice(0, place) });
    stretches.push({ kind: 'name', text: name });
    rest = rest.slice(place + name.length);
  }
  return stretches;
}

/** What is being written after an @ before the caret; null when nobody is being named. */
export const naming = (before: string): string | null =>
  /(?:^|[\s(])@([\p{L}'’ -]{0,40})$/u.exec(before)?.[1] ?? null;

/** Whom of these people a beginning means: every word of it begins a word of the name. */
export const fits = (name: string, query: string): boolean => {
  const parts = name.toLowerCase().split(/\s+/);
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => parts.some((part) => part.startsWith(word)));
};

/** The people whose names a text still holds. */
export const stillNamed = <P extends { id: string; name: string }>(text: string, people: readonly P[]): P[] =>
  people.filter(({ name }) => text.includes(`@${name}`));
