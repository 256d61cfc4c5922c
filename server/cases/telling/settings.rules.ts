import type { z } from 'zod';
import type { tellingSettings } from '#contract/telling.ts';
import { invalid } from '#server/platform/index.ts';

export type Settings = z.output<typeof tellingSettings>;

/** @throws Problem 422 naming the end that does not lie after its beginning */
export function hoursProblems({ hours }: Pick<Settings, 'hours'>): void {
  for (const [channel, band] of Object.entries(hours))
    if (band !== null && band.calendar === null && band.to <= band.from)
      throw invalid(`hours.${channel}.to`, 'a time after the first one');
}
