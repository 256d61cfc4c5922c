import { applyRouting, handlingTimes, receive, type Received } from '#server/contacts/index.ts';
import { contextFor, newId, record, sql, systemActor, type Ctx } from '#server/platform/index.ts';
import { startRouting } from '#server/routing/index.ts';
import type { TestServer } from '#tests/support/server.ts';

// A small contact centre with the real routing leader over a real database.

/** A member of staff who may handle contacts everywhere, as a context for the verbs. */
export const asAgent = (server: TestServer, id: string, also: string[] = []): Ctx =>
  contextFor(server.platform, {
    kind: 'staff',
    id,
    name: id,
    grants: [
      {
        permissions: new Set(['contact.read', 'contact.handle', 'routing.presence', ...also]),
        serviceId: null,
        teamId: null,
      },
    ],
  });

let count = 0;
/** An active queue with an entry point per channel. */
export async function makeCentreQueue(
  server: TestServer,
  serviceId: string,
  also: Record<string, unknown> = {},
): Promise<{
  id: string;
  serviceId: string;
  entryPoint: { id: string; serviceId: string; queueId: string };
}> {
  const id = newId();
  const { requires, offerSeconds, ...plain } = also;
  await server.ctx.db
    .insertInto('routing.queue')
    .values({
      id,
      code: `centre-${(count += 1)}`,
      name: `Coda ${count}`,
      serviceId,
      wrapUpMode: 'none',
      offerSeconds: JSON.stringify(offerSeconds ?? { chat: 30, email: 300 }),
      requires: JSON.stringify(requires ?? []),
      ...plain,
    })
    .execute();
  const entryPoint = newId();
  await server.ctx.db
    .insertInto('contacts.entryPoint')
    .values({
      id: entryPoint,
      channel: 'email',
      address: `centre${count}@example.org`,
      name: `Posta ${count}`,
      serviceId,
      queueId: id,
    })
    .execute();
  return { id, serviceId, entryPoint: { id: entryPoint, serviceId, queueId: id } };
}

/** A routing profile over queues, for e-mail and chat. */
export async function makeCentreProfile(
  server: TestServer,
  queues: readonly (string | { id: string; priority?: number; delaySeconds?: number })[],
  capacity: Record<string, { max: number; interruptedBy: string[] }> = {
    email: { max: 5, interruptedBy: ['chat'] },
    chat: { max: 3, interruptedBy: ['email'] },
  },
): Promise<string> {
  const id = newId();
  await server.ctx.db
    .insertInto('routing.profile')
    .values({ id, name: id, capacity: JSON.stringify(capacity) })
    .execute();
  for (const queue of queues) {
    const entry = typeof queue === 'string' ? { id: queue } : queue;
    for (const channel of Object.keys(capacity))
      await server.ctx.db
        .insertInto('routing.profileQueue')
        .values({
          profileId: id,
          queueId: entry.id,
          channel,
          priority: entry.priority ?? 1,
          delaySeconds: entry.delaySeconds ?? 0,
        })
        .execute();
  }
  return id;
}

/** An agent who is there; `idleFor` seconds say who is served first. */
export async function makeCentreAgent(
  server: TestServer,
  profileId: string,
  { idleFor = 60, presence = 'available' }: { idleFor?: number; presence?: string } = {},
): Promise<string> {
  const { id } = await server.makeStaff();
  const since = new Date(server.clock.now().getTime() - idleFor * 1000);
  await server.ctx.db
    .insertInto('routing.agent')
    .values({
      staffId: id,
      profileId,
      presence,
      presenceSince: since,
      availableSince: presence === 'available' ? since : null,
      lastHandledAt: since,
      connected: true,
      connectedUntil: new Date(Date.now() + 30 * 86_400_000),
    })
    .execute();
  await server.ctx.tx((tx) =>
    record(tx, systemActor, { kind: 'agent.changed', subjectId: id, data: { agent: id } }),
  );
  return id;
}

