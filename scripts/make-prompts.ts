// Makes the sound of the fixed prompts from their texts (server/speech/prompts/<language>.json) with an installed
// eSpeak NG: one WAV file for each language and an index. What has not changed stays as it is, but with `--all`; `--check` only says
// whether a text has changed since.
// The sound that eSpeak NG makes is not under its licence: it holds nothing of the program.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { speechLanguages, type SpeechLanguage } from '#contract/speech.ts';
import { trimmed } from '#server/speech/audio/level.ts';
import { block, toAdpcm } from '#server/speech/audio/adpcm.ts';
import { adpcmFile } from '#server/speech/audio/wav.ts';
import { prompts, shipped } from '#server/speech/catalogue.ts';
import { espeakVersion, espeakVoice, findEspeak } from '#server/speech/providers/espeak.ts';

/** Everything anew, not only what has changed. */
const all = process.argv.includes('--all');
const adpcmHeaderBytes = 60;
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

type Place = [at: number, length: number, text: string];

async function make(): Promise<void> {
  const program = findEspeak();
  if (program === null) throw new Error('espeak-ng is not installed: apt-get install espeak-ng');
  const voice = espeakVoice(program, await espeakVersion(program));
  const index: Record<string, { voice: string | null; prompts: Record<string, Place> }> = {};
  for (const language of speechLanguages) {
    const file = path.join(folder, `${language}.wav`);
    const places: Record<string, Place> = {};
    const sounds: Int16Array[] = [];
    // What is there stays where it is, so that a changed text changes little of the file; new sound begins a new block.
    const before = all || !existsSync(file) ? Buffer.alloc(0) : readFileSync(file).subarray(adpcmHeaderBytes);
    let at = (before.length / block.bytes) * block.samples;
    let made = 0;
    for (const { key, text, group } of prompts(language).values()) {
      const there = before.length === 0 ? null : shipped(language, key);
      if (there?.text === text) {
        places[key] = [there.at, there.length, text];
        continue;
      }
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
      made += 1;
    }
    index[language] = { voice: voice.mark(language), prompts: places };
    const data = Buffer.concat([before, toAdpcm(Int16Array.from(sounds.flatMap((one) => [...one])))]);
    if (made > 0) writeFileSync(file, adpcmFile(data, (data.length / block.bytes) * block.samples));
    console.log(
      `${language}: ${made} of ${Object.keys(places).length} prompts made, ${Math.round(data.length / 1024)} kB`,
    );
  }
  writeFileSync(path.join(folder, 'index.json'), `${JSON.stringify(index)}\n`);
}
