import { getFlow, listFlows, listFlowVersions } from '#contract/flows.ts';
import { invalidate } from '#web/kit/index.ts';

/** What an event about a flow makes stale; a draft under the hand asks the server itself when it saves. */
export function onFlowEvent(): void {
  for (const route of [listFlows, getFlow, listFlowVersions]) invalidate(route);
}
