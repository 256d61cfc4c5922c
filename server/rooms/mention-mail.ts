import { staffByIds } from '#server/access/index.ts';
import { email } from '#server/channels/index.ts';
import { namedCases } from '#server/cases/index.ts';
import { addJob, systemActor, type Job, type Tx } from '#server/platform/index.ts';
import { stillEnters } from './access.ts';
import { roomById } from './rooms.read.ts';
import { mentionMail } from './rooms.rules.ts';
import { hereNow } from './rooms.service.ts';
import { lockUnmailed, markMailed } from './rooms.store.ts';

export const mentionJobName = 'rooms.mention-mail';

/** When it is looked whether who was named has read it (ms): soon, and once more for who is at the desk and busy. */
const looks = [2 * 60_000, 30 * 60_000];
export const firstLook = (at: Date): Date => new Date(at.getTime() + looks[0]!);

/**
 * Mails a mention to somebody who is away and has not read it: once. Who is at the desk has it before their eyes; half an
 * hour later they are mailed, too, unless they have read it.
 */
export const mentionMailJob: Job = {
  name: mentionJobName,
  async handle(ctx, payload) {
    const { post, staff, look } = payload as { post: string; staff: string; look: number };
    const here = (await hereNow(ctx, [staff])).has(staff);
    await ctx.tx(async (tx) => {
      const found = await lockUnmailed(tx, post, staff);
      if (found === null) return;
      const again = looks[look];
      if (here && again !== undefined) {
        await addJob(
          tx,
          mentionJobName,
          { post, staff, look: look + 1 },
          { runAt: new Date(ctx.clock.now().getTime() + again), key: `${mentionJobName}:${post}:${staff}` },
        );
        return;
      }
      const [person] = await staffByIds(tx, [staff]);
      // Who may not enter any more is told nothing of it.
      if (person === undefined || !(await stillEnters(tx, found.roomId, staff))) return;
      await email.queueNotice(tx, {
        audience: 'staff',
        to: person.email,
        language: person.language,
        serviceId: null,
        ...mentionMail(person.language, {
          by: found.authorName,
          room: await nameOf(tx, staff, found.roomId),
          text: found.text,
          link: `${ctx.platform.config.publicUrl}/rooms/${found.roomId}?post=${post}`,
        }),
      });
      await markMailed(tx, post, staff, ctx.clock.now());
    });
  },
};

// The number of a case, never its subject: a mail may lie open anywhere.
async function nameOf(tx: Tx, staff: string, roomId: string): Promise<string> {
  const room = await roomById(tx, staff, roomId);
  if (room === null || room.case == null) return room?.name ?? '';
  const [kase] = await namedCases(tx, systemActor, { ids: [room.case] });
  return kase?.number ?? '';
}
