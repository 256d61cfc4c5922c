import type { LiveEvent } from '#contract/live.ts';
import { getRoom, listMembers, listPosts, listRoomMentions, listRooms } from '#contract/rooms.ts';
import { invalidate } from '#web/kit/index.ts';

/** Live events into the cache of the rooms. */
export function onRoomEvent({ kind, data }: LiveEvent): void {
  const params = { id: String(data['room']) };
  invalidate(listRooms);
  invalidate(getRoom, { params });
  if (kind === 'room.said') invalidate(listPosts, { params });
  if (kind === 'room.changed') invalidate(listMembers, { params });
  if (kind === 'room.mention') invalidate(listRoomMentions);
}
