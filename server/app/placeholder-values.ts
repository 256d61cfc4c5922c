import { languages } from '#contract/words.ts';
import { findService, organisationName } from '#server/access/index.ts';
import { casesByIds } from '#server/cases/index.ts';
import { stateIn } from '#server/cases/telling/texts.ts';
import { spokenFields } from '#server/cases/types/fields.rules.ts';
import { definitionOf } from '#server/cases/types/types.store.ts';
import { accessContact } from '#server/contacts/index.ts';
import { customersByIds, reachOf } from '#server/customers/index.ts';
import { nextAppointment } from '#server/offices/index.ts';
import { can, Problem, readSetting, type Ctx } from '#server/platform/index.ts';
import { nextDue, publicNameOf } from './placeholder-values.read.ts';

type Values = Record<string, string | null>;

/**
 * What fills the placeholders of a text in an answer to a contact, as the customer reads it; null: not known here. A case is
 * told only to who may see it, its fields only where everybody may; a customer's addresses to who may look at customers.
 */
export async function placeholderValues(ctx: Ctx, contactId: string, wanted: string): Promise<Values | null> {
  const contact = await accessContact(ctx.db, ctx.actor, contactId, 'contact.read').catch(
    (error: unknown) => {
      if (error instanceof Problem && error.status === 404) return null;
      throw error;
    },
  );
  if (contact === null) return null;
  const language = languages.find((one) => one === wanted) ?? 'it';
  const timeZone = (await readSetting<string>(ctx.db, 'timeZone')) ?? 'Europe/Rome';
  const day = (at: Date) => new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone }).format(at);
  const time = (at: Date) => new Intl.DateTimeFormat(language, { timeStyle: 'short', timeZone }).format(at);
  const customer = (await customersByIds(ctx.db, [contact.customerId])).get(contact.customerId);
  const staffId = ctx.actor.kind === 'staff' ? ctx.actor.id : null;
  const appointment = await ctx.tx((tx) => nextAppointment(tx, ctx, contact.customerId, language));
  const start = appointment === null ? null : new Date(appointment.start);
  const reach = can(ctx.actor, 'customer.read')
    ? await reachOf(ctx.db, contact.customerId)
    : { mail: null, phone: null };
  return {
    'customer.name': customer?.name ?? null,
    'customer.number': customer?.number ?? null,
    'customer.email': reach.mail,
    'customer.phone': reach.phone,
    'contact.number': contact.number,
    'contact.subject': contact.subject,
    'contact.arrivedAt': day(contact.arrivedAt),
    'agent.name': ctx.actor.name,
    'agent.publicName': staffId === null ? null : await publicNameOf(ctx.db, staffId),
    organisation: await organisationName(ctx.db),
    'organisation.service': (await findService(ctx.db, contact.serviceId))?.name ?? null,
    today: day(ctx.clock.now()),
    'appointment.number': appointment?.number ?? null,
    'appointment.day': start === null ? null : day(start),
    'appointment.time': start === null ? null : time(start),
    'appointment.office': appointment === null ? null : `${appointment.office}, ${appointment.address}`,
    ...(await valuesOfCase(ctx, contact.caseId, language, day)),
  };
}

const noCase: Values = Object.fromEntries(
  ['number', 'subject', 'type', 'state', 'openedAt', 'dueAt'].map((name) => [`case.${name}`, null]),
);

async function valuesOfCase(
  ctx: Ctx,
  caseId: string | null,
  language: string,
  day: (at: Date) => string,
): Promise<Values> {
  const [found] = caseId === null ? [] : await casesByIds(ctx.db, ctx.actor, [caseId]);
  if (found === undefined) return noCase;
  const own = language === 'it' ? 'it' : 'en';
  const due = await nextDue(ctx.db, found.id);
  const definition = await definitionOf(ctx.db, found);
  const fields = spokenFields(definition, found.fields, language);
  return {
    'case.number': found.number,
    'case.subject': found.subject,
    'case.type': found.typeName[own],
    'case.state': stateIn(language, { status: found.status, names: found.stateName }),
    'case.openedAt': day(new Date(found.openedAt)),
    'case.dueAt': due === null ? null : day(due),
    ...Object.fromEntries([...fields].map(([key, value]) => [`case.field.${key}`, value])),
  };
}
