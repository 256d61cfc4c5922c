import { ImapFlow } from 'imapflow';
import {
  dropLease,
  isConnectionError,
  record,
  singleFlight,
  takeLease,
  unseal,
  type Ctx,
  type Tx,
} from '#server/platform/index.ts';
import { FolderMissing, onThisMachine, pauseAfter, troubleOf, type MailboxTrouble } from './imap.rules.ts';
import { storeRaw, type ArrivingMail } from './intake.service.ts';
import { passwordPurpose } from './mailboxes.service.ts';
import { activeMailboxes, type MailboxRow } from './mailboxes.read.ts';
import { moveCursor, noteHealth, raiseAlarms } from './mailboxes.store.ts';

/** Times of the mailbox readers; tests make them shorter. */
export interface ImapTiming {
  superviseMilliseconds: number;
  leaseSeconds: number;
  /** After so many polls without success somebody is told. */
  alarmPolls: number;
  pause: typeof pauseAfter;
  /** Milliseconds between polls of a mailbox that is polled every so many seconds. */
  poll: (seconds: number) => number;
}
const usualTiming: ImapTiming = {
  superviseMilliseconds: 5000,
  leaseSeconds: 20,
  alarmPolls: 5,
  pause: pauseAfter,
  poll: (seconds) => seconds * 1000,
};

// A chunk of a folder travels in one FETCH; its mails are committed at the latest when they fill this much memory.
const chunkSize = 50;
const batchBytes = 8 * 1024 * 1024;

const leaseOf = (id: string) => `mailbox:${id}`;

/**
 * Reads the active IMAP mailboxes, each in one process at a time (lease). New mail is heard by IDLE and looked for at
 * each poll; what is fetched is committed together with the cursor, so that nothing is lost and nothing is read for
 * ever. Folders are opened read-only: nothing is deleted there, nothing is marked as seen. A mailbox that fails is
 * tried again with growing pauses and troubles no other one. Changed settings count at once.
 *
 * @param arrived called when raw mails have been committed
 */
export function startMailboxes(
  ctx: Ctx,
  arrived: () => void,
  timing: ImapTiming = usualTiming,
): { stop(): Promise<void> } {
  const held = new Map<string, { version: number; reader: Reader }>();
  const holder = ctx.platform.processId;
  let stopped = false;

  async function supervise(): Promise<void> {
    const rows = new Map((await activeMailboxes(ctx.db)).map((row) => [row.id, row]));
    for (const [id, { version, reader }] of held) {
      const row = rows.get(id);
      if (row?.version === version) continue;
      held.delete(id);
      await reader.stop();
      if (row === undefined) await dropLease(ctx.db, leaseOf(id), holder);
    }
    for (const row of rows.values()) {
      if (stopped) return;
      const epoch = await takeLease(ctx.db, leaseOf(row.id), holder, timing.leaseSeconds);
      const mine = held.get(row.id);
      if (epoch === null) {
        held.delete(row.id);
        await mine?.reader.stop();
      } else if (mine === undefined)
        held.set(row.id, { version: row.version, reader: readMailbox(ctx, row, arrived, timing) });
    }
    await ctx.tx(async (tx) => {
      for (const row of await raiseAlarms(tx, timing.alarmPolls)) {
        ctx.log.error(
          { mailbox: row.id, host: row.host, state: row.state, lastSuccessAt: row.lastSuccessAt },
          'a mailbox could not be read for several polls',
        );
        await tellHealth(tx, ctx, row, { state: row.state, error: row.lastError, alarm: true });
      }
    });
  }

  const rounds = singleFlight(supervise, (error) => {
    // The next round tries again; readers go on meanwhile, and what two of them read is kept once.
    if (!isConnectionError(error)) ctx.log.error({ err: error }, 'mailboxes could not be supervised');
  });
  const { wake } = rounds;

  const timer = setInterval(wake, timing.superviseMilliseconds);
  const unsubscribe = ctx.platform.live.subscribe((events) => {
    if (
      events.some(
        ({ kind, data }) =>
          kind === 'config.changed' && (data['what'] === 'mailbox' || data['what'] === 'entry-point'),
      )
    )
      wake();
  });
  wake();
  return {
    async stop() {
      stopped = true;
      rounds.stop();
      clearInterval(timer);
      unsubscribe();
      await rounds.idle();
      const readers = [...held];
      held.clear();
      await Promise.all(readers.map(([, { reader }]) => reader.stop()));
      for (const [id] of readers) await dropLease(ctx.db, leaseOf(id), holder);
    },
  };
}

