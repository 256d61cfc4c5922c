import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import type { BusinessRule, RuleFinding } from '#contract/rules.ts';
import { formats, useText, type Text } from '#web/kit/index.ts';

/** What is to be known of a rule, as a sentence. */
export const findingWords = (
  { code, other, name }: RuleFinding,
  rules: readonly BusinessRule[],
  t: Text,
): string =>
  t(`finding.${code}`, {
    name: name ?? '',
    other: rules.find(({ id }) => id === other)?.name ?? '',
  });

/** What is to be known of a rule, under it in the list. */
export function RuleNotes({ findings, rules }: { findings: RuleFinding[]; rules: BusinessRule[] }) {
  const t = useText('rules');
  return findings.map((one) => (
    <p key={one.code + one.field} className={`rule-note ${one.level}`}>
      {one.level === 'warning' ? (
        <IconAlertTriangle size={14} aria-hidden />
      ) : (
        <IconInfoCircle size={14} aria-hidden />
      )}
      {findingWords(one, rules, t)}
    </p>
  ));
}

interface Fault {
  rule: string;
  name: string;
  message: string;
  count: number;
  lastAt: string;
}
/** Rules that failed on contacts; those went their default way. */
export function RuleFaults({ faults }: { faults: Fault[] }) {
  const t = useText('rules');
  if (faults.length === 0) return null;
  return (
    <div className="notice warn">
      <div>
        <b>{t('fault.title')}</b>
        <ul>
          {faults.map((one) => (
            <li key={one.rule}>
              {t('fault.line', {
                name: one.name,
                count: one.count,
                at: formats.dateTime(one.lastAt),
                why: /^queue_\w+$/.test(one.message) ? t(`fault.${one.message}`) : one.message,
              })}
            </li>
          ))}
        </ul>
        {t('fault.after')}
      </div>
    </div>
  );
}