/** A message of a new customer in a queue. */
export async function arrive(
  server: TestServer,
  queue: { entryPoint: { id: string; serviceId: string; queueId: string } },
  also: { channel?: string; at?: Date } = {},
): Promise<Received & { contactId: string }> {
  const name = `customer${(count += 1)}@example.net`;
  const [got] = await server.ctx.tx((tx) =>
    receive(tx, server.ctx, [
      {
        channel: also.channel ?? 'email',
        entryPoint: queue.entryPoint,
        customer: { identities: [{ type: 'email', value: name }], name },
        subject: 'Una domanda',
        at: also.at ?? server.clock.now(),
        message: { sender: name, text: 'Buongiorno, una domanda.' },
      },
    ]),
  );
  return got as Received & { contactId: string };
}

/** The leader, with handling times from legs and a service level that the test says. */
export const lead = (
  server: TestServer,
  {
    levels = () => [],
    every,
  }: { levels?: () => { queueId: string; share: number | null }[]; every?: number } = {},
) =>
  startRouting(
    server.ctx,
    applyRouting,
    { handling: handlingTimes, serviceLevels: () => Promise.resolve(levels()) },
    every,
  );

/** Lets time pass for everybody who asks this server's clock, the leader included. */
export async function pass(server: TestServer, seconds: number): Promise<void> {
  server.clock.forward(seconds * 1000);
  // Timers run by the machine's clock; an event wakes the leader, who then sees what time it is.
  await server.ctx.tx((tx) =>
    record(tx, systemActor, { kind: 'config.changed', data: { what: 'queue', id: newId() } }),
  );
}

export async function offersOf(server: TestServer, contactId: string) {
  return server.ctx.db
    .selectFrom('routing.offer')
    .select(['id', 'agentId', 'state', 'number'])
    .where('itemId', '=', contactId)
    .orderBy('number')
    .execute();
}
/** The open offer of a contact: its id and to whom; null without one. */
export async function openOffer(
  server: TestServer,
  contactId: string,
): Promise<{ id: string; agentId: string } | null> {
  const offer = (await offersOf(server, contactId)).find((one) => one.state === 'open');
  return offer === undefined ? null : { id: offer.id, agentId: offer.agentId };
}
export async function contactRow(server: TestServer, id: string) {
  return server.ctx.db
    .selectFrom('contacts.contact')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
}
export async function legsOf(server: TestServer, contactId: string) {
  return server.ctx.db
    .selectFrom('contacts.leg')
    .select(['kind', 'queueId', 'agentId', 'result', 'startedAt', 'endedAt'])
    .where('contactId', '=', contactId)
    .orderBy('ordinal')
    .execute();
}

