import type { CaseWork } from '#contract/case-work.ts';
import { nameIn, type Text } from '#web/kit/index.ts';
import type { Names } from '#contract/route.ts';

type Missing = CaseWork['transitions'][number]['missing'];

/** What stands in the way of a transition, a line for each. */
export const missingWords = (missing: Missing, t: Text): string[] => [
  ...missing.fields.map((name) => t('missing.field', { name: nameIn(name) })),
  ...(missing.hidden ? [t('missing.hidden')] : []),
  ...missing.tasks.map((name) => t('missing.task', { name: nameIn(name) })),
  ...missing.documents.map((name) => t('missing.document', { name: nameIn(name) })),
  ...(missing.approval === null ? [] : [t('missing.approval', { name: nameIn(missing.approval) })]),
  ...(missing.subcases === 0 ? [] : [t('missing.subcases', { n: missing.subcases })]),
];

const isNames = (value: unknown): value is Names =>
  typeof value === 'object' && value !== null && 'it' in value && 'en' in value;
const named = (value: unknown): string => (isNames(value) ? nameIn(value) : '');

/** What an entry of the history says of moves, tasks, approvals, documents and types; null for the others. */
export function workEntryWords(
  { kind, data }: { kind: string; data: Record<string, unknown> },
  t: Text,
): string | null {
  const { about, name, transitionName, fromName, toName } = data;
  if (kind === 'status' && isNames(transitionName))
    return t('entry.moved', { name: nameIn(transitionName), from: named(fromName), to: named(toName) });
  if (kind === 'task' || kind === 'approval' || kind === 'document')
    return t(`entry.${kind}.${String(about)}`, { name: named(name), file: String(data['file'] ?? '') });
  if (kind === 'message' && data['by'] === 'page')
    return typeof data['role'] === 'string'
      ? t('entry.pageAs', { role: t(`entry.party.role.${data['role']}`) })
      : t('entry.page');
  if (kind === 'message' && data['sent'] === false) return t(`entry.untold.${String(data['why'])}`);
  if (kind === 'party' && about === 'holder')
    return t('entry.party.holder', { name: String(name ?? ''), from: String(data['fromName'] ?? '') });
  if (kind === 'party')
    return t(`entry.party.${String(about)}`, {
      name: String(name ?? ''),
      role: t(`entry.party.role.${String(data['role'])}`),
    });
  if (kind === 'plan')
    return t(`entry.plan.${String(about)}`, {
      name: String(name ?? ''),
      piece: String(data['piece'] ?? ''),
    });
  if (kind === 'relation')
    return t(`entry.relation.${String(about)}${data['side'] === 'below' ? 'Below' : ''}`, {
      number: String(data['number'] ?? ''),
    });
  if (kind !== 'type') return null;
  const to = data['to'] as { name?: unknown; version?: number } | undefined;
  return t('entry.type', { name: named(to?.name), version: to?.version ?? '' });
}
