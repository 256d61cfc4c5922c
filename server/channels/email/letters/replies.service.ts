import { contentTypeOf } from '#server/platform/content-type.ts';
import { newId, record, saveFiles, type Ctx, type Tx } from '#server/platform/index.ts';
import { isAbout, readDeliveryReport } from '../bounce.rules.ts';
import type { ReadMail } from '../incoming.service.ts';
import { ownMessageUuid } from '../message-id.ts';
import { addressKey } from '../mime.ts';
import { saysNothingOwn, splitQuotedText } from '../quoted.ts';
import { judgeReply, letterNumbers } from './letter-mark.rules.ts';
import { namedLetters, type NamedLetter } from './letters.read.ts';
import { insertReply, type ReplyFile } from './letters.store.ts';

// Answers to letters, on their way in: whoever wrote the letter hears of them by an event. They open no conversation.

const mostReferences = 50;
const mostText = 200_000;
/** A picture in the text that is smaller is a part of a signature; a larger one was pasted to say something (bytes). */
const pastedFrom = 20_000;

/** What a mail is to a thread of letters. */
interface Claim {
  thread: string;
  kind: 'answer' | 'away' | 'undelivered' | 'doubtful';
  why: string | null;
}

/**
 * Keeps those of the mails that belong to letters.
 * @returns which of them were kept; the others go the way of every mail
 */
export async function keepReplies(tx: Tx, ctx: Ctx, mails: readonly ReadMail[]): Promise<Set<ReadMail>> {
  const { secret } = ctx.platform;
  const facts = mails.map((one) => {
    const report = one.kind.kind === 'bounce' ? readDeliveryReport(one.mail) : null;
    const named = [...(report?.originalMessageIds ?? []), ...one.mail.references, ...one.mail.inReplyTo];
    return {
      one,
      report,
      ids: named.slice(-mostReferences).flatMap((id) => ownMessageUuid(secret, id) ?? []),
      numbers: letterNumbers(secret, one.mail.subject),
    };
  });
  const letters = await namedLetters(tx, {
    ids: [...new Set(facts.flatMap(({ ids }) => ids))],
    numbers: [...new Set(facts.flatMap(({ numbers }) => numbers.map(({ number }) => number)))],
  });
  const kept = new Set<ReadMail>();
  if (letters.length === 0) return kept;
  for (const { one, report, ids, numbers } of facts) {
    const here = letters.filter(({ service }) => service === one.entryPoint.serviceId);
    // The nearest letter wins: references are given oldest first.
    const proven =
      ids.toReversed().flatMap((id) => here.find((letter) => letter.id === id) ?? [])[0] ??
      here.find((letter) => numbers.some(({ number, proven: right }) => right && number === letter.number));
    const guessed = here.find((letter) => numbers.some(({ number }) => number === letter.number));
    const claim =
      report === null
        ? claimed(one, proven ?? null, guessed ?? null)
        : proven !== undefined &&
            report.recipients.some(({ outcome }) => outcome === 'failed') &&
            isAbout(one.mail, report, proven.recipients)
          ? { thread: proven.thread, kind: 'undelivered' as const, why: failure(report.recipients) }
          : null;
    if (claim === null) continue;
    await keep(tx, ctx, one, claim);
    kept.add(one);
  }
  return kept;
}

function claimed(one: ReadMail, proven: NamedLetter | null, guessed: NamedLetter | null): Claim | null {
  const letter = proven ?? guessed;
  if (letter === null) return null;
  const verdict = judgeReply({
    mail: one.kind.kind,
    proven: proven !== null,
    known: letter.parties.includes(addressKey(one.mail.from.address)),
  });
  return verdict === null ? null : { thread: letter.thread, ...verdict };
}

const failure = (recipients: ReturnType<typeof readDeliveryReport>['recipients']): string => {
  const worst = recipients.find(({ outcome }) => outcome === 'failed');
  return [worst?.recipient, worst?.status, worst?.diagnostic].filter(Boolean).join(' · ').slice(0, 1000);
};

async function keep(tx: Tx, ctx: Ctx, { row, mail, entryPoint }: ReadMail, claim: Claim): Promise<void> {
  const files: ReplyFile[] = [];
  // A machine's attachments (the mail that came back, a picture of the logo) are nobody's papers.
  if (claim.kind === 'answer' || claim.kind === 'doubtful')
    for (const { name, content, declaredType, size, inline } of mail.attachments) {
      if (inline && size < pastedFrom) continue;
      const { type } = await contentTypeOf(content, name, declaredType);
      files.push({ sha256: await ctx.platform.files.put(content), name, type, size });
    }
  await saveFiles(
    tx,
    files.map(({ sha256, size, type }) => ({ sha256, size, type })),
  );
  const own = splitQuotedText(mail.text).own.trim();
  // Sent before it was written: a person looks at it, and the question stays open.
  const empty = claim.kind === 'answer' && files.length === 0 && saysNothingOwn(mail.text);
  const { kind, why } = empty ? { kind: 'doubtful' as const, why: 'empty' } : claim;
  const id = newId();
  await insertReply(tx, {
    id,
    thread: claim.thread,
    rawId: row.id,
    kind,
    why,
    sender: addressKey(mail.from.address),
    senderName: mail.from.name.slice(0, 200),
    subject: mail.subject.slice(0, 500),
    text: (own === '' ? mail.text.trim() : own).slice(0, mostText),
    files,
    at: row.receivedAt,
  });
  await record(tx, ctx.actor, {
    kind: 'letter.replied',
    subjectId: claim.thread,
    serviceId: entryPoint.serviceId,
    data: { thread: claim.thread, reply: id, kind },
  });
}
