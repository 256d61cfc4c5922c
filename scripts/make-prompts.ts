// Makes the sound of the fixed prompts from their texts (server/speech/prompts/<language>.json) with an installed
// eSpeak NG: one WAV file for each language and an index. `--check` only says whether a text has changed since.
// The sound that eSpeak NG makes is not under its licence: it holds nothing of the program.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { speechLanguages, type SpeechLanguage } from '#contract/speech.ts';
import { trimmed } from '#server/speech/audio/level.ts';
import { adpcmWav } from '#server/speech/audio/wav.ts';
import { prompts, shipped } from '#server/speech/catalogue.ts';
import { espeakVersion, espeakVoice, findEspeak } from '#server/speech/providers/espeak.ts';

const folder = path.resolve(import.meta.dirname, '../server/speech/prompts');
/** What eSpeak NG must be given to say a text as it is meant. */
const spoken: Partial<Record<SpeechLanguage, Record<string, string>>> = JSON.parse(
  readFileSync(path.join(folder, 'spoken.json'), 'utf8'),
) as never;

if (process.argv.includes('--check')) {
  const stale = speechLanguages.flatMap((language) =>
    [...prompts(language).values()]
      .filter(({ key, text }) => shipped(language, key)?.text !== text)
      .map(({ key }) => `${language} ${key}`),
  );
  if (stale.length > 0) {
    console.error(
      `These prompts have no sound of their text; run node scripts/make-prompts.ts: ${stale.join(', ')}`,
    );
    process.exitCode = 1;
  }
} else await make();

async function make(): Promise<void> {
  const program = findEspeak();
  if (program === null) throw new Error('espeak-ng is not installed: apt-get install espeak-ng');
  const version = await espeakVersion(program);
  const voice = espeakVoice(program, version);
  const index: Record<string, unknown> = {};
  for (const language of speechLanguages) {
    const sounds: Int16Array[] = [];
    const places: Record<string, [number, number, string]> = {};
    let at = 0;
    for (const { key, text, group } of prompts(language).values()) {
      const said = await voice.speak(spoken[language]?.[key] ?? text, language);
      // Single words follow each other closely; a sentence breathes.
      const sound = trimmed(
        said,
        group === 'messages' ? { before: 20, after: 60 } : { before: 10, after: 30 },
      );
      if (sound.length === 0) throw new Error(`${language} ${key}: silence`);
      // Whole frames of 20 ms, so that prompts follow each other without a gap in a frame.
      const length = Math.ceil(sound.length / 160) * 160;
      const whole = new Int16Array(length);
      whole.set(sound);
      sounds.push(whole);
      places[key] = [at, length, text];
      at += length;
    }
    index[language] = { voice: voice.mark(language), prompts: places };
    const all = new Int16Array(at);
    let next = 0;
    for (const sound of sounds) {
      all.set(sound, next);
      next += sound.length;
    }
    writeFileSync(path.join(folder, `${language}.wav`), adpcmWav(all));
    console.log(
      `${language}: ${Object.keys(places).length} prompts, ${Math.round(at / 8000)} s, ${Math.round(at / 1024)} kB`,
    );
  }
  writeFileSync(path.join(folder, 'index.json'), `${JSON.stringify(index)}\n`);
}
