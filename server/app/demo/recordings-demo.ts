import { recordingTerm, writeSingleViewTerms } from '#server/access/index.ts';
import {
  newId,
  readSetting,
  saveFiles,
  sql,
  writeSetting,
  type Ctx,
  type Tx,
} from '#server/platform/index.ts';
import { masked, peaksOf } from '#server/recordings/audio.rules.ts';
import { ensureKeys, keyFile } from '#server/recordings/index.ts';
import { makeDataKey } from '#server/recordings/keys.ts';
import { insertNotice } from '#server/recordings/notices.store.ts';
import { insertNote } from '#server/recordings/notes.store.ts';
import { sealIn } from '#server/recordings/parts.service.ts';
import { insertPart } from '#server/recordings/parts.store.ts';
import { insertRecording, openStretch, saveSetting } from '#server/recordings/recordings.store.ts';
import { derived, encrypt, encryptWhole, partPlace, printOf } from '#server/recordings/sealing.rules.ts';
import { initialSetting } from '#server/recordings/settings.service.ts';
import { conversationSound } from './demo-sound.ts';
import type { DemoMark } from './logins.ts';

// Some calls of the demo organisation were recorded. The sound is made here: tones and noise, nobody's voice.

const markKey = 'demo.recordings';
const demoLock = 7_146_202_621;
const partLength = 10_000;
const plans = [
  { length: 64_000, pause: [22_000, 31_000] as const, note: 'Pausa per la carta fatta al momento giusto.' },
  {
    length: 41_000,
    pause: null,
    note: 'Saluto e identificazione completi; buona la proposta di rateizzazione.',
  },
  { length: 27_000, pause: null, note: null },
  { length: 83_000, pause: null, note: null },
];

interface Talk {
  contactId: string;
  queueId: string;
  agentId: string;
  startedAt: Date;
  language: string;
}

/**
 * Makes the recordings of the demo, once: of callbacks whose customers were reached, with an agreement of the staff that
 * everybody has read. All of it or nothing; where it was interrupted the next start does it.
 */
export async function loadDemoRecordings(ctx: Ctx): Promise<void> {
  if ((await readSetting<DemoMark>(ctx.db, 'demo')) === null) return;
  if ((await readSetting<boolean>(ctx.db, markKey)) === true) return;
  ensureKeys(keyFile(ctx.platform.config.dataDir), ctx.clock.now());
  await ctx.tx(async (tx) => {
    await sql`select pg_advisory_xact_lock(${demoLock})`.execute(tx);
    if ((await readSetting<boolean>(tx, markKey)) === true) return;
    const { rows: talks } = await sql<Talk>`
      select distinct on (c.id) c.id as contact_id, c.queue_id, l.agent_id, l.started_at, c.language
      from contacts.contact as c join contacts.leg as l on l.contact_id = c.id and l.kind = 'handle' and l.result = 'completed'
      where c.kind = 'callback' and c.state = 'closed' and c.queue_id is not null
        and l.ended_at - l.started_at >= interval '90 seconds'
      order by c.id, l.started_at`.execute(tx);
    const chosen = talks
      .toSorted((one, other) => other.startedAt.getTime() - one.startedAt.getTime())
      .slice(0, plans.length);
    const supervisor = await supervisorOf(tx);
    for (const queueId of new Set(chosen.map((one) => one.queueId)))
      await saveSetting(tx, queueId, { ...initialSetting, mode: 'all', askWhy: false, noticeVersion: 1 });
    for (const [index, talk] of chosen.entries())
      await makeRecording(tx, ctx, talk, plans[index]!, supervisor);
    await agree(tx, ctx, supervisor);
    await writeSetting(tx, markKey, true);
  });
}

