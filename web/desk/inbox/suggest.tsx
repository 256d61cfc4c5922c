import { useMemo } from 'react';
import { listColleagues } from '#contract/access.ts';
import { contactValues, textsInForce } from '#contract/standard-texts.ts';
import { languages } from '#contract/words.ts';
import { Chip, useApi, useNow, useText } from '#web/kit/index.ts';
import { useMay, useMe } from '../app/session.ts';
import { filledText, pickTexts, type Trigger } from './texts.rules.ts';
import type { FullContact } from './types.ts';

export interface Suggestion {
  id: string;
  label: string;
  detail: string;
  insert: string;
  mention?: string;
  text?: string;
  /** Something in it that has to be filled by hand. */
  gap?: string;
  /** The language of a text that is not in the customer's, or lags behind its original. */
  sign?: string;
}
/**
 * Standard texts with their placeholders filled for this contact and this agent. Null until all is here.
 * @param wanted what fills them is asked for only when somebody looks at them
 */
export function useStandardTexts(contact: FullContact, wanted: boolean, search: string) {
  const reads = useMay('knowledge.read');
  const texts = useApi(textsInForce, undefined, { enabled: reads, staleTime: 5 * 60_000 });
  const language = languages.find((one) => one === contact.language) ?? 'it';
  const about = (one: typeof language) => ({ params: { id: contact.id }, query: { language: one } });
  const fresh = { enabled: reads && wanted, staleTime: 30_000 };
  const values = useApi(contactValues, about(language), fresh);
  // A text that there is in Italian only has its dates in Italian too.
  const others = useApi(contactValues, about('it'), fresh);
  const now = useNow(60_000);
  return useMemo(() => {
    const [own, italian] = [values.data?.values, others.data?.values];
    if (texts.data === undefined || own === undefined || italian === undefined) return null;
    return pickTexts(texts.data.items, contact, search, now).map((one) => {
      const { text, gaps } = filledText(one.body, one.language === language ? own : italian);
      return { ...one, filled: text, gaps };
    });
  }, [texts.data, values.data, others.data, contact, search, now, language]);
}

/** What fits the trigger, at most eight. */
export function useSuggestions(trigger: Trigger | null, contact: FullContact): Suggestion[] {
  const me = useMe();
  const byText = trigger?.kind === 'text';
  const texts = useStandardTexts(contact, byText, byText ? trigger.query : '');
  const colleagues = useApi(listColleagues, undefined, {
    enabled: trigger?.kind === 'mention',
    staleTime: 5 * 60_000,
  });
  return useMemo(() => {
    if (trigger === null) return [];
    const words = trigger.query.toLowerCase();
    if (trigger.kind === 'text')
      return (texts ?? [])
        .slice(0, 8)
        .map(({ id, code, title, filled, gaps, language, fallback, outOfDate }) => ({
          id,
          label: `/${code}`,
          detail: title,
          insert: filled,
          text: id,
          ...(gaps[0] === undefined ? {} : { gap: gaps[0] }),
          ...(fallback || outOfDate ? { sign: language } : {}),
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
          <span className="ell t2">
            {item.detail} {item.sign !== undefined && <Chip tone="warn">{item.sign.toUpperCase()}</Chip>}
          </span>
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