const tellHealth = (
  tx: Tx,
  ctx: Ctx,
  row: MailboxRow,
  health: { state: string; error: string | null; alarm: boolean },
) =>
  record(tx, ctx.actor, {
    kind: 'mailbox.health',
    subjectId: row.id,
    serviceId: row.serviceId,
    data: { mailbox: row.id, entryPoint: row.entryPointId, ...health },
  });

interface Reader {
  stop(): Promise<void>;
}

// The settings have changed, or somebody wants the folder read again: another reader takes over.
class Outdated extends Error {}
// Our own database is away: that is no trouble of the mailbox.
class DatabaseFailed extends Error {}

const ours = <T>(work: Promise<T>): Promise<T> =>
  work.catch((error: unknown) => {
    throw error instanceof Outdated ? error : new DatabaseFailed('the database failed', { cause: error });
  });

/** Reads one mailbox until stopped, through any number of connections. */
function readMailbox(ctx: Ctx, row: MailboxRow, arrived: () => void, timing: ImapTiming): Reader {
  const stop = Promise.withResolvers<'stop'>();
  const stopping = new AbortController();
  const cursor = { uidValidity: row.uidValidity, lastUid: row.lastUid };
  let failures = row.failures;

  /** Waits, but not beyond the stop. */
  async function pause(milliseconds: number, wakes: Promise<unknown> = stop.promise): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const over = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, milliseconds);
    });
    await Promise.race([over, stop.promise, wakes]);
    clearTimeout(timer);
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await session();
      } catch (error) {
        if (stopping.signal.aborted || error instanceof Outdated) return;
        if (error instanceof DatabaseFailed) {
          if (!isConnectionError(error.cause))
            ctx.log.error({ err: error.cause, mailbox: row.id }, 'mails of a mailbox could not be kept');
          await pause(2000);
          continue;
        }
        const trouble = troubleOf(error);
        failures += 1;
        ctx.log.warn({ err: error, mailbox: row.id, host: row.host, failures }, 'a mailbox failed');
        await noted(trouble);
        await pause(timing.pause(failures, trouble.state));
      }
    }
  }

  async function noted(trouble: MailboxTrouble | null): Promise<void> {
    const [state, error] = trouble === null ? ['ok', null] : [trouble.state, trouble.words];
    await ctx
      .tx(async (tx) => {
        const news = await noteHealth(tx, row.id, row.version, { state, error, at: ctx.clock.now() });
        if (news) await tellHealth(tx, ctx, row, { state, error, alarm: false });
      })
      .catch((failure: unknown) => {
        if (!isConnectionError(failure))
          ctx.log.error({ err: failure, mailbox: row.id }, 'the health of a mailbox could not be noted');
      });
  }

  function password(): string {
    try {
      return unseal(ctx.platform.secret, passwordPurpose, row.password);
    } catch (error) {
      throw new Error('Its password was kept under another FILO_SECRET: enter it again', { cause: error });
    }
  }

  async function session(): Promise<void> {
    const client = new ImapFlow({
      host: row.host,
      port: row.port,
      secure: row.secure,
      // Without TLS from the start the connection must be upgraded, or stay on this machine.
      ...(row.secure || onThisMachine(row.host) ? {} : { doSTARTTLS: true }),
      auth: { user: row.username, pass: password() },
      logger: false,
      clientInfo: { name: 'Filodiretto' },
      autoIdleDelay: 50,
      connectionTimeout: 20_000,
      greetingTimeout: 16_000,
      socketTimeout: row.pollSeconds * 1000 + 60_000,
    });
    let broke: Error | null = null;
    let news = false;
    let ring = Promise.withResolvers<void>();
    client.on('error', (error: Error) => {
      broke = error;
      ring.resolve();
    });
    client.on('close', () => ring.resolve());
    client.on('exists', () => {
      news = true;
      ring.resolve();
    });
    const cut = () => client.close();
    stopping.signal.addEventListener('abort', cut);
    try {
      await client.connect();
      for (;;) {
        // A poll opens the folder afresh: one that was deleted and made anew looks empty to who had it open.
        if (!news) await openFolder(client);
        news = false;
        ring = Promise.withResolvers();
        await readNew(client);
        failures = 0;
        await noted(null);
        if (!news && client.usable) await pause(timing.poll(row.pollSeconds), ring.promise);
        if (stopping.signal.aborted) return;
        if (!client.usable)
          throw broke ?? Object.assign(new Error('the connection was closed'), { code: 'EConnectionClosed' });
      }
    } finally {
      stopping.signal.removeEventListener('abort', cut);
      client.close();
    }
  }

  async function openFolder(client: ImapFlow): Promise<void> {
    const folder = await client.mailboxOpen(row.folder, { readOnly: true }).catch((error: unknown) => {
      if (!client.usable) throw error;
      throw new FolderMissing(`The folder ${row.folder} cannot be opened.`, { cause: error });
    });
    const uidValidity = Number(folder.uidValidity);
    // Numbered anew: everything is read again, and what is here already is known by its Message-ID or its bytes.
    if (cursor.uidValidity !== uidValidity) Object.assign(cursor, { uidValidity, lastUid: 0 });
  }

  async function readNew(client: ImapFlow): Promise<void> {
    const found = await client.search({ uid: `${cursor.lastUid + 1}:*` }, { uid: true });
    if (!Array.isArray(found)) throw new Error('the server did not answer a search');
    // `n:*` always names the newest mail, however low its number.
    const uids = found.filter((uid) => uid > cursor.lastUid).toSorted((a, b) => a - b);
    for (let at = 0; at < uids.length; at += chunkSize) {
      if (stopping.signal.aborted) return;
      await readChunk(client, uids.slice(at, at + chunkSize));
    }
  }

  async function readChunk(client: ImapFlow, uids: readonly number[]): Promise<void> {
    let batch: ArrivingMail[] = [];
    let bytes = 0;
    const missing = new Set(uids);
    const take = (uid: number, content: Buffer) => {
      missing.delete(uid);
      bytes += content.length;
      batch.push({
        content,
        entryPointId: row.entryPointId,
        source: 'imap',
        envelopeFrom: null,
        envelopeTo: [],
        mailboxId: row.id,
        uidValidity: cursor.uidValidity!,
        uid,
      });
    };
    const keep = async (lastUid: number) => {
      await ours(
        storeRaw(ctx, batch, async (tx, fetched) => {
          const { version } = row;
          if (
            !(await moveCursor(tx, row.id, { version, uidValidity: cursor.uidValidity!, lastUid, fetched }))
          )
            throw new Outdated();
        }),
      );
      batch = [];
      bytes = 0;
      arrived();
    };
    for await (const { uid, source } of client.fetch(
      uids.join(','),
      { uid: true, source: true },
      { uid: true },
    )) {
      if (!missing.has(uid)) continue;
      if (source !== undefined) take(uid, source);
      if (bytes >= batchBytes) await keep(cursor.lastUid);
    }
    // Gone meanwhile, or the server stumbles over it: asked for alone, and what is there but unreadable is shown to people.
    for (const uid of [...missing]) {
      const alone = await client.fetchOne(String(uid), { uid: true, source: true }, { uid: true });
      if (alone) take(uid, alone.source ?? Buffer.alloc(0));
    }
    await keep(uids.at(-1)!);
    cursor.lastUid = uids.at(-1)!;
  }

  const done = run().catch((error: unknown) =>
    ctx.log.error({ err: error, mailbox: row.id }, 'the reader of a mailbox stopped'),
  );
  return {
    async stop() {
      stopping.abort();
      stop.resolve('stop');
      await done;
    },
  };
}