async function supervisorOf(tx: Tx): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    select s.id from access.staff as s join access.grant as g on g.staff_id = s.id join access.role as r on r.id = g.role_id
    where r.code = 'supervisor' order by s.id limit 1`.execute(tx);
  return rows[0]?.id ?? null;
}

async function makeRecording(
  tx: Tx,
  ctx: Ctx,
  talk: Talk,
  { length, pause, note }: (typeof plans)[number],
  supervisor: string | null,
): Promise<void> {
  const id = newId();
  const callId = newId();
  const { contactId, queueId, startedAt } = talk;
  const endedAt = new Date(startedAt.getTime() + length);
  const { dataKey, keyId, wrappedKey } = makeDataKey(ctx.platform, id);
  const audio = conversationSound(contactId, length);
  const count = Math.ceil(length / partLength);
  await insertNotice(tx, {
    id: newId(),
    callId,
    contactId,
    queueId,
    language: 'it',
    text: initialSetting.notice['it']!,
    prompt: null,
    saidBy: 'agent',
    agentId: talk.agentId,
    at: startedAt,
  });
  await insertRecording(tx, {
    id,
    callId,
    contactId,
    queueId,
    mode: 'all',
    because: 'by_hand',
    state: 'ended',
    decidedAt: startedAt,
    startedAt,
    endedAt,
    byHand: true,
    keepDays: initialSetting.keepDays,
    keepUntil: new Date(endedAt.getTime() + initialSetting.keepDays * 86_400_000),
    partsTold: count,
    keyId,
    wrappedKey,
  });
  if (pause !== null)
    await openStretch(tx, {
      id: newId(),
      recordingId: id,
      kind: 'pause',
      fromMs: pause[0],
      toMs: pause[1],
      byLabel: `staff:${talk.agentId}`,
      endedBecause: 'resumed',
    });
  const silent = pause === null ? [] : [{ from: pause[0], to: pause[1] }];
  for (let number = 0; number < count; number += 1) {
    const startMs = number * partLength;
    const sent = audio.subarray(startMs * 16, Math.min(length, startMs + partLength) * 16);
    const kept = masked(sent, startMs, silent);
    const place = { number, startMs, lengthMs: sent.length / 16 };
    const aad = partPlace(id, place);
    const sealed = encrypt(derived(dataKey, 'audio'), aad, kept);
    const sha256 = await ctx.platform.files.put(sealed.content);
    const [file] = await saveFiles(tx, [
      { sha256, size: sealed.content.length, type: 'application/octet-stream' },
    ]);
    await insertPart(tx, {
      recordingId: id,
      ...place,
      fileId: file!.id,
      iv: sealed.iv,
      tag: sealed.tag,
      print: printOf(dataKey, place, sent),
      peaks: encryptWhole(derived(dataKey, 'peaks'), aad, peaksOf(kept)),
      receivedAt: endedAt,
    });
  }
  await sealIn(tx, { id }, dataKey);
  if (note !== null && supervisor !== null)
    await insertNote(tx, {
      id: newId(),
      recordingId: id,
      atMs: Math.round(length / 3),
      text: note,
      authorId: supervisor,
      madeAt: new Date(endedAt.getTime() + 3_600_000),
    });
}

/** An invented agreement that covers recording, which all of the staff have read. */
async function agree(tx: Tx, ctx: Ctx, by: string | null): Promise<void> {
  const now = ctx.clock.now();
  if ((await recordingTerm(tx, now)) !== null) return;
  const agreement = {
    id: newId(),
    covers: ['recording'],
    reference: 'Accordo inventato sulla registrazione delle chiamate',
    signedOn: new Date(now.getTime() - 200 * 86_400_000).toISOString().slice(0, 10),
    sites: 'Colle Inventato, sede unica',
    purposes: 'Formazione, qualità del servizio e prova di quanto concordato al telefono (accordo inventato)',
    retentionDays: 90,
    recordedBy: by,
    recordedAt: now,
  };
  await tx.insertInto('insight.agreement').values(agreement).execute();
  await sql`insert into insight.agreement_read (agreement_id, staff_id, at)
    select ${agreement.id}::uuid, id, ${now} from access.staff`.execute(tx);
  await writeSingleViewTerms(tx, [
    {
      from: agreement.signedOn,
      until: null,
      covers: ['recording'],
      retentionDays: agreement.retentionDays,
    },
  ]);
}
