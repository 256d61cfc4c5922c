import { getFlow, listFlows, listFlowVersions } from '#contract/flows.ts';
import { invalidate } from '#web/kit/index.ts';

/** A draft that was saved, by whoever it was. */
export interface Drafted {
  flow: string;
  revision: number;
  by: string;
}
const listeners = new Set<(drafted: Drafted) => void>();

/** Hears of drafts that are saved, until the answer is called. */
export function onDrafted(listener: (drafted: Drafted) => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** What an event about a flow makes stale; an open drawing compares it with what it holds. */
export function onFlowEvent(kind: string, data: Record<string, unknown>): void {
  for (const route of [listFlows, getFlow, listFlowVersions]) invalidate(route);
  const { flow, revision, by } = data;
  if (kind !== 'flow.drafted' || typeof flow !== 'string' || typeof revision !== 'number') return;
  for (const listener of listeners) listener({ flow, revision, by: String(by) });
}
