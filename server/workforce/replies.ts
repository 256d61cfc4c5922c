import type { Agent } from './cast.ts';

/** A refusal takes at least a second, or one agent alone would refuse the same contact for ever in one instant. */
const LEAST_REFUSAL = 1000;

/** What an agent will say to an offer. */
interface Reply {
  offer: string;
  agent: Agent;
  /** The offer is still open. */
  live: boolean;
  answer: 'accept' | 'decline';
}

/** The answers that agents are about to give. */
export class Replies {
  readonly #open = new Map<string, Reply>();
  /** Those that take a while, by number. */
  readonly #slots: (Reply | null)[] = [];
  readonly #free: number[] = [];
  /** Those that are given in the instant in which the offer is made. */
  readonly #ready: Reply[] = [];

  /**
   * An offer was made: decides how and when the agent answers it.
   * @returns the number under which to `take` the answer, and after how many ms; null when it is ready now or never comes
   */
  plan(offer: string, agent: Agent): { slot: number; delay: number } | null {
    const { config, chance, accept } = agent.group;
    const drawn = config.declineShare + config.missShare > 0 ? chance() : 1;
    if (drawn < config.missShare) return null;
    const answer = drawn < config.missShare + config.declineShare ? 'decline' : 'accept';
    const delay = Math.max(accept() * 1000, answer === 'decline' ? LEAST_REFUSAL : 0);
    const reply: Reply = { offer, agent, live: true, answer };
    this.#open.set(offer, reply);
    if (delay === 0) {
      this.#ready.push(reply);
      return null;
    }
    const slot = this.#free.pop() ?? this.#slots.length;
    this.#slots[slot] = reply;
    return { slot, delay };
  }

  /** The answer that is due now; null when the offer is over. */
  take(slot: number): Reply | null {
    const reply = this.#slots[slot]!;
    this.#slots[slot] = null;
    this.#free.push(slot);
    return reply.live ? reply : null;
  }

  /** The next acceptance that takes no time, or null. */
  ready(): Reply | null {
    for (let reply = this.#ready.shift(); reply !== undefined; reply = this.#ready.shift())
      if (reply.live) return reply;
    return null;
  }

  /** The offer is over. */
  forget(offer: string): void {
    const reply = this.#open.get(offer);
    if (reply === undefined) return;
    reply.live = false;
    this.#open.delete(offer);
  }
}
