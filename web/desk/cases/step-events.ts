import type { LiveEvent } from '#contract/live.ts';
import { getStep, listSteps } from '#contract/steps.ts';
import { listQueues } from '#contract/routing.ts';
import type { Output } from '#contract/route.ts';
import { invalidate, keyOf, queryClient, textOf, toast } from '#web/kit/index.ts';
import { go } from '../app/go.ts';
import { may, meNow } from '../app/session.ts';

/** What happened to a step makes stale. */
export function onStepEvent({ data }: LiveEvent): void {
  invalidate(listSteps);
  invalidate(getStep, { params: { id: String(data['step']) } });
}

/** A step has waited longer than its queue lets things wait: whoever supervises is told, once, and can look at it. */
export function onOverdue({ data }: LiveEvent): void {
  const me = meNow();
  const { contact, queue } = data;
  if (me === undefined || !may(me, 'routing.supervise') || typeof contact !== 'string') return;
  const queues = queryClient.getQueryData<Output<typeof listQueues>>(keyOf(listQueues))?.items;
  const t = textOf('desk');
  toast(t('step.overdue', { queue: queues?.find(({ id }) => id === queue)?.name ?? '' }), {
    seconds: 20,
    action: { label: t('step.look'), run: () => go(`/inbox/${contact}`) },
  });
}
