import { createHmac } from 'node:crypto';
import type { FieldValues } from '#contract/case-types.ts';
import type { FlowLanguage } from '#contract/flow-graph.ts';
import type { Output } from '#contract/route.ts';
import type { PublicCaseType, submitForm } from '#contract/widget.ts';
import { organisationName } from '#server/access/index.ts';
import { receive } from '#server/contacts/index.ts';
import {
  conflict,
  isUniqueViolation,
  newId,
  notFound,
  Problem,
  record,
  saveFiles,
  tooMany,
  type Ctx,
  type FieldError,
} from '#server/platform/index.ts';
import { publicEntryPoint, type PublicEntryPoint } from '../visitors/entry-points.read.ts';
import { acceptedExtensions, judgeFile } from '../visitors/files.rules.ts';
import { hoursNow, hoursOf } from '../visitors/hours.ts';
import type { Parts } from '../visitors/multipart.ts';
import { createRate } from '../visitors/rate.rules.ts';
import { publicLanguage, sentence, visitorLanguage } from '../visitors/sentences.ts';
import { formSettings, originAllowed, type FormSettings } from '../visitors/settings.rules.ts';
import { subjectsFor, type Subject } from './form.read.ts';
import { readFields, type FormFields } from './form.rules.ts';
import {
  fileSubmission,
  insertSubmission,
  submissionByKey,
  useNonce,
  type KeptFields,
  type Submission,
} from './form.store.ts';
import { faultOf, givenFields, onlineCases } from './online.ts';
import { challengeMilliseconds, checkSolution, makeChallenge } from './proof-of-work.rules.ts';
import { receiptPath } from './receipt.service.ts';

// Accepted requests, not attempts: a person who mends a field is not punished. Many share one address (an office).
const accepted = createRate({ burst: 20, perMinute: 4 });

/** An active form. @throws Problem 404 */
export async function findForm(
  ctx: Ctx,
  id: string,
): Promise<{ entry: PublicEntryPoint; settings: FormSettings }> {
  const entry = await publicEntryPoint(ctx.db, id, 'form');
  if (entry === null) throw notFound('form');
  return { entry, settings: formSettings(entry.settings) };
}

/** What a form asks, with a fresh task for the browser. @throws Problem 404 */
export async function describeForm(ctx: Ctx, id: string, lang: string) {
  const { entry, settings } = await findForm(ctx, id);
  const language = visitorLanguage(lang);
  const now = ctx.clock.now();
  const [organisation, subjects, hours] = await Promise.all([
    organisationName(ctx.db),
    subjectsFor(ctx.db, entry.serviceId, language),
    hoursOf(ctx, entry, settings.calendarId),
  ]);
  return {
    id: entry.id,
    name: entry.name,
    organisation,
    language,
    subjects: subjects.map(({ id: subject, name, language: named }) => ({
      id: subject,
      name,
      language: named,
    })),
    maxFiles: settings.maxFiles,
    maxFileBytes: settings.maxFileBytes,
    accept: acceptedExtensions,
    open: hours.open,
    accepting: hours.notice === null,
    notice: hours.notice?.[publicLanguage(language)] ?? null,
    announcement: hours.announcement?.[publicLanguage(language)] ?? null,
    privacyUrl: settings.privacyUrl,
    caseType: await caseTypeOf(ctx, entry, settings, language),
    challenge: makeChallenge(ctx.platform.secret, entry.id, settings.difficulty, now.getTime()),
  };
}

/** What the form asks for the case that it opens. One whose type is no longer for citizens takes messages, and says so in the log. */
async function caseTypeOf(
  ctx: Ctx,
  entry: PublicEntryPoint,
  { opens }: FormSettings,
  language: FlowLanguage,
): Promise<PublicCaseType | null> {
  const type = opens === null ? null : await onlineCases().asked(ctx.db, opens, language);
  if (opens !== null && type === null)
    ctx.log.warn({ form: entry.id, type: opens }, 'a form opens cases of a type that citizens may not open');
  return type;
}

const refused = (fields: FieldError[], code = 'invalid') =>
  new Problem(422, code, `Not acceptable: ${fields.map((one) => one.field).join(', ')}.`, fields);

/**
 * Takes a filled-in form: fields, task and files are checked, then submission, contact and event are written in one
 * transaction. The same `clientKey` again gets the first answer.
 * @throws Problem 422 naming the fields, 409 `not_taken` with the words of a full or closed queue, 403 for a page that may not show this form, 429
 */
