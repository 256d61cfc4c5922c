import { getPrompt, makeSpeech } from '#contract/speech.ts';
import { prompt, type Source } from './core/player.ts';
import type { ServerLink } from './link.ts';

/** Whose prompts are played. */
export interface Place {
  service?: string | null;
  queue?: string | null;
}

/** What was said once is kept for so long (ms): what an organisation changes is heard soon. */
const keptFor = 5 * 60_000;
const most = 200;
/** Said where the server has no answer: kept from the start. */
const always = ['one-moment', 'cannot-answer', 'cannot-say'] as const;

/** Texts and prompts as sound, from the server; what it has said once is kept. */
export class Speech {
  readonly #link: ServerLink;
  readonly #kept = new Map<string, { sound: Uint8Array; at: number }>();

  constructor(link: ServerLink) {
    this.#link = link;
  }

  /** Has at hand what is said when nothing else can be. */
  async prepare(): Promise<void> {
    for (const language of ['it', 'en']) for (const key of always) await this.prompt(key, language);
  }

  /**
   * A text as sound; null: nothing here can say it.
   * @param manner.whole all of it or nothing: for words whose being said is proved
   * @param manner.instead the prompt in its place where nothing says all of it
   * @param manner.place whose prompts say what no voice does
   */
  say(
    text: string,
    language: string,
    { place = {}, ...manner }: { whole?: boolean; instead?: string; place?: Place } = {},
  ): Promise<Source | null> {
    const at = placeOf(place);
    return this.#sound(['text', language, text, manner, at], false, () =>
      // A text is never so long; what would be is said as far as it may.
      this.#link.bytes(makeSpeech, { body: { text: text.slice(0, 2000), language, ...manner, ...at } }),
    );
  }

  /** A fixed prompt, in a sound of the place's own where it has one. @param old one of before does, too */
  prompt(key: string, language: string, place: Place = {}, old = false): Promise<Source | null> {
    const at = placeOf(place);
    return this.#sound(['prompt', language, key, at], old, () =>
      this.#link.bytes(getPrompt, { params: { key, language }, query: { ...at } }),
    );
  }

  async #sound(what: unknown, old: boolean, fetch: () => Promise<Uint8Array>): Promise<Source | null> {
    const key = JSON.stringify(what);
    const kept = this.#kept.get(key);
    if (kept !== undefined && (old || performance.now() - kept.at < keptFor)) return prompt(kept.sound);
    try {
      const sound = await fetch();
      if (sound.length === 0) return null;
      this.#keep(key, sound);
      return prompt(sound);
    } catch {
      // No voice is there, or it does not answer: what was said before does, else whoever asks has something else to play.
      return kept === undefined ? null : prompt(kept.sound);
    }
  }

  #keep(key: string, sound: Uint8Array): void {
    this.#kept.delete(key);
    if (this.#kept.size >= most) this.#kept.delete(this.#kept.keys().next().value!);
    this.#kept.set(key, { sound, at: performance.now() });
  }
}

const placeOf = ({ service, queue }: Place) => ({
  ...(service == null ? {} : { service }),
  ...(queue == null ? {} : { queue }),
});
