export { startIntake, storeRaw, retryRaw, type ArrivingMail, type Intake } from './intake.service.ts';
export { mailEntryPoints } from './intake.read.ts';
export { deliverByRelay, deliverToOutbox, mailTransport, sendJob, type Deliver } from './outbound.service.ts';
export { addressKey } from './mime.ts';
export { sanitiseHtml } from './sanitise.ts';
export { rawContent, rawOfMessage } from './raw.read.ts';
export { startSmtpReceiver } from './smtp-receiver.ts';
export { emailRoutes } from './email.routes.ts';
export { putMailbox, replayMailbox, type MailboxInput } from './mailboxes.service.ts';
