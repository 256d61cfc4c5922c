import { addDecoded, decode, encode, frameSamples, silentFrame } from './alaw.ts';
import { JitterBuffer, type JitterFigures } from './jitter.ts';
import type { Leg } from './leg.ts';
import type { Playback, Source } from './player.ts';
import type { Recorder } from './recorder.ts';

/** Who hears whom, by the ids of legs. */
export type Hearing = ReadonlyMap<string, Iterable<string>>;

interface Seat {
  leg: Leg;
  jitter: JitterBuffer;
  hears: Set<string>;
  playing: Playing | null;
  taps: Set<(samples: Int16Array) => void>;
  /** What it said in this tick. */
  said: Uint8Array | null;
  /** What was played to it in this tick. */
  played: Int16Array | null;
}

interface Playing extends Playback {
  source: Source;
  finish(how: 'ended' | 'stopped'): void;
}

interface RecordedRoom {
  recorder: Recorder;
  left: ReadonlySet<string>;
  /** `heard`: whoever the left side hears at that moment, so that a whisper is on no recording. */
  right: ReadonlySet<string> | 'heard';
  /** What the left side is played is on the right: prompts are said by us. */
  prompts: boolean;
}

/**
 * A room: legs, and a table of who hears whom. Holding, whispering, listening, barging in, a conference are all entries
 * of that table. Nobody ever hears themselves. What is played to a leg is added to what it hears.
 */
export class Room {
  readonly #seats = new Map<string, Seat>();
  readonly #recordings = new Set<RecordedRoom>();
  readonly #sum = new Int32Array(frameSamples);

  get size(): number {
    return this.#seats.size;
  }

  has(leg: string): boolean {
    return this.#seats.has(leg);
  }

