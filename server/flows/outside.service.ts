import {
  configChanged,
  notFound,
  readSetting,
  seal,
  writeSetting,
  type Ctx,
} from '#server/platform/index.ts';
import { deleteSecret, saveSecret } from './flows.store.ts';
import { hostsKey, secretPurpose } from './sessions.service.ts';

// What flows may call outside, and the secrets that they show there. Of all flows, not of one.

/** Keeps a secret for calls. */
export const putSecret = (ctx: Ctx, name: string, value: string): Promise<void> =>
  ctx.tx(async (tx) => {
    await saveSecret(
      tx,
      name,
      seal(ctx.platform.secret, secretPurpose, value),
      ctx.clock.now(),
      ctx.actor.name,
    );
    await configChanged(tx, ctx.actor, {
      what: 'flow-secret',
      id: name,
      subjectId: null,
      before: null,
      after: { name },
    });
  });
/** @throws Problem 404 */
export const dropSecret = (ctx: Ctx, name: string): Promise<void> =>
  ctx.tx(async (tx) => {
    if (!(await deleteSecret(tx, name))) throw notFound('secret');
    await configChanged(tx, ctx.actor, {
      what: 'flow-secret',
      id: name,
      subjectId: null,
      before: { name },
      after: null,
    });
  });
/** Which hosts flows may call. */
export const putHosts = (ctx: Ctx, hosts: readonly string[]): Promise<void> =>
  ctx.tx(async (tx) => {
    const before = await readSetting<string[]>(tx, hostsKey);
    const after = [...new Set(hosts)].toSorted();
    await writeSetting(tx, hostsKey, after);
    await configChanged(tx, ctx.actor, {
      what: 'flow-hosts',
      id: 'hosts',
      subjectId: null,
      before: before ?? [],
      after,
    });
  });
