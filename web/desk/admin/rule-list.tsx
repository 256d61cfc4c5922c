import { IconArrowDown, IconArrowUp, IconPencil } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import type { BusinessRule, RuleFinding } from '#contract/rules.ts';
import { Chip, EmptyState, formats, IconButton, useText } from '#web/kit/index.ts';
import type { RuleNames } from './rule-names.ts';
import { RuleNotes } from './rule-notes.tsx';
import { setWords, whenWords } from './rule-words.ts';

interface Count {
  met: number;
  acted: number;
}

/** The rules in their order, each as a sentence: switched, moved, opened. */
export function RuleList({
  rules,
  names,
  open,
  counts,
  findings,
  errors,
  readOnly,
  onOpen,
  onChange,
}: {
  rules: BusinessRule[];
  names: RuleNames;
  open: string | null;
  /** What the preview found; not there yet: undefined. */
  counts: ReadonlyMap<string, Count> | undefined;
  findings: RuleFinding[];
  errors: { field: string }[];
  readOnly: boolean;
  onOpen: (id: string) => void;
  onChange: (rules: BusinessRule[]) => void;
}) {
  const t = useText('rules');
  const admin = useText('admin');
  const means = { t, admin, names };
  const list = useRef<HTMLOListElement>(null);
  const [moved, setMoved] = useState<{ id: string; way: 'up' | 'down' } | null>(null);
  // The button that was pressed goes with its rule; at an end it is off, and the other one takes the focus.
  useEffect(() => {
    if (moved === null) return;
    const button = (way: string) =>
      list.current?.querySelector<HTMLButtonElement>(`[data-rule="${moved.id}"] [data-move="${way}"]`);
    const own = button(moved.way);
    (own?.disabled === false ? own : button(moved.way === 'up' ? 'down' : 'up'))?.focus();
  }, [moved]);
  // A rule that was opened elsewhere, or has just been made, is brought into view.
  useEffect(() => {
    if (open !== null)
      list.current?.querySelector(`[data-rule="${open}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [open]);
  const move = (from: number, way: 'up' | 'down') => {
    const to = way === 'up' ? from - 1 : from + 1;
    const next = [...rules];
    [next[from], next[to]] = [next[to]!, next[from]!];
    onChange(next);
    setMoved({ id: rules[from]!.id, way });
  };
  if (rules.length === 0) return <EmptyState>{t('empty')}</EmptyState>;
  const place = rules.findIndex(({ id }) => id === moved?.id);
  return (
    <>
      <ol className="rules" aria-label={t('list')} ref={list}>
        {rules.map((rule, at) => {
          const count = counts?.get(rule.id);
          const wrong = errors.some(({ field }) => field.startsWith(`rules[${at}].`));
          const does = setWords(rule.set, means);
          return (
            <li
              key={rule.id}
              data-rule={rule.id}
              className={[open === rule.id && 'open', !rule.on && 'off'].filter(Boolean).join(' ')}
            >
              <span className="rule-number num" aria-hidden>
                {at + 1}
              </span>
              <div className="rule-text">
                <h2>
                  <button type="button" className="rule-open" onClick={() => onOpen(rule.id)}>
                    {rule.name === '' ? t('part.title', { number: at + 1 }) : rule.name}
                  </button>
                  {!rule.on && <Chip tone="line">{t('off')}</Chip>}
                  {wrong && <Chip tone="crit">{t('wrong', { count: 1 })}</Chip>}
                </h2>
                <p>
                  {whenWords(rule, means)} <span aria-hidden>→</span>{' '}
                  <b>{does.length === 0 ? t('words.nothing') : does.join(', ')}</b>.
                  {rule.goOn && <span className="t2"> {t('goesOn')}</span>}
                </p>
                <RuleNotes findings={findings.filter((one) => one.rule === rule.id)} rules={rules} />
              </div>
              <span className="rule-count t2 num">
                {count !== undefined && rule.on && (
                  <>
                    {t('acted', { count: count.acted })}
                    {count.met > count.acted && (
                      <small className="t3">{t('metMore', { met: formats.number(count.met) })}</small>
                    )}
                  </>
                )}
              </span>
              <span className="rule-tools">
                <input
                  type="checkbox"
                  role="switch"
                  aria-checked={rule.on}
                  className="switch"
                  aria-label={t('on', { name: rule.name })}
                  checked={rule.on}
                  disabled={readOnly}
                  onChange={(event) =>
                    onChange(
                      rules.map((one) => (one.id === rule.id ? { ...one, on: event.target.checked } : one)),
                    )
                  }
                />
                {!readOnly && (
                  <>
                    <IconButton
                      label={t('up', { name: rule.name })}
                      data-move="up"
                      disabled={at === 0}
                      onClick={() => move(at, 'up')}
                    >
                      <IconArrowUp size={15} aria-hidden />
                    </IconButton>
                    <IconButton
                      label={t('down', { name: rule.name })}
                      data-move="down"
                      disabled={at === rules.length - 1}
                      onClick={() => move(at, 'down')}
                    >
                      <IconArrowDown size={15} aria-hidden />
                    </IconButton>
                  </>
                )}
                <IconButton label={t('editOne', { name: rule.name })} onClick={() => onOpen(rule.id)}>
                  <IconPencil size={15} aria-hidden />
                </IconButton>
              </span>
            </li>
          );
        })}
      </ol>
      <output className="sr">
        {moved === null || place < 0
          ? ''
          : t('moved', { name: rules[place]!.name, number: place + 1, total: rules.length })}
      </output>
    </>
  );
}
