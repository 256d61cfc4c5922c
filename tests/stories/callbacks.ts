import { requestCallback, type CallbackPromise } from '#server/contacts/index.ts';
import { newId } from '#server/platform/index.ts';
import { makeCentreProfile, makeCentreQueue } from '#tests/stories/routing.ts';
import type { TestServer } from '#tests/support/server.ts';

// A contact centre that calls back.

export const callbackRules = {
  allowed: true,
  first: 'agent',
  maxAttempts: 3,
  retryMinutes: 30,
  expiresDays: 3,
  ringSeconds: 25,
  machine: 'reached',
  abroad: false,
};

/** A queue whose customers may ask to be called back, and a profile that takes one call at a time on top of mails. */
export async function makeCallbackQueue(
  server: TestServer,
  serviceId: string,
  rules: Partial<Record<keyof typeof callbackRules, unknown>> = {},
  also: Record<string, unknown> = {},
) {
  const queue = await makeCentreQueue(server, serviceId, {
    offerSeconds: { phone: 20, email: 300, chat: 30 },
    callback: JSON.stringify({ ...callbackRules, ...rules }),
    ...also,
  });
  const profile = await makeCentreProfile(server, [queue.id], {
    phone: { max: 1, interruptedBy: [] },
    email: { max: 5, interruptedBy: ['phone'] },
    chat: { max: 2, interruptedBy: [] },
  });
  return { queue, profile };
}

let digits = 100_000;
/** A number that nobody else has given. */
export const someNumber = () => `+39055${(digits += 1)}`;

/** Somebody asks to be called back, from a page unless told otherwise. */
export const ask = (
  server: TestServer,
  queueId: string,
  also: { number?: string; at?: Date; origin?: string; note?: string; via?: 'phone' | 'chat' | 'page' } = {},
): Promise<CallbackPromise> =>
  server.ctx.tx((tx) =>
    requestCallback(tx, server.ctx, {
      number: also.number ?? someNumber(),
      queueId,
      via: also.via ?? 'page',
      at: also.at ?? null,
      note: also.note ?? '',
      language: 'it',
      customer: { identities: [], name: 'Ada Prova' },
      origin: also.origin ?? null,
    }),
  );

export async function callbackRow(server: TestServer, id: string) {
  return server.ctx.db
    .selectFrom('contacts.callback')
    .selectAll()
    .where('contactId', '=', id)
    .executeTakeFirstOrThrow();
}
export async function attemptRows(server: TestServer, id: string) {
  return server.ctx.db
    .selectFrom('contacts.callbackAttempt')
    .selectAll()
    .where('contactId', '=', id)
    .orderBy('number')
    .execute();
}

/** Opening hours on every day from eight to five, in UTC. */
export async function makeOfficeHours(server: TestServer): Promise<string> {
  const id = newId();
  await server.ctx.db
    .insertInto('calendars.calendar')
    .values({ id, name: id, timeZone: 'UTC', italianHolidays: false })
    .execute();
  await server.ctx.db
    .insertInto('calendars.opening')
    .values(
      [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({
        id: newId(),
        calendarId: id,
        weekday,
        opens: '08:00',
        closes: '17:00',
      })),
    )
    .execute();
  return id;
}