export async function submit(
  ctx: Ctx,
  id: string,
  parts: Parts,
  from: { ip: string; origin: string | undefined },
): Promise<Output<typeof submitForm>> {
  const { entry, settings } = await findForm(ctx, id);
  const language = visitorLanguage(parts.fields['language'] ?? entry.language);
  if (!originAllowed(settings.origins, from.origin, [new URL(ctx.platform.config.publicUrl).origin]))
    throw new Problem(403, 'origin', 'This form may not be sent from that site.');
  const subjects = await subjectsFor(ctx.db, entry.serviceId, language);
  const read = readFields(parts.fields, new Set(subjects.map((subject) => subject.id)), language);
  const { kept, errors: fileErrors } = await judgeFiles(parts, settings, language);
  const online = await onlineOf(ctx, parts, settings, language);
  const faults = (online?.faults ?? []).map((fault) => faultOf(fault, language));
  const errors = ['errors' in read ? read.errors : [], faults, fileErrors].flat();
  if ('errors' in read || errors.length > 0) throw refused(errors);
  const { fields } = read;

  if (fields.clientKey !== null) {
    const before = await submissionByKey(ctx.db, id, fields.clientKey);
    if (before !== null) return answer(ctx, id, before, language);
  }
  checkChallenge(ctx, id, settings, parts.fields);
  const now = ctx.clock.now();
  if (!accepted.take(from.ip, now.getTime()))
    throw tooMany('Too many requests from this address.', accepted.wait(from.ip, now.getTime()));

  const stored = await Promise.all(
    kept.map(async (file) => ({
      ...file,
      sha256: await ctx.platform.files.put(file.content),
      size: file.content.length,
    })),
  );
  const subject = subjects.find((one) => one.id === fields.subject);
  try {
    const filed = await file(ctx, entry, {
      settings,
      fields,
      subject,
      stored,
      online,
      language,
      ip: from.ip,
      nonce: parts.fields['nonce'] ?? '',
    });
    // Kept and counted, but nobody's work: whoever sent it must know.
    if ('refused' in filed) throw conflict('not_taken', filed.refused);
    return answer(ctx, id, filed, language);
  } catch (error) {
    // The same filling-in on two connections at once: the first has won, both get its number.
    if (fields.clientKey === null || !isUniqueViolation(error, 'submission_once')) throw error;
    const before = await submissionByKey(ctx.db, id, fields.clientKey);
    if (before === null) throw error;
    return answer(ctx, id, before, language);
  }
}

const answer = (ctx: Ctx, form: string, { id, number, at }: Submission, language: FlowLanguage) => ({
  number: number ?? '',
  message: sentence(language, 'received', { number: number ?? '' }),
  at: at.toISOString(),
  receipt: receiptPath(ctx, form, id),
});

/**
 * What was filled in for the case that the form opens; null: it was shown as a message, as by a form inside a chat.
 * @throws Problem 422 `form_changed` where the page shows another type than the form has by now
 */
async function onlineOf(ctx: Ctx, parts: Parts, { opens }: FormSettings, language: FlowLanguage) {
  const shown = parts.fields['opens'] ?? '';
  if (shown === '') return null;
  const judged =
    shown === opens ? await onlineCases().judged(ctx.db, opens, givenFields(parts.fields)) : null;
  if (judged === null)
    throw refused([{ field: 'opens', message: sentence(language, 'formChanged') }], 'form_changed');
  return { type: shown, ...judged };
}

async function judgeFiles(parts: Parts, settings: FormSettings, language: FlowLanguage) {
  const errors: FieldError[] = [];
  const kept: { name: string; type: string; content: Buffer }[] = [];
  if (parts.files.length > settings.maxFiles)
    errors.push({
      field: 'files',
      message: sentence(language, 'tooManyFiles', { count: settings.maxFiles }),
    });
  else
    for (const one of parts.files) {
      const verdict = await judgeFile(one, settings.maxFileBytes);
      if (verdict.ok) kept.push({ name: verdict.name, type: verdict.type, content: one.content });
      else
        errors.push({
          field: 'files',
          message: sentence(language, verdict.why, {
            name: verdict.name,
            size: Math.floor(settings.maxFileBytes / 1_000_000),
          }),
        });
    }
  return { kept, errors };
}

