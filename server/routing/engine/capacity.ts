import type { Capacity, Channel, OpenItem } from './types.ts';

export type CapacityAnswer =
  | { ok: true }
  | {
      ok: false;
      reason: 'channel_not_allowed' | 'channel_full' | 'blocked_by_open_channel';
      blockedBy: Channel;
    };

const OK: CapacityAnswer = { ok: true };

/**
 * The one capacity gate (R11), for every path: offers, manual pulls, transfers, reopening, and the
 * store's own check inside a transaction. `open` holds one channel per taken slot (offers, active
 * items and wrap-ups; not parked items, and not the item in question itself).
 * The strictest open channel decides: one that does not name `channel` in `interruptedBy` keeps it out.
 */
export function canTake(capacity: Capacity, open: readonly Channel[], channel: Channel): CapacityAnswer {
  const max = capacity[channel]?.max ?? 0;
  if (max <= 0) return { ok: false, reason: 'channel_not_allowed', blockedBy: channel };
  let same = 0;
  for (const other of open) {
    if (other === channel) same++;
    else if (!capacity[other]?.interruptedBy.includes(channel)) {
      return { ok: false, reason: 'blocked_by_open_channel', blockedBy: other };
    }
  }
  return same < max ? OK : { ok: false, reason: 'channel_full', blockedBy: channel };
}

/** The channels of the slots an agent has taken, for `canTake`; `except` = the item that is being judged. */
export function openChannels(open: readonly OpenItem[], except?: string): Channel[] {
  const channels: Channel[] = [];
  for (const slot of open) if (slot.state !== 'parked' && slot.item !== except) channels.push(slot.channel);
  return channels;
}
