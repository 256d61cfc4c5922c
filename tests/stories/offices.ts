import { expect } from 'vitest';
import { createOffice } from '#contract/appointments.ts';
import { newId } from '#server/platform/index.ts';
import { makeCentreAgent, makeCentreProfile, makeCentreQueue } from '#tests/stories/routing.ts';
import type { TestServer } from '#tests/support/server.ts';

/** Hours of a week, in Rome. */
export async function makeHours(
  server: TestServer,
  openings: [weekday: number, opens: string, closes: string][],
  more: Record<string, unknown> = {},
): Promise<string> {
  const { db } = server.ctx;
  const id = newId();
  await db
    .insertInto('calendars.calendar')
    .values({ id, name: `office ${id}`, ...more })
    .execute();
  await db
    .insertInto('calendars.opening')
    .values(
      openings.map(([weekday, opens, closes]) => ({ id: newId(), calendarId: id, weekday, opens, closes })),
    )
    .execute();
  return id;
}

/** An office open in the mornings with two things bookable, served at a counter by nobody unless told. */
export async function makeOffice(
  server: TestServer,
  { administrator, serviceId }: { administrator: { session: string }; serviceId: string },
  wish: {
    calendar?: string;
    capacity?: number;
    counters?: number | null;
    minutes?: number;
    served?: boolean;
    serviceId?: string;
  } = {},
) {
  const queue = await makeCentreQueue(server, wish.serviceId ?? serviceId, { wrapUpMode: 'none' });
  if (wish.served === true)
    await makeCentreAgent(
      server,
      await makeCentreProfile(server, [queue.id], { desk: { max: 1, interruptedBy: [] } }),
      { presence: 'available' },
    );
  const morning = [1, 2, 3, 4, 5].map((day): [number, string, string] => [day, '08:30', '12:30']);
  const calendar = wish.calendar ?? (await makeHours(server, morning));
  const code = `office-${queue.id.slice(-8)}`;
  const made = await server.call(
    createOffice,
    {
      body: {
        code,
        name: `Ufficio ${code}`,
        address: 'Piazza del Mercato 1',
        calendar,
        queue: queue.id,
        counters: wish.counters ?? null,
        bookables: [
          {
            name: { it: 'Voltura', en: 'Change of name' },
            minutes: wish.minutes ?? 20,
            capacity: wish.capacity ?? 1,
            bring: { it: 'un documento' },
          },
          { name: { it: 'Rateizzazione', en: 'Instalments' }, minutes: 30, capacity: 2, online: false },
        ],
      },
    },
    { as: administrator },
  );
  expect(made.status).toBe(201);
  const [first, second] = made.body.bookables;
  return { office: made.body, queue: queue.id, bookable: first!.id, other: second!.id };
}
