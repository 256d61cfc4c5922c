import type { z } from 'zod';
import type { createMailbox, mailbox } from '#contract/email.ts';
import type { Parsed } from '#contract/route.ts';
import {
  audit,
  inScope,
  invalid,
  newId,
  notFound,
  record,
  scopeOf,
  seal,
  type Ctx,
  type Tx,
} from '#server/platform/index.ts';
import { entryPointPlace } from './intake.read.ts';
import { findMailbox, visibleMailboxes, type MailboxRow } from './mailboxes.read.ts';
import { changeMailbox, insertMailbox, lockMailbox } from './mailboxes.store.ts';

export type MailboxInput = Parsed<typeof createMailbox>['body'];
export type MailboxView = z.input<typeof mailbox>;

/** The purpose under which mailbox passwords are sealed. */
export const passwordPurpose = 'mailbox password';

const viewOf = ({
  password: _password,
  uidValidity: _validity,
  version: _version,
  serviceId: _service,
  alarmAt,
  ...row
}: MailboxRow): MailboxView => ({
  ...row,
  state: row.active ? row.state : 'off',
  alarm: row.active && alarmAt !== null,
});

/** Mailboxes with their health; the password is never among it. */
export const listMailboxes = async (ctx: Ctx): Promise<{ items: MailboxView[] }> => ({
  items: (await visibleMailboxes(ctx.db, ctx.actor, 'admin.read')).map(viewOf),
});

const mayArrange = (ctx: Ctx, serviceId: string) =>
  ctx.actor.kind === 'system' || inScope(scopeOf(ctx.actor, 'admin.mail'), { serviceId, teamId: null });

/** @throws Problem 422 naming the field */
export const createMailboxOf = (ctx: Ctx, input: MailboxInput): Promise<MailboxView> =>
  ctx.tx((tx) => putMailbox(tx, ctx, null, input));

/** A password that is left out stays as it was. @throws Problem 404, 422 naming the field */
export const updateMailboxOf = (ctx: Ctx, id: string, input: MailboxInput): Promise<MailboxView> =>
  ctx.tx(async (tx) => {
    const before = await lockMailbox(tx, id);
    if (before === null || !mayArrange(ctx, before.serviceId)) throw notFound('mailbox');
    return putMailbox(tx, ctx, before, input);
  });

/**
 * Makes or changes a mailbox inside somebody else's transaction: routes, first-run page and demo alike. Another
 * account, server or folder is read from its beginning; what is here already is not taken twice.
 * @throws Problem 422 naming the field
 */
export async function putMailbox(
  tx: Tx,
  ctx: Ctx,
  before: MailboxRow | null,
  input: MailboxInput,
): Promise<MailboxView> {
  const place = await entryPointPlace(tx, input.entryPointId);
  if (place === null || !mayArrange(ctx, place.serviceId))
    throw invalid('entryPointId', 'no such entry point');
  if (place.channel !== 'email' && place.channel !== 'pec')
    throw invalid('entryPointId', 'an entry point of the channel email or pec');
  const { password, ...settings } = input;
  if (before === null && (password === undefined || password === ''))
    throw invalid('password', 'a new mailbox needs one');
  for (const field of ['host', 'username', 'folder', 'password'] as const)
    if (/\p{Cc}/u.test(input[field] ?? '')) throw invalid(field, 'has control characters');
  // What another administrator could have pointed elsewhere must not carry the old password along.
  const elsewhere =
    before !== null &&
    (before.host !== settings.host || before.port !== settings.port || before.secure !== settings.secure);
  const sealed =
    password === undefined || password === ''
      ? before!.password
      : seal(ctx.platform.secret, passwordPurpose, password);
  if (elsewhere && sealed === before.password)
    throw invalid('password', 'give it again when the server, port or encryption changes');
  const id = before?.id ?? newId();
  if (before === null) await insertMailbox(tx, { id, ...settings, password: sealed });
  else {
    const otherFolder =
      elsewhere || before.username !== settings.username || before.folder !== settings.folder;
    await changeMailbox(tx, id, {
      ...settings,
      password: sealed,
      state: 'new',
      ...(otherFolder ? { uidValidity: null, lastUid: 0 } : {}),
    });
  }
  await audit(tx, ctx.actor, {
    action: `mailbox.${before === null ? 'created' : 'changed'}`,
    objectType: 'mailbox',
    objectId: id,
    serviceId: place.serviceId,
    before: before === null ? null : settingsOf(before),
    after: { ...settings, password },
  });
  await tellChange(tx, ctx, id, place.serviceId);
  return viewOf((await findMailbox(tx, id))!);
}

const settingsOf = (row: MailboxRow) => ({
  entryPointId: row.entryPointId,
  host: row.host,
  port: row.port,
  secure: row.secure,
  username: row.username,
  folder: row.folder,
  active: row.active,
  pollSeconds: row.pollSeconds,
});

const tellChange = (tx: Tx, ctx: Ctx, id: string, serviceId: string) =>
  record(tx, ctx.actor, {
    kind: 'config.changed',
    subjectId: id,
    serviceId,
    data: { what: 'mailbox', id },
  });

/**
 * Reads a mailbox again from the UID after `fromUid`: what is here already is not taken twice. For the route and
 * the command line. @throws Problem 404
 */
export const replayMailbox = (ctx: Ctx, id: string, fromUid: number): Promise<void> =>
  ctx.tx(async (tx) => {
    const before = await lockMailbox(tx, id);
    if (before === null || !mayArrange(ctx, before.serviceId)) throw notFound('mailbox');
    await changeMailbox(tx, id, { lastUid: fromUid });
    await audit(tx, ctx.actor, {
      action: 'mailbox.replayed',
      objectType: 'mailbox',
      objectId: id,
      serviceId: before.serviceId,
      before: { lastUid: before.lastUid },
      after: { lastUid: fromUid },
    });
    await tellChange(tx, ctx, id, before.serviceId);
  });
