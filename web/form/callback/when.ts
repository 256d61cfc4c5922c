/** Day and time as they are meant where the organisation is; who reads it elsewhere is told of which place. */
export const whenIn = (iso: string, language: string, timeZone: string): string =>
  new Intl.DateTimeFormat(language, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    hour: '2-digit',
    minute: '2-digit',
    timeZone,
    ...elsewhere(timeZone),
  }).format(new Date(iso));

/** Times by their day, for a list to choose from. */
export function byDay(
  times: readonly string[],
  language: string,
  timeZone: string,
): { day: string; times: { at: string; text: string }[] }[] {
  const day = new Intl.DateTimeFormat(language, { weekday: 'long', day: 'numeric', month: 'long', timeZone });
  const time = new Intl.DateTimeFormat(language, {
    hour: '2-digit',
    minute: '2-digit',
    timeZone,
    ...elsewhere(timeZone),
  });
  const days = Map.groupBy(times, (at) => day.format(new Date(at)));
  return [...days].map(([name, some]) => ({
    day: name,
    times: some.map((at) => ({ at, text: time.format(new Date(at)) })),
  }));
}

const elsewhere = (timeZone: string): Intl.DateTimeFormatOptions =>
  Intl.DateTimeFormat().resolvedOptions().timeZone === timeZone ? {} : { timeZoneName: 'short' };
