import { makeSpeech } from '#contract/speech.ts';
import { prompt, type Source } from './core/player.ts';
import type { ServerLink } from './link.ts';

/** Texts and prompts as sound, from the server; what it has said once is kept. */
export class Speech {
  readonly #link: ServerLink;
  readonly #kept = new Map<string, Uint8Array>();

  constructor(link: ServerLink) {
    this.#link = link;
  }

  /**
   * A text as sound; null: nothing here can say it.
   * @param manner.whole all of it or nothing: for words whose being said is proved
   * @param manner.instead the prompt in its place where nothing says all of it
   */
  async say(
    text: string,
    language: string,
    manner: { whole?: boolean; instead?: string } = {},
  ): Promise<Source | null> {
    const key = JSON.stringify([language, text, manner]);
    const kept = this.#kept.get(key);
    if (kept !== undefined) return prompt(kept);
    try {
      const sound = await this.#link.bytes(makeSpeech, { body: { text, language, ...manner } });
      if (sound.length === 0) return null;
      this.#keep(key, sound);
      return prompt(sound);
    } catch {
      // No voice is there, or it does not answer: whoever asks has something else to play.
      return null;
    }
  }

  #keep(key: string, sound: Uint8Array): void {
    if (this.#kept.size >= 100) this.#kept.delete(this.#kept.keys().next().value!);
    this.#kept.set(key, sound);
  }
}
