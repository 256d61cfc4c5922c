import { gapsIn, harmless } from '#contract/pure/gaps.ts';
import type { NoticeTextChannel } from '#contract/telling-texts.ts';
import type { OwnText } from './own-texts.rules.ts';
import { forSms, smsLength } from './sms.rules.ts';
import type { Facts } from './telling.store.ts';
import { greetingIn, lookIn, severalIn, stateIn } from './texts.ts';
import { emptyPlaceholders, fill, namesLink, type Values } from './texts.rules.ts';

// What a notice says, in one language on one channel.

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
  /** Of each notice, whose words it is told in. */
  sources: Source[];
}
/** Whose words are told: the organisation's own, the type's, or number and state alone. */
export interface Source {
  from: 'own' | 'type' | 'bare';
  language: string;
  text: string | null;
  channel: NoticeTextChannel | null;
}

const mediumOf = { email: 'letter', pec: 'letter', letter: 'letter', sms: 'sms', chat: 'chat' } as const;
const staffLanguage = (language: string) => (language === 'it' ? 'it' : 'en');

export const valuesOf = ({ facts, link }: Told, { language, name, organisation }: Addressee): Values => ({
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

interface Candidate {
  subject: string | null;
  text: string;
  source: Source;
}
/**
 * Everything in which a notice could be told, the best first: the organisation's own in the customer's language, the
 * type's; then the same in English, in Italian, and in whichever else the type has.
 */
export function candidatesFor(
  about: { type: string; notice: string },
  typeWords: Facts['words'],
  language: string,
  channel: NoticeTextChannel,
  own: OwnText,
): Candidate[] {
  const long = mediumOf[channel] === 'letter';
  return [...new Set([language, 'en', 'it', ...Object.keys(typeWords)])].flatMap((one) => {
    const mine = own(about, one, channel);
    const typed = Object.hasOwn(typeWords, one) ? typeWords[one] : undefined;
    return [
      ...(mine === null
        ? []
        : [
            {
              subject: mine.subject ?? typed?.subject ?? null,
              text: mine.text,
              source: { from: 'own' as const, language: one, text: mine.id, channel: mine.channel },
            },
          ]),
      ...(typed === undefined
        ? []
        : [
            {
              subject: typed.subject ?? null,
              text: long ? typed.text : (typed.line ?? typed.text),
              source: { from: 'type' as const, language: one, text: null, channel: null },
            },
          ]),
    ];
  });
}

interface Chosen extends Candidate {
  saysLink: boolean;
}
/** The words of one notice with their subject: of the texts that there are the first that leaves no hole. */
function words(told: Told, to: Addressee, channel: NoticeTextChannel, own: OwnText): Chosen {
  const { facts, about } = told;
  for (const found of candidatesFor(
    { type: facts.type, notice: about },
    facts.words,
    to.language,
    channel,
    own,
  )) {
    const values = valuesOf(told, { ...to, language: found.source.language });
    if (emptyPlaceholders(found.text, values).length > 0 || gapsIn(found.text).length > 0) continue;
    // A subject with a hole says less than none.
    const subject =
      found.subject === null ||
      emptyPlaceholders(found.subject, values).length > 0 ||
      gapsIn(found.subject).length > 0
        ? null
        : fill(found.subject, values);
    return {
      subject,
      text: fill(found.text, values),
      source: found.source,
      saysLink: namesLink(found.text),
    };
  }
  return {
    subject: null,
    text: `${facts.number}: ${valuesOf(told, to).state}.`,
    source: { from: 'bare', language: to.language, text: null, channel: null },
    saysLink: false,
  };
}

/** One message about one notice, or about several of the same customer. */
export function compose(
  told: readonly Told[],
  to: Addressee,
  channel: NoticeTextChannel,
  own: OwnText,
): Composed {
  const medium = mediumOf[channel];
  const [first] = told;
  if (first === undefined) throw new Error('a message tells something');
  const chosen = told.map((one) => words(one, to, channel, own));
  const sources = chosen.map(({ source }) => source);
  if (medium === 'chat')
    return { subject: '', text: chosen.map(({ text }) => text).join('\n'), parts: null, sources };
  if (medium === 'sms') {
    const alone = told.length === 1;
    const news = alone
      ? chosen[0]!.text
      : told.map((one) => `${one.facts.number} ${valuesOf(one, to).state}`).join('; ');
    const signed = news.includes(to.organisation) ? news : `${to.organisation}: ${news}`;
    const text = forSms(
      first.link === '' || signed.includes(first.link) ? signed : `${signed} ${first.link}`,
    );
    return {
      subject: '',
      text,
      parts: smsLength(text).parts,
      sources: alone ? sources : sources.map((one) => ({ ...one, from: 'bare', text: null, channel: null })),
    };
  }
  const { language } = sources[0]!;
  const look = (one: Told, { saysLink }: Chosen): string[] =>
    one.link === '' || saysLink ? [] : [fill(lookIn(language), valuesOf(one, { ...to, language }))];
  const bodies = told.flatMap((one, index) => [chosen[index]!.text, ...look(one, chosen[index]!)]);
  const numbers = [...new Set(told.map(({ facts }) => facts.number))];
  const alone = told.length === 1;
  return {
    subject: alone
      ? `[${first.facts.number}] ${chosen[0]!.subject ?? harmless(first.facts.subject)}`
      : `${severalIn(language).subject} [${numbers.join('] [')}]`.slice(0, 300),
    text: [
      greetingIn(language, to.name),
      ...(alone ? [] : [severalIn(language).lead]),
      ...bodies,
      to.organisation,
    ].join('\n\n'),
    parts: null,
    sources,
  };
}

/** What a notice said, without the greeting and all that stands around it: in the own text that told it, or its type's. */
export const bodyOf = (
  told: Told,
  to: Addressee,
  own: { language: string; subject: string | null; text: string } | null,
): string =>
  words(told, to, 'letter', (_about, language) =>
    own === null || own.language !== language
      ? null
      : { id: null, channel: 'letter', subject: own.subject, text: own.text },
  ).text;
