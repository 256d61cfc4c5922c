import type { CaseNotice } from '#contract/case-types.ts';

// What the customer reads of a case: the words of its type in the customer's language, with what the case holds in them.

export interface NoticeFacts {
  number: string;
  subject: string;
  customerName: string;
  organisation: string;
  /** Of a case that was settled. */
  resolution: string | null;
  /** The names of the case's state and type. */
  state: string;
  type: string;
  /** What fields hold, in words, by key; only those that everybody may see. */
  fields: ReadonlyMap<string, string>;
}

const greetings = {
  it: (name) => (name === '' ? 'Buongiorno,' : `Gentile ${name},`),
  en: (name) => (name === '' ? 'Good day,' : `Dear ${name},`),
  fr: (name) => (name === '' ? 'Bonjour,' : `Bonjour ${name},`),
  de: (name) => (name === '' ? 'Guten Tag,' : `Guten Tag ${name},`),
  es: (name) => (name === '' ? 'Buenos días:' : `Hola, ${name}:`),
} satisfies Record<string, (name: string) => string>;

/** The languages in which a letter can be begun; others are told in English. */
export const noticeLanguages = Object.keys(greetings);

/** Fills the placeholders of a notice; one that nothing fills leaves nothing behind. */
function fill(text: string, facts: NoticeFacts): string {
  const known = new Map<string, string>([
    ['number', facts.number],
    ['subject', facts.subject],
    ['customer', facts.customerName],
    ['organisation', facts.organisation],
    ['resolution', facts.resolution ?? ''],
    ['state', facts.state],
    ['type', facts.type],
  ]);
  return text.replace(/\{([^{}]*)\}/g, (_, name: string) =>
    name.startsWith('field.') ? (facts.fields.get(name.slice(6)) ?? '') : (known.get(name) ?? ''),
  );
}

/**
 * The message about a case: a letter for mail, a line for a chat, and the subject with the number in it. In the
 * customer's language where the notice is written in it, else in English, else in whichever there is.
 */
export function renderNotice(
  notice: CaseNotice,
  language: string,
  facts: NoticeFacts,
): { subject: string; letter: string; line: string } | null {
  const written = new Map(Object.entries(notice));
  const [chosen, words] =
    [language, 'en', ...written.keys()].flatMap((one) => {
      const found = written.get(one);
      return found === undefined ? [] : [[one, found] as const];
    })[0] ?? [];
  if (chosen === undefined || words === undefined) return null;
  const greet = Object.hasOwn(greetings, chosen)
    ? greetings[chosen as keyof typeof greetings]
    : (name: string) => name;
  const body = fill(words.text, facts);
  return {
    subject: `[${facts.number}] ${fill(words.subject ?? '{subject}', facts)}`,
    letter: [greet(facts.customerName), body, facts.organisation].filter((part) => part !== '').join('\n\n'),
    line: words.line === undefined ? body : fill(words.line, facts),
  };
}
