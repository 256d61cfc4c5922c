import { calendarStanding } from '#server/calendars/index.ts';
import { receive, type Received } from '#server/contacts/index.ts';
import type { Ctx, Tx } from '#server/platform/index.ts';
import type { HandOver } from '../visitors/hand-over.ts';
import { phoneSettings } from '../visitors/settings.rules.ts';

interface Entry {
  id: string;
  serviceId: string;
  queueId: string;
  settings: unknown;
}
interface Caller {
  gateway: string;
  ref: string;
  number: string | null;
  /** What they say they are called, where no number tells. */
  name: string | null;
  language: string;
}

/**
 * A caller becomes somebody's work: recognised by the number, or by what a flow has learnt of them, they wait in the queue
 * of the number that was dialled, or of the flow, by business rules and branches.
 */
export async function receiveCaller(
  tx: Tx,
  ctx: Ctx,
  entry: Entry,
  caller: Caller,
  handed: HandOver | null,
): Promise<Received> {
  const { gateway, ref, number, name, language } = caller;
  const now = ctx.clock.now();
  const { calendarId } = phoneSettings(entry.settings);
  const words = language.startsWith('it')
    ? { call: 'Telefonata', from: (who: string) => `Telefonata da ${who}`, hidden: 'Numero nascosto' }
    : { call: 'Call', from: (who: string) => `Call from ${who}`, hidden: 'Withheld number' };
  const queueId = handed?.queueId ?? entry.queueId;
  const [received] = await receive(tx, ctx, [
    {
      channel: 'phone',
      entryPoint: { id: entry.id, serviceId: entry.serviceId, queueId },
      // Hours of its own; else, and in a queue that a flow has chosen, those of the queue count.
      ...(calendarId === null || queueId !== entry.queueId
        ? {}
        : {
            hours: (await calendarStanding(tx, calendarId, now)).open
              ? ('open' as const)
              : ('closed' as const),
          }),
      customer:
        handed?.customerId == null
          ? {
              identities: number === null ? [] : [{ type: 'phone', value: number }],
              name: name ?? number ?? words.hidden,
              language,
            }
          : { id: handed.customerId },
      subject: words.call,
      language,
      at: now,
      message: {
        sender: number,
        senderName: name ?? number ?? words.hidden,
        text: words.from(number ?? name ?? words.hidden),
        clientId: `call:${gateway}:${ref}`.slice(0, 200),
      },
      ...(handed === null
        ? {}
        : {
            requires: handed.requires,
            boostSeconds: handed.boostSeconds,
            classificationId: handed.classificationId,
          }),
    },
  ]);
  return received!;
}
