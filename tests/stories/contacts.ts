import { newId, type Db } from '#server/platform/index.ts';

// Rows as the modules would have left them, for tests of what is read. Every maker answers the id.
let count = 0;
const next = () => (count += 1);

export async function makeQueue(
  db: Db,
  serviceId: string,
  also: {
    teamId?: string | null;
    name?: string;
    threshold?: number;
    formula?: string;
    shortAbandonSeconds?: number;
  } = {},
): Promise<string> {
  const id = newId();
  await db
    .insertInto('routing.queue')
    .values({
      id,
      code: `queue-${next()}`,
      name: also.name ?? `Coda ${count}`,
      serviceId,
      teamId: also.teamId ?? null,
      shortAbandonSeconds: also.shortAbandonSeconds ?? 5,
      serviceLevel: JSON.stringify({
        formula: also.formula ?? 'negative',
        version: 1,
        threshold: { chat: also.threshold ?? 30, email: also.threshold ?? 14_400 },
        target: 0.8,
      }),
    })
    .execute();
  return id;
}

export async function makeCustomer(db: Db, name = 'Ada Prova', email?: string): Promise<string> {
  const id = newId();
  await db
    .insertInto('customers.customer')
    .values({ id, number: String(200_000 + next()), name, state: 'known' })
    .execute();
  if (email !== undefined)
    await db
      .insertInto('customers.identity')
      .values({ id: newId(), customerId: id, type: 'email', value: email, normal: email.toLowerCase() })
      .execute();
  return id;
}

export interface ContactWish {
  serviceId: string;
  teamId?: string | null;
  queueId?: string | null;
  customerId: string;
  agentId?: string | null;
  caseId?: string | null;
  conversationId?: string;
  channel?: string;
  state?: string;
  subject?: string;
  arrivedAt?: Date;
  answeredAt?: Date | null;
  closedAt?: Date | null;
  context?: Record<string, unknown>;
}

/** A contact and, unless one is given, its conversation. */
export async function makeContact(
  db: Db,
  wish: ContactWish,
): Promise<{ id: string; conversationId: string; number: string }> {
  const id = newId();
  const number = `C-2026-${String(next()).padStart(6, '0')}`;
  const arrivedAt = wish.arrivedAt ?? new Date();
  const channel = wish.channel ?? 'email';
  const conversationId = wish.conversationId ?? newId();
  if (wish.conversationId === undefined)
    await db
      .insertInto('contacts.conversation')
      .values({
        id: conversationId,
        channel,
        serviceId: wish.serviceId,
        teamId: wish.teamId ?? null,
        customerId: wish.customerId,
        subject: wish.subject ?? '',
        createdAt: arrivedAt,
        lastMessageAt: arrivedAt,
        context: JSON.stringify(wish.context ?? {}),
      })
      .execute();
  await db
    .insertInto('contacts.contact')
    .values({
      id,
      number,
      channel,
      direction: 'in',
      state: wish.state ?? (wish.closedAt ? 'closed' : 'queued'),
      conversationId,
      customerId: wish.customerId,
      serviceId: wish.serviceId,
      teamId: wish.teamId ?? null,
      queueId: wish.queueId ?? null,
      agentId: wish.agentId ?? null,
      caseId: wish.caseId ?? null,
      subject: wish.subject ?? '',
      arrivedAt,
      answeredAt: wish.answeredAt ?? null,
      closedAt: wish.closedAt ?? null,
      lastMessageAt: arrivedAt,
    })
    .execute();
  return { id, conversationId, number };
}

export interface MessageWish {
  conversationId: string;
  contactId?: string | null;
  seq?: number;
  direction?: 'in' | 'out' | 'note' | 'system';
  text?: string;
  html?: string | null;
  subject?: string | null;
  messageId?: string | null;
  mentions?: string[];
}

export async function makeMessage(db: Db, wish: MessageWish): Promise<string> {
  const id = newId();
  await db
    .insertInto('contacts.message')
    .values({
      id,
      conversationId: wish.conversationId,
      contactId: wish.contactId ?? null,
      seq: wish.seq ?? 1,
      direction: wish.direction ?? 'in',
      channel: 'email',
      text: wish.text ?? '',
      html: wish.html ?? null,
      subject: wish.subject ?? null,
      messageId: wish.messageId ?? null,
      at: new Date(),
    })
    .execute();
  for (const staffId of wish.mentions ?? [])
    await db.insertInto('contacts.mention').values({ messageId: id, staffId }).execute();
  return id;
}

export async function makeCase(
  db: Db,
  wish: { serviceId: string; teamId?: string | null; customerId: string; subject?: string; openedAt?: Date },
): Promise<{ id: string; number: string }> {
  const id = newId();
  const number = `P-2026-${String(next()).padStart(6, '0')}`;
  await db
    .insertInto('cases.case')
    .values({
      id,
      number,
      type: 'information',
      subject: wish.subject ?? 'Pratica',
      customerId: wish.customerId,
      serviceId: wish.serviceId,
      teamId: wish.teamId ?? null,
      openedBy: 'system',
      openedAt: wish.openedAt ?? new Date(),
    })
    .execute();
  return { id, number };
}
