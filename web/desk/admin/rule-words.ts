import type { BusinessRule, RuleActions, RuleCondition } from '#contract/rules.ts';
import type { Text } from '#web/kit/index.ts';
import type { RuleNames } from './rule-names.ts';

// Rules as sentences, for the list, the history and the test of an example.

/** A length of time in whole units, exactly: 90 s, 3 min, 1 h 30 min, 2 g. Seconds in. */
export function exactly(seconds: number, day: string): string {
  const whole = Math.abs(seconds);
  const parts: [number, string][] = [
    [Math.floor(whole / 86_400), day],
    [Math.floor((whole % 86_400) / 3600), 'h'],
    [Math.floor((whole % 3600) / 60), 'min'],
    [whole % 60, 's'],
  ];
  return parts.flatMap(([value, unit]) => (value > 0 ? [`${value} ${unit}`] : [])).join(' ') || '0 s';
}

interface Means {
  /** Texts of rules and of the administration. */
  t: Text;
  admin: Text;
  names: RuleNames;
}

const shown = 4;
function list(items: readonly string[], { t }: Means): string {
  const few = items.slice(0, shown);
  const text =
    few.length > 1 && items.length <= shown
      ? `${few.slice(0, -1).join(', ')}${t('words.or')}${few.at(-1)}`
      : few.join(', ');
  return items.length <= shown ? text : t('words.andMore', { list: text, count: items.length - shown });
}

const lists = {
  channel: 'channels',
  entry_point: 'entryPoints',
  queue: 'queues',
  language: 'languages',
  segment: 'segments',
  classification: 'nodes',
} as const;

/** One condition as a part of a sentence. */
function conditionWords(condition: RuleCondition, means: Means): string {
  const { t, admin, names } = means;
  const not = condition.not ? 'Not' : '';
  switch (condition.what) {
    case 'text':
      return t(`words.text_${condition.where}${not}`, {
        list: list(
          condition.any.map((phrase) => `«${phrase}»`),
          means,
        ),
      });
    case 'position': {
      const state = t(`condition.${condition.state === 'closed' ? 'closedState' : condition.state}`);
      return condition.kinds.length === 0
        ? t(`words.positionAny${not}`, { state })
        : t(`words.position${not}`, {
            state,
            list: list(
              condition.kinds.map((kind) => names.of('kinds', kind) ?? kind),
              means,
            ),
          });
    }
    case 'hours': {
      const days = [...condition.weekdays].toSorted((a, b) => a - b).map((day) => admin(`weekday.${day}`));
      const { from, to } = condition;
      const time =
        from !== null && to !== null
          ? t('words.between', { from, to })
          : from !== null
            ? t('words.since', { from })
            : to !== null
              ? t('words.until', { to })
              : '';
      return t(`words.hours${not}`, {
        list: [days.length === 0 ? '' : list(days, means), time].filter(Boolean).join(' '),
      });
    }
    case 'day':
      return t(`words.day_${condition.is}${not}`);
    case 'channel':
    case 'entry_point':
    case 'queue':
    case 'language':
    case 'segment':
    case 'classification':
      return t(`words.${condition.what}${not}`, {
        list: list(
          condition.any.map((one) => names.of(lists[condition.what], one) ?? t('words.gone')),
          means,
        ),
      });
  }
}

/** "When the channel is chat and …" */
export function whenWords(rule: Pick<BusinessRule, 'when' | 'afterSeconds'>, means: Means): string {
  const { t } = means;
  const conditions = rule.when.map((one) => conditionWords(one, means)).join(t('words.and'));
  if (rule.afterSeconds === null)
    return conditions === '' ? t('words.always') : t('words.when', { conditions });
  const time = exactly(rule.afterSeconds, means.t('part.dayUnit'));
  return conditions === ''
    ? t('words.alwaysWaiting', { time })
    : t('words.whenWaiting', { time, conditions });
}

/** What a rule does, one phrase for each thing. */
export function setWords(set: RuleActions, { t, names }: Means): string[] {
  const named = (key: keyof Omit<RuleNames, 'nodes' | 'of'>, id: string) =>
    names.of(key, id) ?? t('words.gone');
  return [
    ...(set.queue === null ? [] : [t('words.toQueue', { queue: named('queues', set.queue) })]),
    ...(set.boostSeconds === null
      ? []
      : [
          t(set.boostSeconds < 0 ? 'words.lower' : 'words.boost', {
            time: exactly(set.boostSeconds, t('part.dayUnit')),
          }),
        ]),
    ...set.requires.map(({ skill, level }) => t('words.requires', { skill: named('skills', skill), level })),
    ...(set.plan === null ? [] : [t('words.plan', { plan: named('plans', set.plan) })]),
    ...set.tags.map((tag) => t('words.tag', { tag })),
  ];
}

/** What the server says of a field of a rule, as a sentence. */
export function errorWords(field: string, message: string, t: Text): string {
  if (/^rules\[\d+\]\.set$/.test(field)) return t('error.nothing');
  if (/circle/.test(message)) return t('error.circle');
  if (/in use/.test(message)) return t('error.queueUnused');
  if (message.startsWith('no such ')) return t('error.gone');
  if (/no letter/.test(message)) return t('error.words');
  if (/differs from the beginning|days of the week/.test(message)) return t('error.hours');
  if (message.startsWith('Too small')) return t('error.empty');
  return t('error.other', { message });
}
