import type { Leg, LegEnd } from '../core/leg.ts';
import type { Room } from '../core/room.ts';

interface Phone {
  leg: Leg;
  since: Date;
  /** The room that its line is in. */
  room: Room | null;
}

/** The telephones of the staff: one line each, open while they work, that joins the room of the call it is wanted on. */
export class Phones {
  /** A telephone came or went. */
  onChange: (staff: string) => void = () => undefined;
  /** A line was brought into a call out of another one, where it is missing now. */
  onTaken: (staff: string) => void = () => undefined;
  readonly #phones = new Map<string, Phone>();

  /** A line stands; the one it replaces ends. */
  put(staff: string, leg: Leg): void {
    const before = this.#phones.get(staff);
    this.#phones.set(staff, { leg, since: new Date(), room: null });
    leg.onEnd = () => {
      if (this.#phones.get(staff)?.leg !== leg) return;
      this.leave(staff);
      this.#phones.delete(staff);
      this.onChange(staff);
    };
    if (before !== undefined) {
      before.room?.remove(before.leg.id);
      before.leg.onEnd = null;
      void before.leg.hangup();
    }
    this.onChange(staff);
  }

  leg(staff: string): Leg | null {
    return this.#phones.get(staff)?.leg ?? null;
  }

  /** The staff whose line is up. */
  present(): Set<string> {
    return new Set(this.#phones.keys());
  }

  list(): { staff: string; since: string }[] {
    return [...this.#phones].map(([staff, { since }]) => ({ staff, since: since.toISOString() }));
  }

  /** Whether a line is up and in no other room than this one: it could come, or is here. */
  free(staff: string, room: Room): boolean {
    const phone = this.#phones.get(staff);
    return phone !== undefined && (phone.room === null || phone.room === room);
  }

  /** Brings a line into a room, out of the one where it was. @returns the leg; null: it is not up */
  join(staff: string, room: Room): Leg | null {
    const phone = this.#phones.get(staff);
    if (phone === undefined) return null;
    if (phone.room !== room) {
      const taken = phone.room !== null;
      this.leave(staff);
      phone.room = room;
      if (taken) queueMicrotask(() => this.onTaken(staff));
    }
    room.add(phone.leg);
    return phone.leg;
  }

  /** Takes a line out of a room, or out of whichever it is in. */
  leave(staff: string, room?: Room): void {
    const phone = this.#phones.get(staff);
    if (phone?.room == null || (room !== undefined && phone.room !== room)) return;
    phone.room.remove(phone.leg.id);
    phone.room = null;
  }

  async hangup(staff: string, cause: LegEnd = 'hung_up'): Promise<void> {
    await this.#phones.get(staff)?.leg.hangup(cause);
  }
}