  /** Takes a leg in; it hears nobody and nobody hears it. */
  add(leg: Leg): void {
    if (this.#seats.has(leg.id)) return;
    const jitter = new JitterBuffer();
    leg.onAudio = (frame, sequence) => {
      if (frame.length === frameSamples) jitter.push(frame, sequence);
    };
    this.#seats.set(leg.id, {
      leg,
      jitter,
      hears: new Set(),
      playing: null,
      taps: new Set(),
      said: null,
      played: null,
    });
  }

  /** Lets a leg go, as it is: it may enter another room. */
  remove(id: string): void {
    const seat = this.#seats.get(id);
    if (seat === undefined) return;
    this.#seats.delete(id);
    seat.leg.onAudio = null;
    seat.playing?.finish('stopped');
    for (const other of this.#seats.values()) other.hears.delete(id);
  }

  link(listener: string, speaker: string): void {
    if (listener !== speaker && this.#seats.has(speaker)) this.#seats.get(listener)?.hears.add(speaker);
  }

  unlink(listener: string, speaker: string): void {
    this.#seats.get(listener)?.hears.delete(speaker);
  }

  /** Two hear each other. */
  talk(one: string, other: string): void {
    this.link(one, other);
    this.link(other, one);
  }

  hears(listener: string, speaker: string): boolean {
    return this.#seats.get(listener)?.hears.has(speaker) ?? false;
  }

  /** Makes the whole table so: who is not in it hears nobody. */
  arrange(hearing: Hearing): void {
    for (const [id, seat] of this.#seats) {
      seat.hears.clear();
      for (const speaker of hearing.get(id) ?? []) this.link(id, speaker);
    }
  }

  /** Plays something to one leg, in place of what it was played. Nothing to one that is not here. */
  play(listener: string, source: Source): Playback {
    const seat = this.#seats.get(listener);
    const { promise, resolve } = Promise.withResolvers<'ended' | 'stopped'>();
    const playing: Playing = {
      source,
      done: promise,
      finish(how) {
        if (seat?.playing === playing) seat.playing = null;
        resolve(how);
      },
      stop: () => playing.finish('stopped'),
    };
    if (seat === undefined) resolve('stopped');
    else {
      seat.playing?.finish('stopped');
      seat.playing = playing;
    }
    return playing;
  }

  /** Whether something is being played to a leg. */
  plays(listener: string): boolean {
    return this.#seats.get(listener)?.playing != null;
  }

  stopPlaying(listener: string): void {
    this.#seats.get(listener)?.playing?.finish('stopped');
  }

  /** Gives what a leg says, each 20 ms, silence included. @returns how to stop it */
  tap(speaker: string, hear: (samples: Int16Array) => void): () => void {
    const seat = this.#seats.get(speaker);
    seat?.taps.add(hear);
    return () => seat?.taps.delete(hear);
  }

  /** Records some legs on the left and others on the right until it is told to end. @returns how to end it */
  record(
    recorder: Recorder,
    sides: { left: Iterable<string>; right: Iterable<string> | 'heard'; prompts?: boolean },
  ): () => void {
    const recorded: RecordedRoom = {
      recorder,
      left: new Set(sides.left),
      right: sides.right === 'heard' ? 'heard' : new Set(sides.right),
      prompts: sides.prompts ?? false,
    };
    this.#recordings.add(recorded);
    return () => {
      this.#recordings.delete(recorded);
      recorder.end();
    };
  }

  figures(id: string): JitterFigures | null {
    return this.#seats.get(id)?.jitter.figures ?? null;
  }

  /** The next 20 ms: everybody is heard, and hears. */
  tick(): void {
    for (const seat of this.#seats.values()) {
      seat.said = seat.jitter.pull();
      if (seat.taps.size > 0) {
        const samples = decode(seat.said ?? silentFrame);
        for (const hear of seat.taps) hear(samples);
      }
      seat.played = seat.playing?.source.next() ?? null;
      if (seat.played === null) seat.playing?.finish('ended');
    }
    for (const seat of this.#seats.values()) seat.leg.sendAudio(this.#mixFor(seat));
    for (const { recorder, left, right, prompts } of this.#recordings)
      recorder.frame(
        this.#mixOf(left, false),
        this.#mixOf(right === 'heard' ? this.#heardBy(left) : right, prompts, left),
      );
  }

  #heardBy(listeners: ReadonlySet<string>): Set<string> {
    return new Set([...listeners].flatMap((id) => [...(this.#seats.get(id)?.hears ?? [])]));
  }

  #mixFor(seat: Seat): Uint8Array {
    let only: Uint8Array | null = null;
    let count = 0;
    for (const id of seat.hears) {
      const said = this.#seats.get(id)?.said ?? null;
      if (said === null) continue;
      only = said;
      count += 1;
    }
    // One who is heard alone is handed on as they are: nothing to compute, nothing lost.
    if (seat.played === null) {
      if (only === null) return silentFrame;
      if (count === 1) return only;
    }
    const sum = this.#sum.fill(0);
    for (const id of seat.hears) {
      const said = this.#seats.get(id)?.said ?? null;
      if (said !== null) addDecoded(sum, said);
    }
    return this.#finish(seat.played);
  }

  #mixOf(ids: ReadonlySet<string>, prompts: boolean, to: ReadonlySet<string> = ids): Uint8Array | null {
    let heard = false;
    const sum = this.#sum.fill(0);
    for (const id of ids) {
      const said = this.#seats.get(id)?.said ?? null;
      if (said === null) continue;
      heard = true;
      addDecoded(sum, said);
    }
    let played: Int16Array | null = null;
    if (prompts) for (const id of to) played ??= this.#seats.get(id)?.played ?? null;
    return heard || played !== null ? this.#finish(played) : null;
  }

  #finish(played: Int16Array | null): Uint8Array {
    const sum = this.#sum;
    if (played !== null) for (let i = 0; i < frameSamples; i += 1) sum[i]! += played[i]!;
    return encode(sum);
  }
}
