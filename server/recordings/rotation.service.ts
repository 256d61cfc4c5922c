import { audit, type Ctx } from '#server/platform/index.ts';
import { addKey, dropKeys, ensureKeys, keyFile, readKeys } from './key-file.ts';
import { usedKeys } from './recordings.read.ts';
import { changeRecording, findRecording, wrappedUnder } from './recordings.store.ts';
import { unwrap, wrap } from './sealing.rules.ts';

const atOnce = 200;

/**
 * A new key wraps recordings from now on, and the data keys of all that are there are wrapped anew; their sound stays as
 * it is. Servers that run read the file again by themselves. Old keys stay in the file for backups of the database made
 * before, unless they are to be dropped.
 */
export async function rotateKeys(
  ctx: Ctx,
  { dropOld }: { dropOld: boolean },
): Promise<{ key: string; wrapped: number; unreadable: number; dropped: string[] }> {
  const file = keyFile(ctx.platform.config.dataDir);
  ensureKeys(file, ctx.clock.now());
  const key = addKey(file, ctx.clock.now());
  let wrapped = 0;
  const unreadable = new Set<string>();
  for (;;) {
    const ids = await wrappedUnder(ctx.db, key, [...unreadable], atOnce);
    if (ids.length === 0) break;
    await ctx.tx(async (tx) => {
      for (const id of ids) {
        const row = await findRecording(tx, { id }, { lock: true });
        if (row === null || row.wrappedKey === null || row.keyId === null || row.keyId === key) continue;
        const ring = readKeys(file);
        try {
          const dataKey = unwrap(ring.get(row.keyId), id, row.wrappedKey);
          await changeRecording(tx, id, { keyId: key, wrappedKey: wrap(ring.get(key), id, dataKey) });
          wrapped += 1;
        } catch (error) {
          ctx.log.error({ err: error, recording: id }, 'a recording keeps its old key: it cannot be opened');
          unreadable.add(id);
        }
      }
    });
  }
  const dropped = dropOld ? dropKeys(file, await usedKeys(ctx.db)) : [];
  await ctx.tx((tx) =>
    audit(tx, ctx.actor, {
      action: 'recording-keys.rotated',
      objectType: 'recording-keys',
      after: { current: key, wrapped, unreadable: unreadable.size, dropped },
    }),
  );
  return { key, wrapped, unreadable: unreadable.size, dropped };
}
