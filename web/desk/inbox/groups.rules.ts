import type { Contact } from '#contract/contacts.ts';

export type Group = 'consult' | 'live' | 'due' | 'todo';

const soon = 60 * 60_000;
const liveChannels = new Set(['phone', 'chat', 'desk']);

/** Where a contact stands in the list: somebody waits at the other end, a promise runs out, or neither. */
export function groupOf(contact: Pick<Contact, 'channel' | 'dueAt'>, now: number): Group {
  if (liveChannels.has(contact.channel)) return 'live';
  return contact.dueAt !== null && Date.parse(contact.dueAt) - now < soon ? 'due' : 'todo';
}

const nobody: ReadonlySet<string> = new Set();

/**
 * The order within the groups: who waits for us first, then what is due first, then the oldest. Before all stand the
 * contacts about which a colleague asks: two people wait.
 */
export function arrange(
  contacts: Contact[],
  now: number,
  consulted: ReadonlySet<string> = nobody,
): { group: Group; contacts: Contact[] }[] {
  const groups: Record<Group, Contact[]> = { consult: [], live: [], due: [], todo: [] };
  for (const contact of contacts)
    groups[consulted.has(contact.id) ? 'consult' : groupOf(contact, now)].push(contact);
  const at = (value: string | null) => (value === null ? Infinity : Date.parse(value));
  const byDue = (one: Contact, other: Contact) =>
    (at(one.dueAt) === at(other.dueAt) ? 0 : at(one.dueAt) - at(other.dueAt)) ||
    at(one.arrivedAt) - at(other.arrivedAt) ||
    (one.id < other.id ? -1 : 1);
  groups.live.sort(
    (one, other) =>
      Number(other.lastDirection === 'in') - Number(one.lastDirection === 'in') || byDue(one, other),
  );
  groups.consult.sort(byDue);
  groups.due.sort(byDue);
  groups.todo.sort(byDue);
  return (['consult', 'live', 'due', 'todo'] as const)
    .map((group) => ({ group, contacts: groups[group] }))
    .filter(({ contacts: members }) => members.length > 0);
}

/** An order that stands still while somebody works in it. */
export interface Steady {
  /** Ids by group, as shown. */
  order: { group: Group; ids: string[] }[];
  /** How many are new or would stand elsewhere. */
  pending: number;
}

/**
 * The order to show. `held`: rows that are gone disappear, the others stay where they are, and what is new or has moved
 * is counted instead of shown. `grows`: what stands after all that is shown is added at the end, where it moves nothing;
 * so a further page of a long list comes in while somebody is in it.
 */
export function steady(
  before: Steady | null,
  fresh: { group: Group; contacts: Contact[] }[],
  held: boolean,
  grows = false,
): Steady {
  const wanted = fresh.map(({ group, contacts }) => ({ group, ids: contacts.map(({ id }) => id) }));
  if (before === null || !held) return { order: wanted, pending: 0 };
  const there = new Set(wanted.flatMap(({ ids }) => ids));
  const order = before.order
    .map(({ group, ids }) => ({ group, ids: ids.filter((id) => there.has(id)) }))
    .filter(({ ids }) => ids.length > 0);
  const shown = new Map(order.flatMap(({ group, ids }) => ids.map((id) => [id, group] as const)));
  const last = wanted.at(-1);
  if (grows && last !== undefined) {
    const added = last.ids.slice(last.ids.findLastIndex((id) => shown.has(id)) + 1);
    for (const id of added) shown.set(id, last.group);
    const end = order.at(-1);
    if (end?.group === last.group) end.ids.push(...added);
    else if (added.length > 0) order.push({ group: last.group, ids: added });
  }
  const pending = wanted.reduce(
    (sum, { group, ids }) => sum + ids.filter((id) => shown.get(id) !== group).length,
    0,
  );
  return { order, pending };
}
