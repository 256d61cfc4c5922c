// Hears whether somebody speaks, by energy over the noise of the line, so that utterances can be cut out.

export interface VadSettings {
  /** Over the noise, in dB, that counts as speech. */
  over: number;
  /** Never speech below this level, in dB under full scale. */
  least: number;
  /** Frames of speech before it has begun, of silence before it has ended. */
  begin: number;
  end: number;
  /** An utterance is cut after so many frames. */
  most: number;
}
const usual: VadSettings = { over: 9, least: -50, begin: 3, end: 35, most: 1500 };

/** The level of samples in dB under full scale; silence is -100. */
export function levelOf(samples: Int16Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return sum === 0 ? -100 : 10 * Math.log10(sum / samples.length / 32_768 ** 2);
}

/** Says for frame after frame whether somebody has begun or ended to speak. */
export class VoiceActivity {
  speaking = false;
  readonly #settings: VadSettings;
  #noise = -60;
  #loud = 0;
  #quiet = 0;
  #length = 0;

  constructor(settings: Partial<VadSettings> = {}) {
    this.#settings = { ...usual, ...settings };
  }

  push(samples: Int16Array): 'begin' | 'end' | null {
    const level = levelOf(samples);
    const { over, least, begin, end, most } = this.#settings;
    const loud = level > Math.max(least, this.#noise + over);
    // The noise of the line: down at once, up slowly, and hardly while somebody speaks.
    const up = this.speaking || loud ? 0.02 : 0.2;
    this.#noise = Math.max(
      -80,
      level < this.#noise ? (this.#noise + level) / 2 : Math.min(level, this.#noise + up),
    );
    this.#loud = loud ? this.#loud + 1 : 0;
    this.#quiet = loud ? 0 : this.#quiet + 1;
    this.#length += 1;
    if (!this.speaking && this.#loud >= begin) {
      this.speaking = true;
      this.#length = this.#loud;
      return 'begin';
    }
    if (this.speaking && (this.#quiet >= end || this.#length >= most)) {
      // Nobody speaks for half a minute without a breath: what has no pause is the noise of this line.
      if (this.#quiet < end) this.#noise = level;
      this.speaking = false;
      this.#loud = 0;
      return 'end';
    }
    return null;
  }
}
