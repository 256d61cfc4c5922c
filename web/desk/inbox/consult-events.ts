import type { LiveEvent } from '#contract/live.ts';
import type { Output } from '#contract/route.ts';
import { listConsults } from '#contract/consults.ts';
import { getContact, listLegs, workload } from '#contract/contacts.ts';
import { myAgent } from '#contract/routing.ts';
import { announce, call, invalidate, keyOf, queryClient, textOf, toast } from '#web/kit/index.ts';
import { go } from '../app/go.ts';
import { meNow } from '../app/session.ts';
import { sound } from './sounds.ts';

const pathOf = (contact: unknown) => `/inbox/${String(contact)}`;
const isOpen = (contact: unknown) => location.pathname === pathOf(contact);

/** What happens to a consult: the cache made true, and said to whom it concerns where their screen does not show it. */
export function followConsult({ kind, data }: LiveEvent): void {
  const me = meNow()?.id;
  const params = { id: String(data['contact']) };
  invalidate(getContact, { params });
  invalidate(listLegs, { params });
  invalidate(listConsults, { params });
  if (![data['asker'], data['agent'], data['asked']].includes(me)) return;
  invalidate(workload);
  invalidate(myAgent);
  if (kind === 'consult.answered' && data['asker'] === me) void tellAnswered(params.id);
  if (kind !== 'consult.ended' || data['by'] === me) return;
  const t = textOf('inbox');
  if (data['agent'] === me) {
    const passed = data['result'] === 'transferred';
    toast(t(passed ? 'consult.transferred' : 'consult.ended'));
    // What was asked is over, and with it what one may see.
    if (!passed && isOpen(params.id)) go('/inbox');
  } else if (data['asker'] === me && !isOpen(params.id)) toldElsewhere(params.id, t('consult.ended'));
}

async function tellAnswered(contact: string): Promise<void> {
  const { items } = await call(listConsults, { params: { id: contact } }).catch(() => ({ items: [] }));
  const name = items.at(-1)?.agentName;
  if (name == null) return;
  const words = textOf('inbox')('consult.answered', { name });
  if (isOpen(contact)) announce(words);
  else toldElsewhere(contact, words);
}

function toldElsewhere(contact: string, words: string): void {
  sound('line');
  toast(words, { action: { label: textOf('inbox')('list.keys.open'), run: () => go(pathOf(contact)) } });
}

/** A line on the private line of one of mine, while I am looking at something else. */
export function followLine({ actor, data }: LiveEvent): void {
  const me = meNow()?.id;
  const work = queryClient.getQueryData<Output<typeof workload>>(keyOf(workload));
  const contact = data['contact'];
  const concerns =
    work?.contacts.some(({ id }) => id === contact) || work?.consults.some((one) => one.contact === contact);
  if (actor === `staff:${me}` || concerns !== true || typeof contact !== 'string') return;
  if (!isOpen(contact)) toldElsewhere(contact, textOf('inbox')('consult.line'));
}
