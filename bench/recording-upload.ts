// npm run bench -- --only recording-upload: 50 calls that are recorded at once, uploaded in parts of ten seconds over HTTP,
// each masked, measured, encrypted and on the disk before it is answered; then as many as go.
import { setTimeout as sleep } from 'node:timers/promises';
import { uploadPart } from '#contract/recordings.ts';
import { conversationSound } from '#server/app/demo/demo-sound.ts';
import { newId } from '#server/platform/index.ts';
import { makeDataKey } from '#server/recordings/keys.ts';
import { insertRecording } from '#server/recordings/recordings.store.ts';
import { cpuSeconds } from './support/processes.ts';
import { figuresTable, ms, quantile, table, timesHead, timesRow } from './support/report.ts';
import { inWorld, type World } from './support/world.ts';

const calls = 50;
const partSeconds = 10;
const seconds = 40;

await inWorld({}, measure);

/** A call that is being recorded, as far as an upload looks. */
async function recordedCall({ ctx }: World): Promise<string> {
  const callId = newId();
  const contactId = newId();
  const startedAt = ctx.clock.now();
  await ctx.tx(async (tx) => {
    await tx
      .insertInto('voice.call')
      .values({
        id: callId,
        gateway: 'bench',
        ref: callId,
        direction: 'in',
        contactId,
        state: 'connected',
        wanted: 'talk',
        startedAt,
        recording: 'on',
        recordingSince: startedAt,
      })
      .execute();
    const id = newId();
    const { keyId, wrappedKey } = makeDataKey(ctx.platform, id);
    await insertRecording(tx, {
      id,
      callId,
      contactId,
      mode: 'all',
      because: 'all',
      state: 'on',
      decidedAt: startedAt,
      startedAt,
      keepDays: 30,
      keyId,
      wrappedKey,
    });
  });
  return callId;
}

async function measure(world: World): Promise<void> {
  const { token, url, child } = world.server;
  const pid = child.pid!;
  const audio = conversationSound('bench', partSeconds * 1000);
  const next = new Map<string, number>();
  for (let one = 0; one < calls; one += 1) next.set(await recordedCall(world), 0);
  const ids = [...next.keys()];
  const send = async (call: string): Promise<number> => {
    const number = next.get(call)!;
    next.set(call, number + 1);
    const path = uploadPart.path.replace(':id', call).replace(':number', String(number));
    const start = performance.now();
    const answer = await fetch(`${url}${path}?start=${number * partSeconds * 1000}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream' },
      body: audio as unknown as Uint8Array<ArrayBuffer>,
    });
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
    await answer.arrayBuffer();
    return performance.now() - start;
  };
  for (const call of ids.slice(0, 10)) await send(call);

  // Real pace: every call sends a part each ten seconds, the calls spread over them.
  const paced: number[] = [];
  const cpu = cpuSeconds(pid);
  const began = performance.now();
  const under: Promise<void>[] = [];
  for (let tick = 0; tick < (seconds / partSeconds) * calls; tick += 1) {
    await sleep(Math.max(0, began + (tick * partSeconds * 1000) / calls - performance.now()));
    under.push(send(ids[tick % calls]!).then((time) => void paced.push(time)));
  }
  await Promise.all(under);
  const share = (cpuSeconds(pid) - cpu) / ((performance.now() - began) / 1000);

  // As many as go, eight under way at any moment.
  const full: number[] = [];
  const start = performance.now();
  const wanted = 600;
  let sent = 0;
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      while (sent < wanted) {
        const call = ids[sent % calls]!;
        sent += 1;
        full.push(await send(call));
      }
    }),
  );
  const perSecond = full.length / ((performance.now() - start) / 1000);
  const p95 = quantile(paced, 0.95);
  console.log(
    figuresTable([
      {
        what: `Uploading ${calls} recorded calls at once, time of a part of ${partSeconds} s, p95`,
        asked: null,
        measured: `${ms(p95)} (p50 ${ms(quantile(paced, 0.5))}), ${(share * 100).toFixed(0)} % of a core`,
        met: null,
      },
      {
        what: 'Recorded calls that one process could take at once, by its parts per second',
        asked: `≥ ${calls}`,
        measured: `${Math.floor(perSecond * partSeconds)} (${perSecond.toFixed(0)} parts a second)`,
        met: perSecond * partSeconds >= calls,
      },
    ]),
  );
  console.log(
    `\n${table([timesRow('At the pace of the calls', paced), timesRow('As many as go, eight at once', full)], timesHead)}`,
  );
  console.log(
    `\nA part is ${((partSeconds * 16_000) / 1000).toFixed(0)} kB of A-law. It is answered once it is encrypted, on the disk and committed.`,
  );
}