/** Everything that must hold at any moment, whatever happened; answers what does not, in words. */
export async function broken(server: TestServer): Promise<string[]> {
  const { db } = server.ctx;
  const find = async (what: string, query: ReturnType<typeof sql<{ n: string }>>) =>
    (await query.execute(db)).rows.map((row) => `${what}: ${row.n}`);
  return [
    ...(await find(
      'an agent over capacity',
      sql`select s.agent_id || ' ' || s.channel || ' ' || count(*) as n from (
          select agent_id, channel from routing.work_item where agent_id is not null and state in ('active', 'wrap_up')
          union all select agent_id, channel from routing.offer where state = 'open') as s
        join routing.agent as a on a.staff_id = s.agent_id join routing.profile as p on p.id = a.profile_id
        group by s.agent_id, s.channel, p.capacity
        having count(*) > coalesce((p.capacity -> s.channel ->> 'max')::int, 0)`,
    )),
    ...(await find(
      'an open offer whose item is not offered',
      sql`select o.item_id::text as n from routing.offer as o left join routing.work_item as w on w.id = o.item_id
        where o.state = 'open' and w.state is distinct from 'offered'`,
    )),
    ...(await find(
      'an offered item without an open offer',
      sql`select w.id::text as n from routing.work_item as w where w.state = 'offered'
        and not exists (select from routing.offer as o where o.item_id = w.id and o.state = 'open')`,
    )),
    ...(await find(
      'a contact and its item that tell two stories',
      sql`select c.number || ' ' || c.state || ' ' || coalesce(w.state, 'nowhere') as n
        from contacts.contact as c
        full join (select * from routing.work_item where kind <> 'consult') as w on w.id = c.id
        where not case when c.closed_at is not null or c.state = 'scheduled' then w.id is null
          else c.state = case w.state when 'waiting' then 'queued' else w.state end
            and c.queue_id = w.queue_id and c.agent_id is not distinct from w.agent_id end`,
    )),
    ...(await find(
      'a contact in a queue without exactly one open stay, or out of it with one',
      sql`select c.number as n from contacts.contact as c left join contacts.leg as l
          on l.contact_id = c.id and l.kind = 'queue' and l.ended_at is null
        group by c.id having count(l.id) <> (c.state in ('queued', 'offered'))::int
          or bool_or(l.queue_id is distinct from c.queue_id) filter (where l.id is not null)`,
    )),
    ...(await find(
      'a contact in hand without exactly one open stretch of handling, or out of it with one',
      sql`select c.number as n from contacts.contact as c left join contacts.leg as l
          on l.contact_id = c.id and l.kind = 'handle' and l.ended_at is null
        group by c.id having count(l.id) <> (c.state = 'active')::int`,
    )),
    ...(await find(
      'a callback and its contact that tell two stories',
      sql`select c.number || ' ' || c.state || ' ' || coalesce(b.state, 'nowhere') as n
        from contacts.contact as c full join contacts.callback as b on b.contact_id = c.id
        where (c.kind = 'callback') <> (b.contact_id is not null)
          or b.state = 'open' and (c.closed_at is not null or (b.due_at is not null) <> (c.state = 'scheduled'))
          or b.state <> 'open' and c.state = 'scheduled'`,
    )),
    ...(await find(
      'an open offer and its leg that do not match',
      sql`select coalesce(o.item_id, l.contact_id)::text as n
        from (select * from routing.offer where state = 'open') as o
        full join (select * from contacts.leg where kind in ('offer', 'consult_offer') and ended_at is null) as l
          on coalesce(l.consult_id, l.contact_id) = o.item_id and l.agent_id = o.agent_id
        where o.id is null or l.id is null`,
    )),
    ...(await find(
      'a consult and its item that tell two stories',
      sql`select coalesce(k.id, w.id) || ' ' || coalesce(k.state, 'none') || ' ' || coalesce(w.state, 'nowhere') as n
        from contacts.consult as k
        full join (select * from routing.work_item where kind = 'consult') as w on w.id = k.id
        where k.id is null or not case when k.ended_at is not null then w.id is null
          else k.state = w.state and k.queue_id = w.queue_id and k.asker = w.asker
            and k.agent_id is not distinct from w.agent_id end`,
    )),
    ...(await find(
      'a consult without exactly the open stretch of its state',
      sql`select k.id || ' ' || k.state as n from contacts.consult as k
          left join contacts.leg as l on l.consult_id = k.id and l.kind <> 'consult_offer' and l.ended_at is null
        group by k.id having array_agg(l.kind) is distinct from case when k.state = 'ended' then array[null::text]
          when k.state = 'active' then array['consult'] else array['consult_queue'] end`,
    )),
    ...(await find(
      'a consult of a contact that its asker does not have',
      sql`select k.id::text as n from contacts.consult as k join contacts.contact as c on c.id = k.contact_id
        where k.ended_at is null and (c.state <> 'active' or c.agent_id is distinct from k.asker)`,
    )),
    ...(await find(
      'a queue where offered is not answered + abandoned + flowed out + callback + announced + expired + waiting',
      sql`select queue_id::text as n from contacts.leg where kind = 'queue' group by queue_id
        having count(*) <> count(*) filter (where result in ('answered', 'abandoned', 'flowed_out', 'expired', 'callback', 'announced', 'cancelled', 'rescheduled'))
          + count(*) filter (where ended_at is null and result is null)`,
    )),
  ];
}