function checkChallenge(ctx: Ctx, id: string, settings: FormSettings, fields: Record<string, string>): void {
  const given = {
    nonce: fields['nonce'] ?? '',
    difficulty: Number(fields['difficulty'] ?? NaN),
    signature: fields['signature'] ?? '',
  };
  const verdict = checkSolution(
    ctx.platform.secret,
    id,
    given,
    fields['solution'] ?? '',
    ctx.clock.now().getTime(),
  );
  // A task given before the difficulty was raised runs out on its own; one that is too easy is asked anew.
  if (verdict === 'expired' || (verdict === 'ok' && given.difficulty < settings.difficulty))
    throw refused([{ field: 'nonce', message: 'has expired: load the form again' }], 'challenge_expired');
  if (verdict === 'forged')
    throw refused([{ field: 'signature', message: 'is not of a task given for this form' }], 'challenge');
  if (verdict === 'unsolved')
    throw refused([{ field: 'solution', message: 'does not solve the task' }], 'challenge');
}

interface Accepted {
  settings: FormSettings;
  fields: FormFields;
  subject: Subject | undefined;
  stored: { name: string; type: string; sha256: string; size: number }[];
  online: { type: string; values: FieldValues } | null;
  language: FlowLanguage;
  ip: string;
  nonce: string;
}

const file = (ctx: Ctx, entry: PublicEntryPoint, one: Accepted): Promise<Submission | { refused: string }> =>
  ctx.tx(async (tx) => {
    const now = ctx.clock.now();
    const { fields, subject, language } = one;
    const id = newId();
    if (!(await useNonce(tx, one.nonce, now, new Date(now.getTime() - 2 * challengeMilliseconds))))
      throw refused(
        [{ field: 'nonce', message: 'was used already: load the form again' }],
        'challenge_expired',
      );
    const files = await saveFiles(
      tx,
      one.stored.map(({ sha256, size, type }) => ({ sha256, size, type })),
    );
    const [received] = await receive(tx, ctx, [
      {
        channel: 'form',
        entryPoint: {
          id: entry.id,
          serviceId: entry.serviceId,
          queueId: subject?.queueHint ?? entry.queueId,
        },
        customer: {
          // The address that is answered to. A telephone number somebody types is told to the agent, and opens no record.
          identities: [{ type: 'email', value: fields.email }],
          name: fields.name,
          language,
        },
        hours: await hoursNow({ db: tx, clock: ctx.clock }, entry, one.settings.calendarId),
        subject: subject?.staffName ?? entry.name,
        language,
        at: now,
        message: {
          sender: fields.email,
          senderName: fields.name,
          recipients: [],
          subject: subject?.staffName ?? entry.name,
          text: fields.message,
          clientId: id,
          meta: { form: { submission: id, name: fields.name, phone: fields.phone } },
          attachments: one.stored.map(({ name, type, size }, index) => ({
            fileId: files[index]!.id,
            name,
            type,
            size,
          })),
        },
        context: { prefill: { name: fields.name, email: fields.email, phone: fields.phone } },
        classificationId: subject?.id ?? null,
      },
    ]);
    if (received!.blocked !== null) return { refused: received!.blocked.text[publicLanguage(language)] };
    const opened =
      one.online === null
        ? null
        : await onlineCases().open(tx, ctx, {
            ...one.online,
            contact: received!.contactId!,
            text: fields.message,
            language,
          });
    const number = opened?.number ?? received!.contactNumber;
    await insertSubmission(tx, {
      id,
      entryPointId: entry.id,
      clientKey: fields.clientKey,
      fields: {
        ...fields,
        language,
        files: one.stored,
        ...(subject === undefined ? {} : { subjectName: subject.name }),
        ...(opened === null ? {} : { online: { name: opened.name, answers: opened.answers } }),
      } satisfies KeptFields,
      // Enough to see that many came from one address, not which.
      ipHash: createHmac('sha256', ctx.platform.secret)
        .update(`form-ip:${one.ip}`)
        .digest('hex')
        .slice(0, 24),
      at: now,
    });
    await fileSubmission(tx, id, {
      contactId: received!.contactId,
      conversationId: received!.conversationId,
      number,
    });
    // The acknowledgement by e-mail hangs on this.
    await record(tx, ctx.actor, {
      kind: 'form.submitted',
      subjectId: received!.conversationId,
      serviceId: entry.serviceId,
      data: {
        submission: id,
        entryPoint: entry.id,
        contact: received!.contactId,
        conversation: received!.conversationId,
        number,
        email: fields.email,
        language,
        // The news of the opening says it already.
        told: opened?.told ?? false,
      },
    });
    return { id, number, at: now };
  });
