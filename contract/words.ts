import { z } from 'zod';

// The closed lists of the domain, in one place.
export const channels = [
  'phone',
  'email',
  'pec',
  'form',
  'chat',
  'sms',
  'social',
  'fax',
  'letter',
  'desk',
  'kiosk',
  'portal',
] as const;
export const channel = z.enum(channels);
export type Channel = z.output<typeof channel>;
/**
 * Every medium on which work is routed: those of the customers, and steps of cases, which nobody writes from outside.
 * Capacity, profiles, rules and promises are told for each of these.
 */
export const workChannels = [...channels, 'case'] as const;
export const workChannel = z.enum(workChannels);
export type WorkChannel = z.output<typeof workChannel>;

/** What a unit of work is: somebody's contact, a step of a case, a call we owe, a person at an office. */
export const contactKinds = ['contact', 'case_step', 'callback', 'desk_visit'] as const;
export const contactKind = z.enum(contactKinds);
export type ContactKind = z.output<typeof contactKind>;

export const contactStates = [
  'scheduled',
  'queued',
  'offered',
  'active',
  'wrap_up',
  'closed',
  'abandoned',
  'expired',
  'cancelled',
] as const;
export const contactState = z.enum(contactStates);
export type ContactState = z.output<typeof contactState>;

export const presence = z.enum(['offline', 'available', 'not_ready']);
export type Presence = z.output<typeof presence>;
/** Why an agent is not ready. `break` and `meal` are unproductive, the others productive. */
export const presenceReason = z.enum(['break', 'meal', 'training', 'meeting', 'back_office', 'coaching']);
/** Computed, never declared. */
export const routingStatus = z.enum([
  'off_queue',
  'idle',
  'offered',
  'interacting',
  'wrap_up',
  'not_responding',
]);

/** The name by which a voice gateway calls itself. */
export const gatewayName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'lower-case letters, digits and hyphens');

export const languages = ['it', 'en', 'fr', 'de', 'es', 'ar', 'pl', 'ru', 'ro'] as const;
export const staffLanguage = z.enum(['it', 'en']);

export const caseStatuses = ['open', 'in_progress', 'waiting', 'solved', 'closed'] as const;
export const caseStatus = z.enum(caseStatuses);
/** The three levels of service. */
export const caseLevels = ['front', 'back', 'centre'] as const;
export const caseLevel = z.enum(caseLevels);

export const identityTypes = [
  'email',
  'pec',
  'phone',
  'fiscal_code',
  'vat_number',
  'social',
  'card',
  'customer_number',
  'visitor',
] as const;
export const identityType = z.enum(identityTypes);

export const wrapUpMode = z.enum(['none', 'optional', 'mandatory', 'mandatory_timed', 'forced_timed']);

/** Everything a role or an API token can be allowed. */
export const permissions = [
  'contact.read', // see contacts, conversations and messages in scope
  'contact.handle', // take, accept, answer, transfer, wrap up
  'contact.call', // call numbers from the desk, in the name of a service
  'contact.assign', // give a contact to somebody else, pull it back
  'contact.listen', // follow a colleague's chat or call live, whisper, step in; only under an agreement with the staff
  'contact.export',
  'customer.read',
  'customer.write',
  'case.read',
  'case.write',
  'clock.manage', // pause time limits and let them go on
  'compensation.decide', // approve or refuse automatic compensations
  'compensation.bill', // hand compensations to billing, note that they are paid
  'desk.receive', // register who comes to a desk, see who waits there
  'routing.presence', // one's own presence
  'routing.supervise', // other people's presence, queues' emergency switch
  'recording.listen', // listen to recorded calls of others
  'recording.download', // take the sound of a recording away
  'recording.manage', // legal hold, deletion, who listened
  'recording.pause', // for a payment page: pause while card data are typed
  'live.read', // the supervisors' live figures
  'knowledge.read',
  'knowledge.write', // articles and standard texts: write, hand in, do what they ask for
  'knowledge.approve', // publish what somebody else has written, withdraw
  'email.quarantine', // see and retry mails that could not be filed
  'email.intake', // hand in raw mails
  'voice.gateway', // carry calls: tell what happens to them, hear what is wanted
  'sms.gateway', // hand short messages in and out
  'flow.read', // see self-service flows and what happens in them
  'flow.edit', // draw and try them; nothing of it reaches the public
  'flow.publish', // let the public have them; secrets and hosts they call
  'admin.read', // see how things are configured
  'admin.staff', // staff, roles, teams, tokens
  'admin.routing', // queues, skills, profiles, entry points, hours
  'admin.knowledge', // classification, outcomes, types of cases, notices
  'admin.clocks', // standards, their values and validity, which regulations a service is under
  'admin.mail', // mailboxes, outbox
  'admin.webhooks',
  'audit.read',
] as const;
export const permission = z.enum(permissions);
export type Permission = z.output<typeof permission>;
