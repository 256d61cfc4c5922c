/** Numbers of cases that a text names, each once. */
export const casesNamedIn = (text: string): string[] => [
  ...new Set(
    [...text.matchAll(/(?<![\p{L}\d-])PR-\d{4}-\d{6,15}(?![\d])/giu)].map(([number]) => number.toUpperCase()),
  ),
];

const editMinutes = 15;

/** Until when somebody may put their own words right; what was read for longer than that is taken back instead. */
export const editableUntil = (at: Date): Date => new Date(at.getTime() + editMinutes * 60_000);

/** The beginning of a text, in one line. */
export function excerpt(text: string, most = 200): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const letters = [...line];
  return letters.length <= most ? line : `${letters.slice(0, most - 1).join('')}…`;
}

const words = {
  it: {
    subject: (by: string, room: string) => `${by} ti ha scritto in «${room}»`,
    body: (by: string, room: string, text: string, link: string) =>
      `${by}, nella stanza «${room}»:\n\n${text}\n\nPer leggere e rispondere: ${link}\n\nMessaggio automatico: arriva a chi è nominato in una stanza mentre non è al lavoro.`,
  },
  en: {
    subject: (by: string, room: string) => `${by} wrote to you in “${room}”`,
    body: (by: string, room: string, text: string, link: string) =>
      `${by}, in the room “${room}”:\n\n${text}\n\nTo read and answer: ${link}\n\nAutomatic message, sent to those who are named in a room while they are away.`,
  },
} as const;

/** The mail to somebody who was named in a room while away, in their language. */
export function mentionMail(
  language: string,
  { by, room, text, link }: { by: string; room: string; text: string; link: string },
): { subject: string; text: string } {
  const say = words[language === 'it' ? 'it' : 'en'];
  return { subject: say.subject(by, excerpt(room, 80)), text: say.body(by, room, excerpt(text, 1000), link) };
}
