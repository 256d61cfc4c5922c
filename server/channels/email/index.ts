export {
  startIntake,
  storeRaw,
  tellIntake,
  retryRaw,
  type ArrivingMail,
  type Intake,
} from './intake.service.ts';
export { mailEntryPoints } from './intake.read.ts';
export type { Deliver } from './delivery.ts';
export { deliverByRelay, deliverToOutbox, mailTransport } from './outbound.service.ts';
export { emailConsumers, emailJobs } from './email.jobs.ts';
export { addressKey } from './mime.ts';
export { sanitiseHtml } from './sanitise.ts';
export { rawContent, rawOfMessage } from './raw.read.ts';
export { startSmtpReceiver } from './smtp-receiver.ts';
export { emailRoutes } from './email.routes.ts';
export { putMailbox, replayMailbox, type MailboxInput } from './mailboxes.service.ts';
export { startMailboxes } from './imap.service.ts';
