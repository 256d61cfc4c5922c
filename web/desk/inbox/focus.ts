import { announce, textOf } from '#web/kit/index.ts';

// Whose composer is to have the focus as soon as it is there: a contact that was just taken is going to be answered.
let wanted: { contact: string; until: number } | null = null;
// After this (ms) somebody has gone on to something else.
const patience = 10_000;

/** The contact is in my hands now: its composer gets the focus, and a screen reader says whose it is. */
export function answerNow({
  id,
  customerName,
  channel,
}: {
  id: string;
  customerName: string;
  channel: string;
}): void {
  // On the telephone one speaks: the keys of the call come first.
  if (channel !== 'phone') wanted = { contact: id, until: Date.now() + patience };
  announce(textOf('inbox')('offer.taken', { name: customerName }));
}

/** Whether this contact's composer is to take the focus; true once. */
export function takesFocus(contact: string): boolean {
  if (wanted?.contact !== contact || wanted.until < Date.now()) return false;
  wanted = null;
  return true;
}
