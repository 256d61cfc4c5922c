import type { Condition, Need, PlanStep } from '#contract/routing-plans.ts';
import * as formats from '#web/kit/formats.ts';
import type { Text } from '#web/kit/i18n.ts';
import type { QueueRules } from './queue-rules.ts';

// Plans and rules as sentences, so that who made them can read what they made.

/** Names of what plans refer to; null when it is no longer there. */
export interface Names {
  skill: (id: string) => string | null;
  team: (id: string) => string | null;
  agent: (id: string) => string | null;
  queue: (id: string) => string | null;
}

const known = (name: string | null, t: Text) => name ?? t('need.gone');

/** 90 s, 5 min, 2 h: never rounded. */
export const lasting = (seconds: number, t: Text): string =>
  seconds % 3600 === 0 && seconds > 0
    ? t('words.hours', { count: seconds / 3600 })
    : seconds % 60 === 0 && seconds >= 120
      ? t('words.minutes', { count: seconds / 60 })
      : t('words.seconds', { count: seconds });

export function needWords(need: Need, names: Names, t: Text): string {
  if ('all' in need)
    return need.all
      .map((one) => ('any' in one ? `(${needWords(one, names, t)})` : needWords(one, names, t)))
      .join(t('words.and'));
  if ('any' in need) return need.any.map((one) => needWords(one, names, t)).join(t('words.or'));
  if ('skill' in need)
    return t('words.skill', { name: known(names.skill(need.skill), t), level: need.level });
  if ('team' in need) return t('words.team', { name: known(names.team(need.team), t) });
  return known(names.agent(need.agent), t);
}

/** One step as a sentence: when, who, and what is out of the ordinary. */
export function stepWords(step: PlanStep, index: number, names: Names, t: Text): string {
  const when =
    step.seconds === null
      ? t(index === 0 ? 'words.only' : 'words.last')
      : t(index === 0 ? 'words.first' : 'words.next', { span: lasting(step.seconds, t) });
  const who =
    step.need === null ? t('words.everyone') : t('words.with', { need: needWords(step.need, names, t) });
  const added = step.queues.map((id) => known(names.queue(id), t));
  const also = [
    ...(step.pool === 'anyone' ? [t('words.anyone')] : []),
    ...(added.length === 0 ? [] : [t('words.queues', { count: added.length, names: added.join(', ') })]),
    ...(step.keepRequires ? [] : [t('words.noRequires')]),
    ...(step.need !== null && step.skipIfNobody ? [t('words.skipped')] : []),
  ];
  return `${when}: ${[who, ...also].join(', ')}.`;
}

/** A whole plan, one sentence a line, with what comes after the last step. */
export const planWords = (steps: readonly PlanStep[], names: Names, t: Text): string[] => [
  ...steps.map((step, index) => stepWords(step, index, names, t)),
  ...(steps.at(-1)?.seconds === null ? [] : [t('words.after')]),
];

export function conditionWords({ measure, is, value }: Condition, t: Text): string {
  const shown =
    measure === 'service_level'
      ? formats.percent(value)
      : measure === 'idle_agents' || measure === 'waiting'
        ? formats.number(value)
        : lasting(value, t);
  return t('words.condition', { measure: t(`measureIs.${measure}`), is: t(`is.${is}`), value: shown });
}

export const helpWords = (rule: QueueRules['help'][number], names: Names, t: Text): string =>
  t('words.help', {
    queue: known(names.queue(rule.from), t),
    when: conditionWords(rule.when, t),
    unless:
      rule.unlessDonor === null ? '' : t('words.unless', { condition: conditionWords(rule.unlessDonor, t) }),
    delay: rule.delaySeconds === 0 ? '' : t('words.delay', { span: lasting(rule.delaySeconds, t) }),
  });

export function overflowWords(rule: QueueRules['overflow'][number], names: Names, t: Text): string {
  const span = rule.afterSeconds === null ? '' : lasting(rule.afterSeconds, t);
  const when = rule.when === null ? '' : conditionWords(rule.when, t);
  const how =
    when === ''
      ? t('words.overflowAfter', { span })
      : span === ''
        ? t('words.overflowWhen', { when })
        : t('words.overflowBoth', { span, when });
  return t('words.overflow', {
    queue: known(names.queue(rule.toQueue), t),
    how,
    place: rule.keepPlace ? t('words.keepPlace') : '',
  });
}
