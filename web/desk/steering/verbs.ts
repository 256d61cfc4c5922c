import type { Contact } from '#contract/contacts.ts';
import { listContacts, getContact, workload } from '#contract/contacts.ts';
import { endWrapUp, listWaiting, prioritise, reassignContacts, type Reassigned } from '#contract/control.ts';
import { finishContact } from '#contract/handling.ts';
import { queuesLive } from '#contract/insight.ts';
import type { Input } from '#contract/route.ts';
import { ApiProblem, callPatiently, invalidate } from '#web/kit/index.ts';

// What a supervisor does by hand with contacts, for every screen that offers it.

export type Verb = 'priority' | 'pass' | 'back' | 'pull' | 'finish' | 'wrapUp' | 'endWrapUp';
/** What is asked of a contact to steer it. */
export type Steered = Pick<
  Contact,
  | 'id'
  | 'number'
  | 'channel'
  | 'state'
  | 'queue'
  | 'queueName'
  | 'agent'
  | 'agentName'
  | 'customerName'
  | 'service'
  | 'team'
>;

export type Destination = Pick<
  Input<typeof reassignContacts>['body'],
  'queue' | 'agent' | 'keepPlace' | 'note' | 'why'
>;

function stale(): void {
  for (const route of [listWaiting, listContacts, getContact, queuesLive, workload]) invalidate(route);
}

/** Hands contacts over, each only if it is still where it was seen; the answer says of each what became of it. */
export async function passOn(contacts: readonly Steered[], to: Destination): Promise<Reassigned[]> {
  try {
    const { items } = await callPatiently(reassignContacts, {
      body: { contacts: contacts.map(({ id, agent }) => ({ id, agent })), ...to },
    });
    return items;
  } finally {
    stale();
  }
}

/** The same for one contact. @throws ApiProblem with the reason when it did not go */
export async function passOne(contact: Steered, to: Destination): Promise<void> {
  const [answer] = await passOn([contact], to);
  if (answer !== undefined && !answer.done)
    throw new ApiProblem(409, answer.code ?? '', answer.message ?? '');
}

export async function setPriority(
  { id }: Pick<Steered, 'id'>,
  wish: { boostSeconds?: number; first?: boolean; why: string },
): Promise<void> {
  try {
    await callPatiently(prioritise, { params: { id }, body: wish });
  } finally {
    stale();
  }
}

/** Ends handling for the colleague who has it. */
export async function finishFor({ id, agent }: Pick<Steered, 'id' | 'agent'>, why: string): Promise<void> {
  try {
    await callPatiently(finishContact, {
      params: { id },
      body: { why, ...(agent === null ? {} : { agent }) },
    });
  } finally {
    stale();
  }
}

/** Ends the wrap-up of a colleague, who has room again. */
export async function endWrapUpFor({ id, agent }: Pick<Steered, 'id' | 'agent'>, why: string): Promise<void> {
  try {
    await callPatiently(endWrapUp, { params: { id }, body: { why, ...(agent === null ? {} : { agent }) } });
  } finally {
    stale();
  }
}
