import type { NoticeTextChannel } from '#contract/telling-texts.ts';
import type { CaseTypeDefinition } from '#contract/case-types.ts';
import { fieldPlaceholders, wrongPlaceholders } from './texts.rules.ts';

// Which of the organisation's own texts is told, and what is wrong with one. Pure.

/** A version as the choice needs it. */
export interface OwnVersion {
  id: string;
  serviceId: string | null;
  type: string | null;
  notice: string;
  language: string;
  channel: NoticeTextChannel;
  number: number;
  subject: string | null;
  body: string;
  validFrom: Date | null;
  validUntil: Date | null;
}

export const isInForce = (
  one: { state: string; validFrom: Date | null; validUntil: Date | null },
  at: Date,
): boolean =>
  one.state === 'approved' &&
  one.validFrom !== null &&
  one.validFrom <= at &&
  (one.validUntil === null || one.validUntil > at);

/** An own text as it is told. */
export interface Own {
  id: string | null;
  channel: NoticeTextChannel;
  subject: string | null;
  text: string;
}
/** A text that an administrator wrote and somebody else approved: it goes before that of the type. */
export type OwnText = (
  about: { type: string; notice: string },
  language: string,
  channel: NoticeTextChannel,
) => Own | null;

/** For which channels a text may have been written that is told on this one, the nearest first. */
export const writtenFor: Readonly<Record<NoticeTextChannel, readonly NoticeTextChannel[]>> = {
  email: ['email', 'letter'],
  pec: ['pec', 'letter'],
  letter: ['letter'],
  sms: ['sms'],
  chat: ['chat'],
};

/**
 * The choice among versions that are in force: first what was written for the very channel; of those what is about the
 * type, then what is about the service; of two of one place the one that came into force last. A text for a season
 * gives way to the one before it when its time is over.
 */
export function ownLookup(inForce: readonly OwnVersion[], serviceId: string | null): OwnText {
  const here = inForce.filter((one) => one.serviceId === null || one.serviceId === serviceId);
  const narrow = (one: OwnVersion) => (one.type === null ? 0 : 2) + (one.serviceId === null ? 0 : 1);
  return (about, language, channel) => {
    for (const on of writtenFor[channel]) {
      const [first] = here
        .filter(
          (one) =>
            one.channel === on &&
            one.language === language &&
            one.notice === about.notice &&
            (one.type === null || one.type === about.type),
        )
        .toSorted(
          (a, b) =>
            narrow(b) - narrow(a) || b.validFrom!.getTime() - a.validFrom!.getTime() || b.number - a.number,
        );
      if (first !== undefined) return { id: first.id, channel: on, subject: first.subject, text: first.body };
    }
    return null;
  };
}

export interface Finding {
  severity: 'error' | 'warning';
  code:
    | 'unknown_placeholder'
    | 'field_of_no_type'
    | 'no_such_notice'
    | 'no_subject'
    | 'unfilled'
    | 'several_parts';
  value: string;
}

/**
 * What is wrong with a text in its place.
 * @param types the definitions it would be told for: one, or all
 */
export function textFindings(
  one: {
    type: string | null;
    notice: string;
    channel: NoticeTextChannel;
    subject: string | null;
    text: string;
  },
  types: readonly CaseTypeDefinition[],
): Finding[] {
  const error = (code: Finding['code'], value: string): Finding => ({ severity: 'error', code, value });
  const both = `${one.subject ?? ''}\n${one.text}`;
  const having = types.filter(({ notices }) => Object.hasOwn(notices, one.notice));
  const fields = new Map(
    one.type === null
      ? []
      : having.flatMap((type) => type.fields.map((field) => [field.key, field] as const)),
  );
  return [
    ...(having.length === 0 ? [error('no_such_notice', one.notice)] : []),
    ...wrongPlaceholders(both).map((name) => error('unknown_placeholder', name)),
    // What not everybody among the staff may see is never sent to the customer either.
    ...fieldPlaceholders(both)
      .filter((key) => fields.get(key) === undefined || fields.get(key)!.visibleTo !== undefined)
      .map((key) => error('field_of_no_type', `{field.${key}}`)),
    ...(one.subject !== null && (one.channel === 'sms' || one.channel === 'chat')
      ? [{ severity: 'warning' as const, code: 'no_subject' as const, value: one.channel }]
      : []),
  ];
}
