import { sendAutomatic } from '#server/contacts/index.ts';
import type { Consumer, Ctx, Tx } from '#server/platform/index.ts';
import { noteConfirmation } from './confirmations.store.ts';
import { mailEntryPoints } from './intake.read.ts';
import { addressKey, isAddress } from './mime.ts';
import { mailAddressOf } from './outbound.read.ts';
import { acknowledgement } from './sentences.ts';

const day = 24 * 3_600_000;
/** An address that somebody else typed into our forms must not drown: so many of one kind in 24 hours. */
const mostPerDay = 5;

/**
 * Whether a machine may write to this address now: a real one, not one of our own (that would be a loop), and not
 * too often. A yes is noted; a confirmation of receipt is sent once per conversation.
 */
export async function mayWriteTo(
  tx: Tx,
  ctx: Ctx,
  wish: { conversationId: string; kind: 'received' | 'transcript' | 'callback'; address: string },
): Promise<boolean> {
  if (!isAddress(wish.address)) return false;
  const address = addressKey(wish.address);
  if ((await mailEntryPoints(tx)).some((one) => addressKey(one.address) === address)) return false;
  const at = ctx.clock.now();
  return noteConfirmation(tx, {
    ...wish,
    address,
    at,
    since: new Date(at.getTime() - day),
    most: mostPerDay,
  });
}

/** Confirms to the writer that a message has arrived, with its number, where that is allowed. */
export async function confirmReceipt(
  tx: Tx,
  ctx: Ctx,
  message: { conversationId: string; address: string; language: string; number: string; own?: unknown },
): Promise<void> {
  const { conversationId, address, language, number, own } = message;
  if (await mayWriteTo(tx, ctx, { conversationId, kind: 'received', address }))
    await sendAutomatic(tx, ctx, conversationId, acknowledgement(language, number, own));
}

/** Who wrote by a web form gets a confirmation by mail. */
export const formConfirmations: Consumer = {
  name: 'email.form-confirmations',
  kinds: ['form.submitted'],
  async handle(tx, ctx, { data, serviceId }) {
    const { conversation, number, email, language } = data as Record<string, string | null | undefined>;
    // Who is told of the case that the form opened need not hear of it twice.
    if (conversation == null || number == null || email == null || data['told'] === true) return;
    if ((await mailAddressOf(tx, serviceId)) === null) {
      ctx.log.info({ conversation }, 'a form was not confirmed: its service has no mail address');
      return;
    }
    await confirmReceipt(tx, ctx, {
      conversationId: conversation,
      address: email,
      language: language ?? 'it',
      number,
    });
  },
};
