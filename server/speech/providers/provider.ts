import type { SpeechLanguage } from '#contract/speech.ts';

/** Turns text into sound. */
export interface Voice {
  /** What of it a kept sound depends on: another one sounds differently. Null: it does not speak this language. */
  mark(language: SpeechLanguage): string | null;
  /**
   * @returns samples at 8,000 a second
   * @throws ProviderFault
   */
  speak(text: string, language: SpeechLanguage): Promise<Int16Array>;
}

export interface Heard {
  text: string;
  language: string | null;
  /** From 0 to 1; null where it does not say. */
  confidence: number | null;
}

/** Turns sound into text. */
export interface Ear {
  /**
   * @param samples at 8,000 a second
   * @throws ProviderFault
   */
  hear(samples: Int16Array, hints: { language: string; prompt?: string | undefined }): Promise<Heard>;
}

/** Why a provider could not do it, in words for an administrator; never with a key or what was said in them. */
export class ProviderFault extends Error {
  /** Whether it is worth asking the same one again at once. */
  readonly passing: boolean;
  constructor(message: string, passing = false) {
    super(message);
    this.name = 'ProviderFault';
    this.passing = passing;
  }
}
