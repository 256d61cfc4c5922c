import { setTimeout as sleep } from 'node:timers/promises';
import { noticePlayed } from '#contract/recordings.ts';
import { transcribe } from '#contract/speech.ts';
import {
  turnOfCall,
  type CallTurn,
  type TurnInput,
  type TurnNext,
  type TurnSaying,
} from '#contract/voice-turns.ts';
import { pause, loop, sequence, type Source } from '../core/player.ts';
import { beep, builtInMusic } from '../core/tones.ts';
import type { Key } from '../core/leg.ts';
import { ServerSaysNo, type Say, type ServerLink } from '../link.ts';
import type { Place, Speech } from '../speech.ts';
import { KeyCollector, KeysAhead } from './keys.rules.ts';
import type { LiveCall, Waiting } from './live-call.ts';
import { listen, type Listening } from './utterance.ts';
import { takeMessage, type Message } from './voicemail.ts';

/** So long (ms) nobody waits without hearing anything. */
const patience = 1200;
/** Who types a code of known length and then the key that ends it, does so within this (ms). */
const spareWithin = 3000;
/** A flow whose server has not answered for so long (ms) is given up; who waits in a queue goes on waiting. */
const giveUpAfter = 40_000;

type Ask = Extract<TurnNext, { kind: 'ask' }>;
type Music = Extract<TurnNext, { kind: 'music' }>;
type Record = Extract<TurnNext, { kind: 'record' }>;

export interface TurnMeans {
  link: ServerLink;
  speech: Speech;
  say: Say;
}

/**
 * What a caller hears and answers while no person speaks with them: the server says what is played and asked, this plays
 * it and brings the answer, turn after turn, until something else is wanted. Whatever fails or takes long, the line is
 * never silent.
 */
export function takeTurns(call: LiveCall, means: TurnMeans): Waiting {
  const turns = new Turns(call, means);
  void turns.run();
  return turns;
}

class Turns implements Waiting {
  #stopped = false;
  readonly #call: LiveCall;
  readonly #means: TurnMeans;
  readonly #ahead = new KeysAhead();
  readonly #gone = Promise.withResolvers<null>();
  /** What is being left as a message. */
  #message: Message | null = null;
  /** Who takes the next key; null: it is kept for the next question. */
  #onKey: ((key: Key) => void) | null = null;
  /** The key that would have ended an answer which was whole without it: pressed now it is no answer to what comes next. */
  #spare: { key: Key; until: number } | null = null;

  constructor(call: LiveCall, means: TurnMeans) {
    this.#call = call;
    this.#means = means;
  }

  stop(): Promise<unknown> | null {
    this.#stopped = true;
    this.#onKey = null;
    this.#gone.resolve(null);
    this.#message?.end();
    return this.#message?.done ?? null;
  }

