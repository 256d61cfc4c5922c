import type { FlowLanguage } from '#contract/flow-graph.ts';

/**
 * A text as a file that a customer can keep: who wrote it, when, about what. Plain text, so that every device reads it;
 * with a mark at its beginning by which old programs know its letters.
 */
export function documentOf(
  { subject, text }: { subject: string; text: string },
  { organisation, language, at }: { organisation: string; language: FlowLanguage; at: Date },
): { name: string; text: string } {
  const day = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
    dateStyle: 'long',
    timeZone: 'Europe/Rome',
  }).format(at);
  const lines = [organisation, day, '', subject, '', text.trim()];
  const name = subject
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .slice(0, 80)
    .trim()
    .replaceAll(' ', '-');
  return {
    name: `${name || 'document'}.txt`,
    text: `\uFEFF${lines.join('\r\n').replace(/(?<!\r)\n/g, '\r\n')}\r\n`,
  };
}
