import type { Platform } from '#server/platform/index.ts';
import { letterFile } from '#server/platform/index.ts';
import type { SampleFile } from './case-rows.ts';

/** What stands for the documents of the demo's cases: one sheet of each kind, which says that it is an example. */
const SHEETS: Record<string, [name: string, text: string]> = {
  copy: ['Duplicato', 'Duplicato della bolletta, inviato al recapito ufficiale.'],
  identity: ['Documento', 'Copia del documento di identità di una persona inventata.'],
  title: ['Titolo', 'Contratto di affitto registrato, di esempio.'],
  report: ['Referto', 'pH 7,4 · durezza 21 °f · nitrati 9 mg/l · valori entro i limiti di legge.'],
  photo: ['Foto del contatore', 'Al posto della fotografia: lettura del contatore leggibile.'],
};

/** Puts the sheets among the files, and answers them by the key of the document. */
export async function sampleFiles(
  platform: Platform,
  organisation: string,
): Promise<Map<string, SampleFile>> {
  const kept = new Map<string, SampleFile>();
  for (const [key, [subject, text]] of Object.entries(SHEETS)) {
    const { name, type, content } = letterFile({
      organisation,
      subject,
      text: `${text}\n\nDocumento di esempio.`,
      language: 'it',
      // The same bytes at every start.
      at: new Date('2026-01-05T10:00:00Z'),
      timeZone: 'Europe/Rome',
      number: null,
    });
    kept.set(key, { name, type, size: content.length, sha256: await platform.files.put(content) });
  }
  return kept;
}
