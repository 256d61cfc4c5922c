import {
  digest,
  newId,
  isConnectionError,
  saveFiles,
  singleFlight,
  type Ctx,
  type Tx,
} from '#server/platform/index.ts';
import { fileNext } from './filing.service.ts';
import { insertRaw, type NewRaw } from './raw.store.ts';

/** A mail as a receiver hands it in: the bytes and what the transport knew of it. */
export interface ArrivingMail {
  content: Buffer;
  entryPointId: string;
  source: NewRaw['source'];
  envelopeFrom: string | null;
  envelopeTo: string[];
  mailboxId?: string;
  uidValidity?: number;
  uid?: number;
}

export interface Intake {
  /** Resolves once the raw mail is committed: only then may its sender be told that it was taken. */
  accept(mail: ArrivingMail): Promise<string>;
  /** Files what waits; called by itself after each acceptance. */
  wake(): void;
  stop(): Promise<void>;
}

// Larger mails go to the file store: a row of the database is no place for them.
const inRowLimit = 256 * 1024;
const pollMilliseconds = 1000;

/**
 * The intake of one process. Raw first: mails that arrive while a commit is under way share the next one, so that a
 * burst costs a few commits. Parse after: batches are filed in one transaction; a batch that fails is filed one by
 * one, and what fails alone goes to the quarantine with its reason. Nothing waits for a bad mail and none is lost.
 */
export function startIntake(ctx: Ctx): Intake {
  let waiting: { mail: ArrivingMail; done: (id: string) => void; failed: (error: unknown) => void }[] = [];
  let storing: Promise<void> | null = null;
  let stopped = false;
  const filing = singleFlight(
    async () => {
      while (!stopped && (await fileNext(ctx)));
    },
    (error) => {
      // The poll comes back; a database that is away is told by its supervisor.
      if (!isConnectionError(error)) ctx.log.error({ err: error }, 'mails could not be filed');
    },
  );
  const { wake } = filing;
  const poll = setInterval(wake, pollMilliseconds);
  const deaf = ctx.platform.live.onWhisper((whisper) => {
    if (whisper.kind === arrived) wake();
  });
  wake();

  function accept(mail: ArrivingMail): Promise<string> {
    return new Promise((done, failed) => {
      waiting.push({ mail, done, failed });
      storing ??= store().finally(() => {
        storing = null;
      });
    });
  }

  async function store(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        const ids = await storeRaw(
          ctx,
          batch.map((one) => one.mail),
        );
        for (const [index, one] of batch.entries()) one.done(ids[index]!);
        wake();
      } catch (error) {
        for (const one of batch) one.failed(error);
      }
    }
  }

  return {
    accept,
    wake,
    async stop() {
      stopped = true;
      filing.stop();
      clearInterval(poll);
      deaf();
      await storing;
      await filing.idle();
    },
  };
}

/** The whisper that raw mails wait: intakes of all processes listen for it, their poll finds what it misses. */
const arrived = 'mail.arrived';

/** Tells the intakes, here and in other processes, that raw mails have been kept past them. */
export const tellIntake = (ctx: Ctx): void => ctx.platform.live.whisper({ kind: arrived, data: {} });

/**
 * Keeps raw mails in one commit; the answer is their ids, in order.
 * @param also runs in the same transaction, told how many of the mails are new here: a mailbox moves its cursor so
 */
export async function storeRaw(
  ctx: Ctx,
  mails: readonly ArrivingMail[],
  also?: (tx: Tx, fresh: number) => Promise<void>,
): Promise<string[]> {
  const large = new Map<ArrivingMail, string>();
  for (const mail of mails)
    if (mail.content.length > inRowLimit) large.set(mail, await ctx.platform.files.put(mail.content));
  return ctx.tx(async (tx) => {
    const kept = [...large];
    const files = await saveFiles(
      tx,
      kept.map(([mail, sha256]) => ({ sha256, size: mail.content.length, type: 'message/rfc822' })),
    );
    const fileOf = new Map(kept.map(([mail], index) => [mail, files[index]!.id]));
    const rows = mails.map((mail): NewRaw => {
      const fileId = fileOf.get(mail) ?? null;
      return {
        id: newId(),
        entryPointId: mail.entryPointId,
        source: mail.source,
        mailboxId: mail.mailboxId ?? null,
        uidValidity: mail.uidValidity ?? null,
        uid: mail.uid ?? null,
        envelopeFrom: mail.envelopeFrom,
        envelopeTo: mail.envelopeTo,
        size: mail.content.length,
        content: fileId === null ? mail.content : null,
        fileId,
        sha256: large.get(mail) ?? digest(mail.content),
      };
    });
    const fresh = await insertRaw(tx, rows);
    await also?.(tx, fresh);
    return rows.map((row) => row.id);
  });
}
