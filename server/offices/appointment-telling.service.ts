import { organisationName } from '#server/access/index.ts';
import { sms } from '#server/channels/index.ts';
import { sendNotice } from '#server/contacts/index.ts';
import { customersByIds, reachOf } from '#server/customers/index.ts';
import type { Ctx, Tx } from '#server/platform/index.ts';
import { appointmentNotice, type NoticeAbout } from './appointment-notices.rules.ts';
import { appointmentPlace } from './appointments.read.ts';
import { changeAppointment, lockAppointment, noteNotice, noticeSent } from './appointments.store.ts';
import { toldOffer } from './offices.read.ts';

/**
 * Tells a customer of their appointment in the transaction that changes it: by mail, or by SMS where no mail address is
 * known; each thing once. A reminder of what is no longer booked, or is over, is not sent.
 */
export async function tellOfAppointment(tx: Tx, ctx: Ctx, id: string, about: NoticeAbout): Promise<void> {
  const row = await lockAppointment(tx, id);
  if (row === null) return;
  const now = ctx.clock.now();
  if (about === 'reminder') {
    if (row.remindAt === null || row.remindAt > now) return;
    await changeAppointment(tx, id, { remindAt: null });
    if (row.state !== 'booked' || row.startsAt <= now) return;
  }
  // What was over before anybody wrote of it is no news.
  if (row.startsAt <= now) return;
  const said = { appointmentId: id, version: row.version, about };
  if (!(await noteNotice(tx, { ...said, at: now }))) return;
  const { mail, phone } = await reachOf(tx, row.customerId);
  if (mail === null && phone === null) return;
  const offer = await toldOffer(tx, row.bookableId, row.officeId);
  const place = await appointmentPlace(tx, id);
  const customers = await customersByIds(tx, [row.customerId]);
  const known = customers.get(row.customerId)?.name ?? '';
  const notice = appointmentNotice(about, row.language, {
    number: row.number,
    // Whoever is known by an address only is not greeted by it.
    customerName: known.includes('@') || /^\+?\d/.test(known) ? '' : known,
    subject: offer.name,
    bring: offer.bring,
    office: offer.officeName,
    address: offer.address,
    timeZone: place!.zone,
    start: row.startsAt,
    byOffice: row.endedBy === 'office',
    reason: row.reason,
    organisation: await organisationName(tx),
  });
  if (mail !== null) {
    const sent = await sendNotice(tx, ctx, {
      customerId: row.customerId,
      serviceId: place!.serviceId,
      teamId: place!.teamId,
      subject: notice.subject,
      text: notice.letter,
      language: row.language,
    });
    // Held back for a person, it is theirs to send.
    if (sent !== null && 'held' in sent) return;
    if (sent !== null) return noticeSent(tx, said, 'email');
  }
  if (phone === null) return;
  await sms.smsMedium.send(tx, ctx, { to: phone, text: notice.line });
  await noticeSent(tx, said, 'sms');
}
