import { LineTrouble, openLine, type LineTroubleName, type VoiceLine } from '#web/kit/voice-line.ts';
import { hangUp, NoCall, sendKeys, startCall, stateOf, type CallState } from './api.ts';

/** How often the server is asked how the call stands; the sound says it sooner. */
const lookMilliseconds = 1000;
/** So many turns of what was said stay to be read. */
const mostSaid = 5;

export type Ended = 'endedByAgent' | 'endedByCustomer' | 'endedByGateway' | 'lost';
export type Standing =
  | { phase: 'idle'; ended: Ended | null; trouble: LineTroubleName | 'full' | 'failed' | null }
  | { phase: 'call'; state: Exclude<CallState['state'], 'ended'>; wait: number | null; since: number };

/** What was said in a turn, as it can be read. */
export type Said = Pick<NonNullable<CallState['said']>, 'turn' | 'lines' | 'keys'>;

/** A call from this page: begin it, follow it, press keys, be silent, end it. Who shows it is told of every change. */
export class PageCall {
  standing: Standing = { phase: 'idle', ended: null, trouble: null };
  muted = false;
  /** What a flow or the queue has said on this call, or on the one before until the next begins. */
  said: readonly Said[] = [];
  #listener: () => void = () => undefined;
  readonly #entryPoint: string;
  readonly #speaker = document.createElement('audio');
  #line: VoiceLine | null = null;
  #token: string | null = null;
  #timer = 0;

  constructor(entryPoint: string) {
    this.#entryPoint = entryPoint;
    this.#speaker.autoplay = true;
    this.#speaker.hidden = true;
    document.body.append(this.#speaker);
    // A page that is closed says so; else we would hear it only by its silence.
    addEventListener('pagehide', () => {
      if (this.#token !== null) void hangUp(this.#token).catch(() => undefined);
    });
  }

  /** Tells of every change. @returns how to stop it */
  listen(listener: () => void): () => void {
    this.#listener = listener;
    return () => {
      this.#listener = () => undefined;
    };
  }

  async call(name: string, language: string): Promise<void> {
    this.said = [];
    this.#set({ phase: 'call', state: 'connecting', wait: null, since: Date.now() });
    this.#timer = window.setInterval(() => void this.#look(), lookMilliseconds);
    try {
      const line = await openLine({
        speaker: this.#speaker,
        connect: async (offer) => {
          const started = await startCall(this.#entryPoint, offer, language, name);
          this.#token = started.token;
          return started.answer;
        },
        onUp: () => undefined,
        onEnd: () => this.#over('lost'),
      });
      // Ended by the caller while it was being set up.
      if (this.standing.phase === 'call') this.#line = line;
      else line.close();
    } catch (error) {
      if (this.standing.phase !== 'call') return;
      this.#forget();
      this.#set({ phase: 'idle', ended: null, trouble: troubleOf(error) });
    }
  }

  async end(): Promise<void> {
    const token = this.#token;
    this.#over('endedByCustomer');
    if (token !== null) await hangUp(token).catch(() => undefined);
  }

  mute(on: boolean): void {
    this.#line?.mute(on);
    this.muted = on;
    this.#listener();
  }

  press(key: string): void {
    if (this.#line === null || this.#token === null) return;
    if (!this.#line.press(key)) void sendKeys(this.#token, key).catch(() => undefined);
  }

  /** How loud the caller is, from 0 to 1. */
  level = (): number => (this.muted ? 0 : (this.#line?.level() ?? 0));

  useMicrophone(id: string): void {
    // Another program may have it: the one that is used stays.
    void this.#line?.useMicrophone(id).catch(() => undefined);
  }

  async #look(): Promise<void> {
    const asked = this.#token;
    if (asked === null) return;
    const found = await stateOf(asked).catch(() => null);
    if (found === null || this.#token !== asked) return;
    const { state, estimatedWait: wait, since, ended, said } = found;
    const known = this.said.at(-1)?.turn ?? -1;
    const news = said === null ? [] : [...said.earlier.map((one) => ({ ...one, keys: false })), said];
    const more = news.filter(({ turn, lines }) => turn > known && lines.length > 0);
    if (more.length > 0) this.said = [...this.said, ...more].slice(-mostSaid);
    if (state === 'ended') this.#over(endOf(ended));
    else this.#set({ phase: 'call', state, wait, since: since === null ? Date.now() : Date.parse(since) });
  }

  #over(ended: Ended): void {
    this.#forget();
    this.#set({ phase: 'idle', ended, trouble: null });
  }

  #forget(): void {
    clearInterval(this.#timer);
    this.#line?.close();
    this.#line = null;
    this.#token = null;
    this.muted = false;
  }

  #set(standing: Standing): void {
    this.standing = standing;
    this.#listener();
  }
}

function troubleOf(error: unknown): LineTroubleName | 'full' | 'failed' {
  if (error instanceof LineTrouble) return error.trouble;
  return error instanceof NoCall && error.why === 'full' ? 'full' : 'failed';
}

function endOf(ended: CallState['ended']): Ended {
  if (ended === null || ended.cause === 'lost' || ended.cause === 'failed') return 'lost';
  if (ended.by === 'agent') return 'endedByAgent';
  return ended.by === 'customer' ? 'endedByCustomer' : 'endedByGateway';
}
