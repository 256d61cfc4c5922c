import { dropUnusedUploads } from '#server/channels/index.ts';
import { dropUnusedAttachments } from '#server/contacts/index.ts';
import { dropUnusedFiles } from '#server/rooms/index.ts';
import {
  dropLease,
  dropOldKeys,
  fileHashes,
  forgetFiles,
  isConnectionError,
  takeLease,
  type Ctx,
} from '#server/platform/index.ts';
import { endIdle, forgetSessions, idleMinutes } from '#server/flows/index.ts';
import { forgetSearches, openReviews, renewIndex } from '#server/knowledge/index.ts';
import { deleteDue } from '#server/recordings/index.ts';

const everyMilliseconds = 3_600_000;
const leaseName = 'housekeeping';
/** How long an upload may wait for its message, in milliseconds. */
const uploadsKept = 24 * 3_600_000;
const atOnce = 500;

/** What a tidying deleted. */
export interface Tidied {
  uploads: number;
  /** Files on the disk that nothing referred to any more. */
  files: number;
  keys: number;
  /** Recordings whose time was over. */
  recordings: number;
  /** Walks through a flow whose customer has left without a word, and those that are forgotten. */
  flows: number;
  /** Searches in the knowledge base that figures no longer look back to. */
  searches: number;
  /** Articles whose review date has come: their owners have a task now. */
  reviews: number;
  /** Articles whose words came anew into the index, because the program knows more of words than before. */
  indexed: number;
}

/** Deletes what was prepared and never used: uploads after a day with their bytes, keys of requests after a week; and recordings whose time is over. */
export async function tidyUp(ctx: Ctx): Promise<Tidied> {
  const before = new Date(ctx.clock.now().getTime() - uploadsKept);
  const done: Tidied = {
    uploads: 0,
    files: 0,
    keys: await dropOldKeys(ctx.db),
    recordings: await deleteDue(ctx),
    flows: await tidyFlows(ctx),
    searches: await forgetSearches(ctx.db, new Date(ctx.clock.now().getTime() - flowsKept)),
    reviews: await openReviews(ctx),
    indexed: await renewIndex(ctx),
  };
  for (let full = true; full;) {
    const { ids, orphans } = await ctx.tx(async (tx) => {
      const gone = [
        await dropUnusedAttachments(tx, before, atOnce),
        await dropUnusedUploads(tx, before, atOnce),
        await dropUnusedFiles(tx, before, atOnce),
      ];
      full = gone.some((some) => some.length === atOnce);
      return { ids: gone.flat(), orphans: await forgetFiles(tx, gone.flat()) };
    });
    done.uploads += ids.length;
    for (const sha256 of orphans) {
      const wanted = async () => (await fileHashes(ctx.db, [sha256])).size > 0;
      if (await ctx.platform.files.drop(sha256, before, wanted)) done.files += 1;
    }
  }
  return done;
}

/** How long walks through flows are kept, with their trails: what figures look back over. */
const flowsKept = 400 * 86_400_000;
async function tidyFlows(ctx: Ctx): Promise<number> {
  const now = ctx.clock.now().getTime();
  return (
    (await endIdle(ctx.db, new Date(now - idleMinutes * 60_000))) +
    (await forgetSessions(ctx.db, new Date(now - flowsKept)))
  );
}

/** Tidies up at the start and every hour, in one process of all. */
export function startHousekeeping(ctx: Ctx): { stop(): Promise<void> } {
  const { processId } = ctx.platform;
  const turn = async () => {
    if ((await takeLease(ctx.db, leaseName, processId, everyMilliseconds / 1000)) === null) return;
    const done = await tidyUp(ctx);
    if (Object.values(done).some((count) => count > 0)) ctx.log.info(done, 'tidied up');
  };
  let running: Promise<void> = Promise.resolve();
  const run = () => {
    running = turn().catch((error: unknown) => {
      if (!isConnectionError(error)) ctx.log.error({ err: error }, 'tidying up failed');
    });
  };
  run();
  const timer = setInterval(run, everyMilliseconds);
  return {
    async stop() {
      clearInterval(timer);
      await running;
      await dropLease(ctx.db, leaseName, processId);
    },
  };
}
