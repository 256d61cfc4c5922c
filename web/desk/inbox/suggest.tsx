import { useMemo } from 'react';
import { listColleagues, setupState } from '#contract/access.ts';
import { listStandardTexts } from '#contract/knowledge.ts';
import { formats, useApi, useNow, useText } from '#web/kit/index.ts';
import { useMay, useMe } from '../app/session.ts';
import type { FullContact } from './types.ts';

export interface Suggestion {
  id: string;
  label: string;
  detail: string;
  insert: string;
  mention?: string;
  text?: string;
}
export interface Trigger {
  kind: 'text' | 'mention';
  query: string;
  /** Characters before the caret that the choice replaces. */
  length: number;
}

/** A "/" at the start of a word asks for a standard text; an "@" in a note for a colleague. */
export function triggerIn(before: string, note: boolean): Trigger | null {
  const text = /(?:^|\s)\/([\p{L}\d-]{0,30})$/u.exec(before);
  if (text !== null) return { kind: 'text', query: text[1] ?? '', length: (text[1] ?? '').length + 1 };
  const mention = note ? /(?:^|\s)@([\p{L}'-]{0,30})$/u.exec(before) : null;
  return mention === null
    ? null
    : { kind: 'mention', query: mention[1] ?? '', length: (mention[1] ?? '').length + 1 };
}

/** Standard texts with their placeholders filled for this contact and this agent, the customer's language first. */
export function useStandardTexts(contact: FullContact) {
  const me = useMe();
  const reads = useMay('knowledge.read');
  const texts = useApi(listStandardTexts, { query: {} }, { enabled: reads, staleTime: 5 * 60_000 });
  const organisation = useApi(setupState, undefined, { staleTime: Infinity });
  const today = formats.day(useNow(60_000));
  return useMemo(() => {
    const values: Record<string, string> = {
      'customer.name': contact.customerName,
      'agent.publicName': me.publicName,
      'case.number': contact.caseNumber ?? '',
      'contact.number': contact.number,
      organisation: organisation.data?.organisation ?? '',
      today,
    };
    const fill = (body: string) =>
      body.replace(/\{\{\s*([\w.]+)\s*\}\}/g, (all, name: string) => values[name] ?? all);
    return (texts.data?.items ?? [])
      .filter(({ channel, active }) => active && (channel === null || channel === contact.channel))
      .toSorted(
        (one, other) =>
          Number(other.language === contact.language) - Number(one.language === contact.language) ||
          other.uses - one.uses,
      )
      .map((one) => ({ ...one, filled: fill(one.body) }));
  }, [texts.data, organisation.data, contact, me, today]);
}

/** What fits the trigger, at most eight. */
export function useSuggestions(trigger: Trigger | null, contact: FullContact): Suggestion[] {
  const me = useMe();
  const texts = useStandardTexts(contact);
  const colleagues = useApi(listColleagues, undefined, {
    enabled: trigger?.kind === 'mention',
    staleTime: 5 * 60_000,
  });
  return useMemo(() => {
    if (trigger === null) return [];
    const words = trigger.query.toLowerCase();
    if (trigger.kind === 'text')
      return texts
        .filter(({ shortcut, title }) => shortcut.includes(words) || title.toLowerCase().includes(words))
        .toSorted(
          (one, other) => Number(other.shortcut.startsWith(words)) - Number(one.shortcut.startsWith(words)),
        )
        .slice(0, 8)
        .map(({ id, shortcut, title, filled }) => ({
          id,
          label: `/${shortcut}`,
          detail: title,
          insert: filled,
          text: id,
        }));
    return (colleagues.data?.items ?? [])
      .filter(
        ({ id, name }) =>
          id !== me.id &&
          name
            .toLowerCase()
            .split(/\s+/)
            .some((part) => part.startsWith(words)),
      )
      .slice(0, 8)
      .map(({ id, name }) => ({
        id,
        label: name,
        detail: '',
        insert: `@${name.split(/\s+/)[0] ?? name} `,
        mention: id,
      }));
  }, [trigger, texts, colleagues.data, me.id]);
}

/** The list above the box; the box keeps the focus and the keys. */
export function SuggestionList({
  id,
  items,
  active,
  kind,
  onHover,
  onChoose,
}: {
  id: string;
  items: Suggestion[];
  active: number;
  kind: Trigger['kind'];
  onHover: (index: number) => void;
  onChoose: (item: Suggestion) => void;
}) {
  const t = useText('inbox');
  return (
    <div
      className="suggestions"
      id={id}
      role="listbox"
      aria-label={t(kind === 'text' ? 'suggest.texts' : 'suggest.people')}
    >
      {items.map((item, index) => (
        // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- the box has the focus and the keys
        <div
          key={item.id}
          id={`${id}${index}`}
          role="option"
          aria-selected={index === active}
          onMouseMove={() => onHover(index)}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onChoose(item)}
        >
          <b>{item.label}</b>
          <span className="ell t2">{item.detail}</span>
          {item.text !== undefined && index === active && (
            <span className="suggestion-preview t3 s12" dir="auto">
              {item.insert}
            </span>
          )}
        </div>
      ))}
    </div>
  );
}
