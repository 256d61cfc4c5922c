import { listCalendars } from '#contract/calendars.ts';
import { listPositionKinds, listSegments } from '#contract/customers.ts';
import { listEntryPoints } from '#contract/entry-points.ts';
import { listClassification } from '#contract/knowledge.ts';
import { listPlans } from '#contract/routing-plans.ts';
import { listQueues, listSkills } from '#contract/routing.ts';
import { languages, workChannels } from '#contract/words.ts';
import { formats, nameIn, useApi, useText } from '#web/kit/index.ts';
import type { Choice } from '#web/kit/records.tsx';

interface Node {
  id: string;
  parentId: string | null;
  label: string;
  active: boolean;
}

/** What rules may name, as choices, and the name of each thing named. */
export interface RuleNames {
  channels: Choice[];
  languages: Choice[];
  queues: Choice[];
  skills: Choice[];
  plans: Choice[];
  entryPoints: Choice[];
  segments: Choice[];
  kinds: Choice[];
  calendars: Choice[];
  nodes: Node[];
  /** The name of a thing; null when it is gone. */
  of(list: keyof Omit<RuleNames, 'nodes' | 'of'> | 'nodes', id: string): string | null;
}

/** Channels that contacts come on today, then the others. */
const common = ['email', 'form', 'chat', 'phone'];

export function useRuleNames(): RuleNames {
  const t = useText('admin');
  const inbox = useText('inbox');
  const asked = {
    queues: useApi(listQueues),
    skills: useApi(listSkills),
    plans: useApi(listPlans),
    points: useApi(listEntryPoints, { query: {} }),
    segments: useApi(listSegments),
    kinds: useApi(listPositionKinds),
    calendars: useApi(listCalendars),
    nodes: useApi(listClassification),
  };
  const queues = asked.queues.data?.items ?? [];
  const skills = asked.skills.data?.items ?? [];
  const plans = asked.plans.data?.items ?? [];
  const points = asked.points.data?.items ?? [];
  const segments = asked.segments.data?.items ?? [];
  const kinds = asked.kinds.data?.items ?? [];
  const calendars = asked.calendars.data?.items ?? [];
  const nodes = asked.nodes.data?.items ?? [];
  const names = {
    channels: [...common, ...workChannels.filter((one) => !common.includes(one))].map((value) => ({
      value,
      label: t(`channel.${value}`),
    })),
    languages: languages.map((value) => ({ value: value as string, label: formats.languageName(value) })),
    queues: queues.map(({ id, name }) => ({ value: id, label: name })),
    skills: skills.map(({ id, name }) => ({ value: id, label: nameIn(name) })),
    plans: plans.map(({ id, name }) => ({ value: id, label: name })),
    entryPoints: points.map(({ id, name, channel }) => ({
      value: id,
      label: `${name} (${t(`channel.${channel}`)})`,
    })),
    segments: segments.map(({ code, name }) => ({ value: code, label: nameIn(name) })),
    kinds: kinds.map(({ kind }) => ({
      value: kind,
      label: inbox(`positionKind.${kind}`, { defaultValue: kind }),
    })),
    calendars: calendars.map(({ id, name }) => ({ value: id, label: name })),
  };
  const tree = nodes.map(({ id, parentId, name, active }) => ({ id, parentId, label: nameIn(name), active }));
  // What is still being read is not gone.
  const missing = Object.values(asked).some(({ isPending }) => isPending) ? '…' : null;
  return {
    ...names,
    nodes: tree,
    of: (list, id) =>
      list === 'nodes'
        ? (tree.find((one) => one.id === id)?.label ?? missing)
        : (names[list].find(({ value }) => value === id)?.label ?? missing),
  };
}
