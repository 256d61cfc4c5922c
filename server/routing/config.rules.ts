import { workChannels } from '#contract/words.ts';
import type { FieldError } from '#server/platform/index.ts';
import type { ProfileRow } from './config.store.ts';

const known = new Set<string>(workChannels);

/** Keys that are no channel, by the names of their fields. */
export const wrongChannels = (field: string, record: Readonly<Record<string, unknown>>): FieldError[] =>
  Object.keys(record)
    .filter((key) => !known.has(key))
    .map((key) => ({
      field: `${field}.${key}`,
      message: `no such channel; one of ${workChannels.join(', ')}`,
    }));

/** Skills that do not exist, or are named twice, by the names of their fields. */
export function wrongSkills(
  field: string,
  list: readonly { skill: string }[],
  skills: ReadonlySet<string>,
): FieldError[] {
  return list.flatMap(({ skill }, index) => {
    if (!skills.has(skill)) return [{ field: `${field}[${index}].skill`, message: 'no such skill' }];
    const first = list.findIndex((other) => other.skill === skill);
    return first < index
      ? [{ field: `${field}[${index}].skill`, message: `named already in ${field}[${first}]` }]
      : [];
  });
}

/** What is wrong with a routing profile: unknown channels and queues, one place twice, a channel nobody may take. */
export function wrongProfile(
  profile: Pick<ProfileRow, 'capacity' | 'queues'>,
  queues: ReadonlySet<string>,
): FieldError[] {
  const wrong = wrongChannels('capacity', profile.capacity);
  profile.queues.forEach(({ queueId, channel }, index) => {
    const field = `queues[${index}]`;
    if (!queues.has(queueId)) wrong.push({ field: `${field}.queueId`, message: 'no such queue' });
    const first = profile.queues.findIndex((other) => other.queueId === queueId && other.channel === channel);
    if (first < index) wrong.push({ field, message: `the same queue and channel as queues[${first}]` });
    if ((profile.capacity[channel]?.max ?? 0) === 0)
      wrong.push({ field: `${field}.channel`, message: 'the profile has no capacity for this channel' });
  });
  return wrong;
}