  key(key: Key): void {
    const spare = this.#spare;
    this.#spare = null;
    if (spare !== null && key === spare.key && performance.now() < spare.until) return;
    if (this.#onKey === null) this.#ahead.push(key);
    else if (!this.#ahead.flooded()) this.#onKey(key);
  }

  async run(): Promise<void> {
    // Who waits hears music at once; a flow has the first word.
    if (this.#call.view.wanted === 'wait') this.#play(music());
    let input: TurnInput = { kind: 'begin' };
    let idle = 0;
    let faults = 0;
    while (!this.#stopped) {
      try {
        const answer = await this.#ask(input);
        if (answer === null || this.#stopped) return;
        this.#call.turn = answer.turn;
        this.#call.language = answer.language;
        this.#call.apply(answer.call);
        if (this.#stopped) return;
        // What says nothing and asks nothing must not be asked without a pause.
        idle = answer.say.length === 0 && answer.next.kind === 'none' ? idle + 1 : 0;
        if (idle > 1) await this.#unlessGone(sleep(1000));
        const next = await this.#perform(answer);
        if (next === null) return;
        input = next;
        faults = 0;
      } catch (error) {
        if (this.#stopped) return;
        this.#means.say(`a turn of a call failed: ${(error as Error).stack ?? String(error)}`);
        faults += 1;
        if (faults > 3) return this.#giveUp();
        await this.#unlessGone(sleep(500));
        input = { kind: 'begin' };
      }
    }
  }

  /** Asks the server until it answers; null: the call is over, or was given up. */
  async #ask(input: TurnInput): Promise<CallTurn | null> {
    const { link, say } = this.#means;
    const filler = this.#fillAfter(patience);
    let since = performance.now();
    let wish = input;
    try {
      for (let tries = 0; !this.#stopped; tries += 1) {
        try {
          const body = { turn: this.#call.turn, input: wish };
          return await this.#unlessGone(link.call(turnOfCall, { params: { id: this.#call.id }, body }));
        } catch (error) {
          if (this.#stopped || link.stopped) return null;
          const no = error instanceof ServerSaysNo ? error : null;
          if (no?.code === 'turn_over' && typeof no.problem['turn'] === 'number') {
            this.#call.turn = no.problem['turn'];
            wish = { kind: 'begin' };
          } else if (no?.code === 'answer_under_way')
            // It is being worked on: that takes as long as it takes.
            since = performance.now();
          else if (no?.status === 404 || no?.code === 'call_over') {
            await this.#call.end('gateway');
            return null;
          } else {
            say(`a turn of a call was not answered: ${(error as Error).message}`);
            if (this.#call.view.wanted === 'flow' && performance.now() - since > giveUpAfter) {
              await this.#giveUp();
              return null;
            }
          }
          await this.#unlessGone(sleep(Math.min(4000, 250 * 2 ** Math.min(tries, 4))));
        }
      }
      return null;
    } finally {
      filler.stop();
    }
  }

  /** Says that nobody can answer, and ends. */
  async #giveUp(): Promise<void> {
    const { language } = this.#call;
    const words = await this.#means.speech.prompt('cannot-answer', language).catch(() => null);
    if (!this.#stopped) await this.#call.sayAndEnd(words);
  }

  /** Plays and asks what the server wants. @returns what the caller did; null: the call is over */
  async #perform({ say, next, place }: CallTurn): Promise<TurnInput | null> {
    const answer = Promise.withResolvers<TurnInput>();
    let done = false;
    const settle = (input: TurnInput): void => {
      done = true;
      answer.resolve(input);
    };
    const playing = new AbortController();
    const collect = this.#collects(next, settle, () => playing.abort());
    try {
      // All are fetched at once and played one after the other.
      const sounds = say.map((one) => this.#soundOf(one, place));
      for (const [index, saying] of say.entries()) {
        if (done || playing.signal.aborted || this.#stopped) break;
        const sound = await this.#patiently(sounds[index]!);
        if (done || playing.signal.aborted || this.#stopped || sound === null) continue;
        const playback = this.#play(sound);
        const stop = () => playback.stop();
        playing.signal.addEventListener('abort', stop);
        const how = await this.#unlessGone(playback.done);
        playing.signal.removeEventListener('abort', stop);
        if (saying.notice && how === 'ended') this.#told(saying);
      }
      if (this.#stopped) return null;
      if (!done && next.kind === 'end') {
        await this.#call.end('gateway');
        return null;
      }
      if (next.kind === 'none') return { kind: 'begin' };
      if (next.kind === 'record') return await this.#unlessGone(this.#recorded(next));
      if (!done) collect.begin();
      return await this.#unlessGone(answer.promise);
    } finally {
      collect.stop();
      this.#onKey = null;
    }
  }

  /** The tone, and what the caller says after it. */
  async #recorded(next: Record): Promise<TurnInput> {
    await this.#unlessGone(this.#play(beep()).done);
    if (this.#stopped) return { kind: 'begin' };
    const { room, customerLeg, id } = this.#call;
    this.#message = takeMessage(this.#means.link, id, { room, leg: customerLeg.id }, next);
    this.#onKey = (key) => {
      if (key === next.end) this.#message?.end();
    };
    const seconds = await this.#message.done;
    this.#message = null;
    return { kind: 'recorded', seconds };
  }

  /** What takes keys and speech as an answer; `begin` when all was said, and the time runs. */
  #collects(
    next: TurnNext,
    settle: (input: TurnInput) => void,
    interrupt: () => void,
  ): { begin: () => void; stop: () => void } {
    if (next.kind === 'ask') return this.#collectsAnswer(next, settle, interrupt);
    if (next.kind === 'music') return this.#collectsOne(next, settle, interrupt);
    return { begin: () => undefined, stop: () => undefined };
  }

  #collectsOne(next: Music, settle: (input: TurnInput) => void, interrupt: () => void) {
    let timer: NodeJS.Timeout | null = null;
    this.#ahead.clear();
    this.#onKey = (key) => {
      if (!next.keys.includes(key)) return;
      interrupt();
      settle({ kind: 'keys', keys: key });
    };
    return {
      begin: () => {
        this.#play(music());
        if (next.afterSeconds !== null)
          timer = setTimeout(() => settle({ kind: 'due' }), next.afterSeconds * 1000);
      },
      stop: () => {
        if (timer !== null) clearTimeout(timer);
      },
    };
  }

  #collectsAnswer(next: Ask, settle: (input: TurnInput) => void, interrupt: () => void) {
    const { keys, speech, seconds, bargeIn } = next;
    const collector = keys === null ? null : new KeyCollector(keys);
    let timer: NodeJS.Timeout | null = null;
    let listening: Listening | null = null;
    let over = false;
    const calm = (): void => {
      if (timer !== null) clearTimeout(timer);
      timer = null;
    };
    const stop = (): void => {
      over = true;
      calm();
      listening?.stop();
      this.#onKey = null;
    };
    const wait = (milliseconds: number, then: () => void): void => {
      calm();
      timer = setTimeout(then, milliseconds);
    };
    const end = (input: TurnInput): void => {
      stop();
      settle(input);
    };
    const whole = (): void => {
      // Also where nobody asked for it: who has typed a number ends it, as everywhere else.
      const key = keys?.end ?? '#';
      const full = keys !== null && keys.max > 1 && collector!.keys.length >= keys.max;
      // With others that were pressed ahead it has come already.
      if (full && !this.#ahead.drop(key)) this.#spare = { key, until: performance.now() + spareWithin };
      end({ kind: 'keys', keys: collector!.keys });
    };
    const take = (key: Key): void => {
      const finished = collector?.push(key) ?? null;
      if (finished === null || keys === null) return;
      // Who presses has no need to hear the rest, and does not speak.
      interrupt();
      listening?.stop();
      listening = null;
      if (finished) whole();
      else wait((collector!.enough ? keys.betweenSeconds : keys.firstSeconds) * 1000, whole);
    };
    const begin = (): void => {
      this.#onKey = take;
      // The first keys have come already.
      if (timer !== null) return;
      if (speech)
        listening = listen(this.#call.room, this.#call.customerLeg.id, {
          begun: calm,
          said: (sound) => {
            stop();
            void this.#understand(sound, next.words).then(settle);
          },
        });
      wait((keys?.firstSeconds ?? seconds) * 1000, () => end({ kind: 'silence' }));
    };
    this.#onKey = bargeIn ? take : () => undefined;
    // What was pressed ahead is an answer already; where all has to be heard first it does not count.
    if (!bargeIn || collector === null) this.#ahead.clear();
    else
      for (let key = this.#ahead.shift(); key !== null; key = this.#ahead.shift()) {
        take(key);
        if (over) break;
      }
    return { begin, stop };
  }

  /** What somebody said, in words; none where it cannot be made out. */
  async #understand(sound: Uint8Array, words: string): Promise<TurnInput> {
    const { link, say } = this.#means;
    try {
      const heard = await this.#patiently(
        link.call(transcribe, {
          query: { language: this.#call.language, ...(words === '' ? {} : { prompt: words }) },
          body: sound as never,
        }),
      );
      return { kind: 'speech', text: heard.text.trim().slice(0, 2000), confidence: heard.confidence };
    } catch (error) {
      if (!this.#stopped) say(`what a caller said was not understood: ${(error as Error).message}`);
      return { kind: 'speech', text: '', confidence: null };
    }
  }

  /** What is said as sound; null: it is to be left out. */
  async #soundOf(
    { prompt, text, language, instead, notice }: TurnSaying,
    place: Place,
  ): Promise<Source | null> {
    const { speech } = this.#means;
    if (notice) return speech.say(text, language, { whole: true, ...places(place) });
    const own = prompt === null ? null : await speech.prompt(prompt, language, place);
    const said =
      own ??
      (text.trim() === ''
        ? null
        : await speech.say(text, language, {
            ...places(place),
            ...(instead === undefined ? {} : { instead }),
          }));
    // Never nothing: who has nobody to speak to has a sound at least.
    return said ?? (await speech.prompt('cannot-say', language)) ?? sequence([beep(), pause(400)]);
  }

  #told({ language, text }: TurnSaying): void {
    const params = { id: this.#call.id };
    void this.#means.link.insist(noticePlayed, { params, body: { language, text } });
  }

  #play(source: Source) {
    return this.#call.play(source);
  }

  /** Waits for something; from a moment on with words and music. */
  async #patiently<T>(work: Promise<T>): Promise<T> {
    const filler = this.#fillAfter(patience);
    try {
      return await work;
    } finally {
      filler.stop();
    }
  }

  #fillAfter(milliseconds: number): { stop(): void } {
    let over = false;
    let playback: { stop(): void } | null = null;
    const timer = setTimeout(() => {
      // The queue's music plays on.
      if (this.#stopped || this.#call.room.plays(this.#call.customerLeg.id)) return;
      const begin = (words: Source | null) => {
        if (!over && !this.#stopped && !this.#call.over)
          playback = this.#play(words === null ? music() : sequence([words, pause(200), music()]));
      };
      const { speech } = this.#means;
      void speech.prompt('one-moment', this.#call.language, {}, true).then(begin, () => begin(null));
    }, milliseconds);
    return {
      stop() {
        over = true;
        clearTimeout(timer);
        playback?.stop();
      },
    };
  }

  #unlessGone<T>(work: Promise<T>): Promise<T> {
    // The wait ends with the loop; what is under way comes to its own end.
    return Promise.race([work, this.#gone.promise as Promise<T>]);
  }
}

const music = (): Source => loop(builtInMusic());
const places = ({ service, queue }: Place) => ({ place: { service, queue } });
