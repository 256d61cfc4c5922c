import type { eventKinds } from '#contract/live.ts';
import type { Permission } from '#contract/words.ts';
import { can, inScope, scopeOf, type Actor, type PublishedEvent } from '#server/platform/index.ts';

// Any one of the permissions is enough, within its scope. A kind that is not listed is told to nobody.
const contact: readonly Permission[] = ['contact.read'];
const kase: readonly Permission[] = ['case.read'];
const agents: readonly Permission[] = ['live.read', 'routing.supervise', 'contact.assign', 'contact.handle'];
const allowed: Readonly<Record<keyof typeof eventKinds | 'staff.changed', readonly Permission[]>> = {
  'contact.queued': contact,
  'contact.scheduled': contact,
  'contact.callback': contact,
  'contact.announced': contact,
  'contact.attempt': contact,
  'contact.cancelled': contact,
  'contact.blocked': contact,
  'contact.offered': contact,
  'contact.offer-ended': contact,
  'contact.answered': contact,
  'contact.transferred': contact,
  'contact.held': contact,
  'contact.resumed': contact,
  'contact.wrap-up': contact,
  'contact.closed': contact,
  'contact.abandoned': contact,
  'contact.expired': contact,
  'contact.changed': contact,
  'contact.prioritised': contact,
  'contact.ruled': contact,
  'contact.case-named': contact,
  'consult.asked': contact,
  'consult.offered': contact,
  'consult.offer-ended': contact,
  'consult.answered': contact,
  'consult.changed': contact,
  'consult.ended': contact,
  'voice.command': ['voice.gateway'],
  'call.changed': contact,
  'recording.changed': contact,
  'message.added': contact,
  'message.delivery': contact,
  'conversation.changed': contact,
  'customer.changed': ['customer.read'],
  'visit.changed': ['desk.receive'],
  'appointment.changed': ['desk.receive', 'contact.read'],
  'case.opened': kase,
  'case.changed': kase,
  'case.closed': kase,
  'case.moved': kase,
  'case.step': kase,
  'case.escalation': kase,
  'clock.warned': kase,
  'clock.changed': kase,
  'clock.breached': kase,
  'clock.swept': kase,
  'clock.compensation': kase,
  'case.plan': kase,
  'case.notice': kase,
  'opinion.changed': ['knowledge.read'],
  // Told to the members whom it names, and, of a case's, to all who see the case.
  'room.said': kase,
  'room.changed': kase,
  'room.mention': kase,
  'agent.presence': agents,
  'agent.changed': agents,
  'agent.logged-out': agents,
  'routing.attention': ['routing.supervise', 'live.read'],
  'queue.help': ['routing.supervise', 'live.read'],
  'queue.problem': ['routing.supervise', 'live.read'],
  'mail.quarantined': ['email.quarantine'],
  'mail.released': ['email.quarantine'],
  'mailbox.health': ['admin.mail', 'admin.read'],
  // Only says that something of this name changed; what it is, each screen asks with its own permission.
  'config.changed': [],
  'flow.drafted': ['flow.read'],
  'article.changed': ['knowledge.read'],
  'article.task': ['knowledge.write'],
  'article.used': contact,
  'announcement.changed': ['live.read', 'routing.supervise'],
  'alert.opened': ['live.read', 'routing.supervise'],
  'alert.changed': ['live.read', 'routing.supervise'],
  'alert.closed': ['live.read', 'routing.supervise'],
  'figures.differ': ['live.read', 'routing.supervise'],
  'mention.added': contact,
  'listening.started': contact,
  'listening.changed': contact,
  'listening.ended': contact,
  'listening.whispered': contact,
  'staff.changed': ['admin.staff', 'admin.read', 'routing.supervise'],
};

const kinds = new Map<string, readonly Permission[]>(Object.entries(allowed));

type Seen = Pick<PublishedEvent, 'kind' | 'subjectId' | 'serviceId' | 'teamId' | 'staffId' | 'data'>;

/**
 * Whether an actor may be told of an event: the twin of the filter on lists, for the live socket and its catch-up.
 * A personal event goes to its person only. Otherwise it must be in the scope of the kind's permission, or concern a
 * contact of the actor's own.
 *
 * @param own ids of the contacts that are the actor's own now (`ownContactIds`, kept up to date by `followOwn`); they
 *   are seen wherever they are, as in every list
 */
