import type { RecordingSetting } from '#contract/recordings.ts';
import { recordingTerm, transcriptTerm } from '#server/access/index.ts';
import {
  configChanged,
  inScope,
  invalid,
  notFound,
  scopeOf,
  type Ctx,
  type Db,
  type Tx,
} from '#server/platform/index.ts';
import { readQueues } from '#server/routing/index.ts';
import { anybodyListens } from '#server/speech/index.ts';
import { readSettingOf, saveSetting } from './recordings.store.ts';

/** How a queue records that nobody has set up: not at all. The texts are a beginning for whoever does. */
export const initialSetting: RecordingSetting = {
  mode: 'off',
  share: 100,
  emergency: false,
  keepDays: 90,
  pauseSeconds: 120,
  askWhy: true,
  agentsListen: true,
  transcripts: false,
  transcriptMinutes: 600,
  notice: {
    it: 'La informiamo che la chiamata può essere registrata per migliorare il servizio. Se non vuole essere registrato, lo dica all’operatore.',
    en: 'This call may be recorded to improve our service. If you do not want to be recorded, please tell the agent.',
  },
};

/** How a queue records now. */
export const settingOf = async (db: Db | Tx, queueId: string | null): Promise<RecordingSetting> =>
  (queueId === null ? null : await readSettingOf(db, queueId)) ?? initialSetting;

async function queueIn(ctx: Ctx, db: Db | Tx, id: string, permissions: string[]) {
  const [queue] = await readQueues(db, [id]);
  if (queue === undefined || !inScope(scopeOf(ctx.actor, permissions), queue)) throw notFound('queue');
  return queue;
}

const viewOf = async (ctx: Ctx, db: Db | Tx, id: string, setting: RecordingSetting) => ({
  ...setting,
  id,
  agreement: (await recordingTerm(db, ctx.clock.now())) !== null,
  transcriptAgreement: (await transcriptTerm(db, ctx.clock.now())) !== null,
  transcriber: await anybodyListens(db),
});

/** @throws Problem 404 */
export async function queueSetting(ctx: Ctx, queueId: string) {
  await queueIn(ctx, ctx.db, queueId, ['admin.read', 'admin.routing']);
  return viewOf(ctx, ctx.db, queueId, await settingOf(ctx.db, queueId));
}

/**
 * Sets how a queue records, from the next call on.
 * @throws Problem 404, 422 naming `mode` where an emergency line would not be recorded, `notice` where callers are told nothing
 */
export const putQueueSetting = (ctx: Ctx, queueId: string, wish: RecordingSetting) =>
  ctx.tx(async (tx) => {
    const queue = await queueIn(ctx, tx, queueId, ['admin.routing']);
    if (wish.emergency && wish.mode !== 'mandatory')
      throw invalid('mode', 'mandatory, as on every emergency line');
    if (wish.mode !== 'off')
      for (const language of ['it', 'en'])
        if (wish.notice[language] === undefined)
          throw invalid(`notice.${language}`, 'what callers are told before they are recorded');
    const before = await readSettingOf(tx, queueId);
    const said = (one: RecordingSetting['notice']) =>
      JSON.stringify(Object.entries(one).toSorted(([a], [b]) => a.localeCompare(b)));
    const noticeVersion =
      (before?.noticeVersion ?? 0) + (before === null || said(before.notice) !== said(wish.notice) ? 1 : 0);
    await saveSetting(tx, queueId, { ...wish, noticeVersion });
    await configChanged(tx, ctx.actor, {
      what: 'queue-recording',
      id: queueId,
      serviceId: queue.serviceId,
      before,
      after: { ...wish, noticeVersion },
    });
    return viewOf(ctx, tx, queueId, wish);
  });
