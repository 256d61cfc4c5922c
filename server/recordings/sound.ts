import type { RecordingGap } from '#contract/recordings.ts';
import type { Ctx } from '#server/platform/index.ts';
import {
  joinPeaks,
  masked,
  outside,
  peakStep,
  piecesOf,
  silentByte,
  toLinear,
  type Stretch,
  wavBytesPerMillisecond,
  wavHeader,
  wavHeaderBytes,
} from './audio.rules.ts';
import { filesOf } from './details.read.ts';
import { openDataKey } from './keys.ts';
import type { PartRow } from './parts.store.ts';
import type { RecordingRow, StretchRow } from './recordings.store.ts';
import { decrypt, decryptWhole, derived, partPlace, sameBytes, sealOf } from './sealing.rules.ts';

// The sound of a recording, decrypted part by part as it is wanted; never whole in memory.

export interface Sound {
  length: number;
  /** The A-law of a part; null when its bytes are gone or were changed. */
  read(part: PartRow): Promise<Buffer | null>;
  parts: readonly PartRow[];
  dataKey: Buffer;
}

/** Opens the sound as it was at an instant: what came later is not part of it. @throws when its key cannot be opened */
export async function openSound(
  ctx: Ctx,
  row: Pick<RecordingRow, 'id'> & { keyId: string; wrappedKey: Buffer },
  parts: readonly PartRow[],
): Promise<Sound> {
  const dataKey = openDataKey(ctx.platform, row);
  const audioKey = derived(dataKey, 'audio');
  const files = await filesOf(
    ctx.db,
    parts.map(({ fileId }) => fileId),
  );
  return {
    parts,
    dataKey,
    length: Math.max(0, ...parts.map(({ startMs, lengthMs }) => startMs + lengthMs)),
    async read(part) {
      const sha256 = files.get(part.fileId);
      if (sha256 === undefined) return null;
      try {
        const content = await ctx.platform.files.read(sha256);
        return decrypt(audioKey, partPlace(row.id, part), { iv: part.iv, tag: part.tag, content });
      } catch {
        return null;
      }
    },
  };
}

/** The same sound, silent where it is not within these stretches. */
export const within = (sound: Sound, stretches: readonly Stretch[]): Sound => ({
  ...sound,
  async read(part) {
    const audio = await sound.read(part);
    return audio === null ? null : masked(audio, part.startMs, outside(stretches));
  },
});

/** What is seen of a recording by whoever hears these stretches of it only. */
export function seenWithin(seen: Examined, length: number, stretches: readonly Stretch[]): Examined {
  const others = outside(stretches)
    .map(({ from, to }) => ({ from, to: Math.min(to ?? length, length) }))
    .filter(({ from, to }) => to > from);
  const quiet = (side: Buffer) => {
    const copy = Buffer.from(side);
    for (const { from, to } of others) copy.fill(0, Math.ceil(from / peakStep), Math.floor(to / peakStep));
    return copy;
  };
  return {
    ...seen,
    customer: quiet(seen.customer),
    staff: quiet(seen.staff),
    gaps: [
      ...seen.gaps.filter((gap) => !others.some(({ from, to }) => gap.from >= from && gap.to <= to)),
      ...others.map((one) => ({ ...one, kind: 'others' as const, by: null, limit: false })),
    ].toSorted((a, b) => a.from - b.from),
  };
}

export interface Examined {
  customer: Buffer;
  staff: Buffer;
  gaps: RecordingGap[];
  /** Nothing was changed or taken out since the recording ended. */
  whole: boolean;
}

// A gateway's clock and ours may differ by so much without anything being missing, in milliseconds.
const tolerated = 250;

/** Looks at every part of a recording: loudness, stretches without sound and why, and whether it is what was recorded. */
export async function examine(
  row: Pick<RecordingRow, 'id' | 'seal' | 'endedAt'>,
  sound: Sound,
  stretches: readonly StretchRow[],
  names: ReadonlyMap<string, string>,
): Promise<Examined> {
  const peaksKey = derived(sound.dataKey, 'peaks');
  const loud: { start: number; peaks: Buffer }[] = [];
  const changed: RecordingGap[] = [];
  for (const part of sound.parts) {
    let peaks: Buffer | null = null;
    try {
      peaks = decryptWhole(peaksKey, partPlace(row.id, part), part.peaks);
    } catch {
      // Told below, with the sound.
    }
    if (peaks !== null && (await sound.read(part)) !== null) loud.push({ start: part.startMs, peaks });
    else
      changed.push({
        from: part.startMs,
        to: part.startMs + part.lengthMs,
        kind: 'changed',
        by: null,
        limit: false,
      });
  }
  const known: RecordingGap[] = stretches
    .map((one) => ({
      from: Math.min(one.fromMs, sound.length),
      to: Math.min(one.toMs ?? sound.length, sound.length),
      kind: one.kind,
      by: names.get(one.byLabel) ?? null,
      limit: one.endedBecause === 'limit',
    }))
    .filter(({ from, to }) => to > from);
  const missing: RecordingGap[] = piecesOf(sound.length, sound.parts)
    .filter(
      ({ part, from, to }) =>
        part === null &&
        to - from > tolerated &&
        !known.some((gap) => gap.from - tolerated <= from && gap.to + tolerated >= to),
    )
    .map(({ from, to }) => ({ from, to, kind: 'missing', by: null, limit: false }));
  const sealed =
    row.seal === null
      ? row.endedAt === null
      : sameBytes(row.seal, sealOf(sound.dataKey, row.id, sound.parts));
  return {
    ...joinPeaks(sound.length, loud),
    gaps: [...known, ...changed, ...missing].toSorted((a, b) => a.from - b.from),
    whole: sealed && changed.length === 0,
  };
}

/** Bytes `from` to `to` (included) of the recording as a WAV, as they are made. */
export async function* wavBytes(sound: Sound, from: number, to: number): AsyncGenerator<Buffer> {
  if (from < wavHeaderBytes) yield wavHeader(sound.length).subarray(from, to + 1);
  for (const piece of piecesOf(sound.length, sound.parts)) {
    const start = wavHeaderBytes + piece.from * wavBytesPerMillisecond;
    const end = wavHeaderBytes + piece.to * wavBytesPerMillisecond;
    if (end <= from) continue;
    if (start > to) return;
    const part = piece.part === null ? null : sound.parts.find(({ number }) => number === piece.part)!;
    const audio = part === null ? null : await sound.read(part);
    if (audio !== null) {
      const own = audio.subarray((piece.from - part!.startMs) * 16, (piece.to - part!.startMs) * 16);
      yield toLinear(own).subarray(Math.max(0, from - start), Math.min(end, to + 1) - start);
      continue;
    }
    // A long silence is not made in one piece.
    let at = Math.max(start, from);
    const last = Math.min(end, to + 1);
    while (at < last) {
      const chunk = Math.min(silence.length, last - at);
      yield silence.subarray(0, chunk);
      at += chunk;
    }
  }
}
const silence = toLinear(Buffer.alloc(16_000, silentByte)).fill(0);