export function maySee(actor: Actor, event: Seen, own?: ReadonlySet<string>): boolean {
  const needed = kinds.get(event.kind);
  if (needed === undefined || (actor.kind !== 'staff' && actor.kind !== 'token')) return false;
  // Orders to a gateway are nobody else's: a token of one gateway hears its own only.
  if (event.kind === 'voice.command' && actor.gateway != null && event.data['gateway'] !== actor.gateway)
    return false;
  if (event.staffId !== null) return isActor(actor, event.staffId);
  // A flow of no service is read by all who read flows.
  if (event.kind === 'flow.drafted' && event.serviceId === null) return can(actor, 'flow.read');
  if (event.kind.startsWith('room.') && event.serviceId === null)
    return Array.isArray(event.data['members']) && event.data['members'].some((one) => isActor(actor, one));
  if (event.kind === 'config.changed') return ofTheirServices(actor, event.serviceId);
  // Agents are told to whoever works beside them, as in the list of agents: a contact can be handed to any of them.
  if (event.kind.startsWith('agent.'))
    return (
      isActor(actor, event.subjectId) ||
      (needed.some((permission) => can(actor, permission)) && ofTheirServices(actor, event.serviceId))
    );
  if (needed.some((permission) => within(actor, permission, event))) return true;
  if (event.kind === 'staff.changed')
    return isActor(actor, event.subjectId) || isActor(actor, event.data['agent']);
  // Who works on a step of a case has the case before them, wherever it lies.
  if (needed === kase) return can(actor, 'case.read') && worksOn(actor, event);
  return needed === contact && can(actor, 'contact.read') && isOwn(actor, event, own);
}

/**
 * What an actor is told of an event that they may see. How a single member of staff is doing is told to themselves only,
 * unless an agreement allows more (`single`); others are told that somebody's state has changed, and ask for the counts.
 * Of agents who belong to no service, who sees a part of the services is never told more than that: whether they serve
 * one of these the list knows.
 */
export function toldOf<E extends Seen & { actor: string }>(actor: Actor, event: E, single: boolean): E {
  const open = event.kind.startsWith('agent.') && event.serviceId === null && !everywhere(actor);
  if (isActor(actor, event.subjectId)) return event;
  if (!open && (single || event.kind !== 'agent.presence')) return event;
  // The same for everybody, so that it is written out once.
  const veil = (veils.get(event) as E | undefined) ?? {
    ...event,
    subjectId: null,
    actor: 'system',
    data: {},
  };
  veils.set(event, veil);
  return veil;
}
const veils = new WeakMap<object, object>();

/** What somebody has asked of others stays theirs to follow, whoever has it: it has a mark of its own among their contacts. */
export const madeMark = (contact: string): string => `made:${contact}`;

/** Keeps the set of an actor's own contacts up to date; call it with every event, before `maySee`. */
export function followOwn(own: Set<string>, actor: Actor, { kind, data }: Seen): void {
  const id = data['contact'];
  if (actor.kind !== 'staff' || typeof id !== 'string') return;
  if (kind === 'contact.queued' && isActor(actor, data['madeBy'])) own.add(madeMark(id));
  else if (kind === 'contact.offered' || kind === 'contact.answered' || kind === 'contact.wrap-up') {
    if (isActor(actor, data['agent'])) own.add(id);
    else if (kind !== 'contact.offered') own.delete(id);
  } else if (kind === 'consult.offered' || kind === 'consult.answered') {
    // Asked about it, and for as long: what happens to it concerns them.
    if (isActor(actor, data['agent'])) own.add(id);
  } else if (kind === 'consult.ended' || kind === 'consult.offer-ended') {
    if (isActor(actor, data['agent']) && data['result'] !== 'accepted') own.delete(id);
  } else if (kind === 'contact.transferred') {
    if (isActor(actor, data['toAgent'])) own.add(id);
    else own.delete(id);
  } else if (
    (kind === 'contact.offer-ended' && isActor(actor, data['agent']) && data['result'] !== 'accepted') ||
    // Assigned contacts stay visible once closed, but nothing more happens to them that the desk must hear.
    kind === 'contact.closed' ||
    kind === 'contact.scheduled' ||
    kind === 'contact.callback' ||
    kind === 'contact.announced' ||
    kind === 'contact.cancelled' ||
    kind === 'contact.abandoned' ||
    kind === 'contact.cancelled' ||
    kind === 'contact.expired'
  )
    own.delete(id);
}

const isActor = (actor: Actor, id: unknown) => actor.kind === 'staff' && actor.id !== null && id === actor.id;

function within(actor: Actor, permission: Permission, event: Seen): boolean {
  // Without a place it is for everybody with the permission.
  if (event.serviceId === null && event.teamId === null) return can(actor, permission);
  return inScope(scopeOf(actor, permission), event);
}

const everywhere = (actor: Actor) =>
  actor.grants.some((grant) => grant.serviceId === null && grant.teamId === null);

const ofTheirServices = (actor: Actor, serviceId: string | null) =>
  serviceId === null ||
  actor.grants.some((grant) => grant.serviceId === null || grant.serviceId === serviceId);

const worksOn = (actor: Actor, { data }: Seen) =>
  Array.isArray(data['workers']) && data['workers'].some((one) => isActor(actor, one));

const isOwn = (actor: Actor, { data }: Seen, own?: ReadonlySet<string>) =>
  ['agent', 'toAgent', 'fromAgent', 'asker', 'madeBy'].some((key) => isActor(actor, data[key])) ||
  (typeof data['contact'] === 'string' &&
    (own?.has(data['contact']) === true || own?.has(madeMark(data['contact'])) === true));
