import type { Consumer, Job } from '#server/platform/index.ts';
import { callbackLinks } from './callback-links.service.ts';
import { formConfirmations } from './confirmations.service.ts';
import type { Deliver } from './delivery.ts';
import { letterJob } from './letters/letters.service.ts';
import { sendJob } from './outbound.service.ts';
import { noticeJob } from './notices.service.ts';
import { chatTranscripts, transcriptJob } from './transcripts.service.ts';

/** What the mail channel does when others tell what happened. */
export const emailConsumers: Consumer[] = [formConfirmations, chatTranscripts, callbackLinks];

/** What leaves by mail, by the given way: a relay or the local outbox. */
export const emailJobs = (deliver: Deliver): Job[] => [
  sendJob(deliver),
  transcriptJob(deliver),
  noticeJob(deliver),
  letterJob(deliver),
];
