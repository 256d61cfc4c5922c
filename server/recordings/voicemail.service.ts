import type { voice } from '#server/channels/index.ts';
import { addJob, forgetFiles, newId, type Tx } from '#server/platform/index.ts';
import { dropFilesJob } from './keeping.service.ts';
import { makeDataKey, openDataKey } from './keys.ts';
import { deleteParts, extentOf } from './parts.store.ts';
import { sealIn } from './parts.service.ts';
import { changeRecording, deleteRecording, findRecording, insertRecording } from './recordings.store.ts';
import { settingOf } from './settings.service.ts';
import { tellRecording } from './telling.ts';
import { wantAtEnd } from './transcripts.service.ts';

// Messages that callers leave: recordings of a kind of their own, with the same encryption, listens and retention. Nobody
// of the staff is in them: whoever may see the contact hears them, and no agreement is asked for.

const which = (callId: string) => ({ callId, kind: 'message' as const });

/** What this module lends to calls for messages. */
export const voicemail: voice.Voicemail = {
  async open(tx, ctx, call, queueId) {
    if (call.contactId === null) return false;
    await forget(tx, call.id);
    const id = newId();
    let key: { keyId: string; wrappedKey: Buffer };
    try {
      const { keyId, wrappedKey } = makeDataKey(ctx.platform, id);
      key = { keyId, wrappedKey };
    } catch (error) {
      ctx.log.error({ err: error, call: call.id }, 'a message cannot be kept: the key file cannot be used');
      return false;
    }
    const now = ctx.clock.now();
    await insertRecording(tx, {
      id,
      kind: 'message',
      callId: call.id,
      contactId: call.contactId,
      queueId,
      mode: 'on_demand',
      because: 'message',
      state: 'on',
      decidedAt: now,
      startedAt: now,
      keepDays: (await settingOf(tx, queueId)).keepDays,
      ...key,
    });
    return true;
  },

  async length(db, callId) {
    const row = await findRecording(db, which(callId));
    return row === null || row.state === 'ended' ? 0 : (await extentOf(db, row.id)).length / 1000;
  },

  async keep(tx, ctx, callId, contactId) {
    const row = await findRecording(tx, which(callId), { lock: true });
    if (row === null || row.state === 'ended') return;
    const now = ctx.clock.now();
    await changeRecording(tx, row.id, {
      contactId,
      state: 'ended',
      endedAt: now,
      keepUntil: new Date(now.getTime() + row.keepDays * 86_400_000),
    });
    if (row.keyId !== null && row.wrappedKey !== null)
      await sealIn(
        tx,
        row,
        openDataKey(ctx.platform, { id: row.id, keyId: row.keyId, wrappedKey: row.wrappedKey }),
      );
    await wantAtEnd(tx, ctx, { ...row, contactId });
    await tellRecording(tx, ctx, { ...row, contactId }, 'ended');
  },

  drop: (tx, _ctx, callId) => forget(tx, callId),
};

/** Takes away what was begun and is no message: nothing was said, or it was begun anew. One that was kept stays. */
async function forget(tx: Tx, callId: string): Promise<void> {
  const row = await findRecording(tx, which(callId), { lock: true });
  if (row === null || row.state === 'ended') return;
  const orphans = await forgetFiles(tx, await deleteParts(tx, row.id));
  await deleteRecording(tx, row.id);
  if (orphans.length > 0) await addJob(tx, dropFilesJob.name, { files: orphans });
}
