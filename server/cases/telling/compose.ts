import { forSms, smsLength } from './sms.rules.ts';
import type { NoticeChannel } from './telling.rules.ts';
import type { Facts } from './telling.store.ts';
import { greetingIn, lookIn, severalIn, stateIn } from './texts.ts';
import { emptyPlaceholders, fill, type Values } from './texts.rules.ts';

// What a notice says, in one language on one channel.

/** A text that an administrator wrote and approved for the organisation or a service: it goes before that of the type. */
export type OwnText = (
  about: { type: string; notice: string },
  language: string,
  medium: 'letter' | 'sms' | 'chat',
) => { subject: string | null; text: string } | null;

export interface Told {
  about: string;
  facts: Facts;
  /** '' without a page. */
  link: string;
}
export interface Addressee {
  language: string;
  /** '' where only an address is known. */
  name: string;
  organisation: string;
}
export interface Composed {
  subject: string;
  text: string;
  /** How many short messages it makes; null of anything else. */
  parts: number | null;
}

type Medium = 'letter' | 'sms' | 'chat';
const mediumOf = { email: 'letter', pec: 'letter', sms: 'sms', chat: 'chat' } as const;
const staffLanguage = (language: string) => (language === 'it' ? 'it' : 'en');

const valuesOf = ({ facts, link }: Told, { language, name, organisation }: Addressee): Values => ({
  number: facts.number,
  subject: facts.subject,
  customer: name,
  organisation,
  resolution: facts.resolution ?? '',
  state: stateIn(language, { status: facts.status, names: facts.stateNames }),
  type: facts.typeNames[staffLanguage(language)],
  link,
  fields: new Map(Object.entries(facts.fields[staffLanguage(language)])),
});

interface Chosen {
  subject: string | null;
  text: string;
  language: string;
}
/**
 * The words of one notice with their subject. Of the texts that there are the first is taken that leaves no hole: the
 * organisation's own in the customer's language, the type's; then the same in English, in Italian, and in whichever else
 * the type has. Where none is left, number and state are the least that can be said.
 */
function words(told: Told, to: Addressee, medium: Medium, own: OwnText): Chosen {
  const { facts, about } = told;
  for (const language of new Set([to.language, 'en', 'it', ...Object.keys(facts.words)])) {
    const values = valuesOf(told, { ...to, language });
    const typed = Object.hasOwn(facts.words, language) ? facts.words[language] : undefined;
    const texts = [
      own({ type: facts.type, notice: about }, language, medium),
      typed === undefined
        ? null
        : {
            subject: typed.subject ?? null,
            text: medium === 'letter' ? typed.text : (typed.line ?? typed.text),
          },
    ];
    for (const found of texts)
      if (found !== null && emptyPlaceholders(found.text, values).length === 0)
        return {
          subject: found.subject === null ? null : fill(found.subject, values),
          text: fill(found.text, values),
          language,
        };
  }
  return { subject: null, text: `${facts.number}: ${valuesOf(told, to).state}.`, language: to.language };
}

/** One message about one notice, or about several of the same customer. */
export function compose(
  told: readonly Told[],
  to: Addressee,
  channel: NoticeChannel,
  own: OwnText,
): Composed {
  const medium = mediumOf[channel];
  const [first] = told;
  if (first === undefined) throw new Error('a message tells something');
  const chosen = told.map((one) => words(one, to, medium, own));
  if (medium === 'chat') return { subject: '', text: chosen.map(({ text }) => text).join('\n'), parts: null };
  if (medium === 'sms') {
    const news =
      told.length === 1
        ? chosen[0]!.text
        : told.map((one) => `${one.facts.number} ${valuesOf(one, to).state}`).join('; ');
    const signed = news.includes(to.organisation) ? news : `${to.organisation}: ${news}`;
    const text = forSms(
      first.link === '' || signed.includes(first.link) ? signed : `${signed} ${first.link}`,
    );
    return { subject: '', text, parts: smsLength(text).parts };
  }
  const { language } = chosen[0]!;
  const look = (one: Told): string[] =>
    one.link === '' ? [] : [fill(lookIn(language), valuesOf(one, { ...to, language }))];
  const bodies = told.flatMap((one, index) => [chosen[index]!.text, ...look(one)]);
  const numbers = [...new Set(told.map(({ facts }) => facts.number))];
  const alone = told.length === 1;
  return {
    subject: alone
      ? `[${first.facts.number}] ${chosen[0]!.subject ?? first.facts.subject}`
      : `${severalIn(language).subject} [${numbers.join('] [')}]`.slice(0, 300),
    text: [
      greetingIn(language, to.name),
      ...(alone ? [] : [severalIn(language).lead]),
      ...bodies,
      to.organisation,
    ].join('\n\n'),
    parts: null,
  };
}
