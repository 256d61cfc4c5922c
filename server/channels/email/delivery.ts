import type { Ctx } from '#server/platform/index.ts';
import type { RenderedMail } from './compose.ts';
import { certificateTrouble } from './tls.rules.ts';

/** Hands a rendered mail to the next server; the answer is the server's words. */
export type Deliver = (ctx: Ctx, id: string, mail: RenderedMail) => Promise<string>;

// Tries after 1, 2, 4 ... minutes up to 4 hours apart: about two days in all, as mail servers do.
const mostAttempts = 20;
const pauseSeconds = (attempt: number) => Math.min(4 * 3600, 60 * 2 ** (attempt - 1));

/** How one try ended, with the server's words. `again` is when to try next. */
export type Delivered =
  | { state: 'sent'; said: string }
  | { state: 'deferred'; said: string; again: Date }
  | { state: 'failed'; said: string };

/** Tries to deliver a mail for the nth time. A 5xx is final, as is a failure after two days of tries. */
export async function tryDelivery(
  ctx: Ctx,
  deliver: Deliver,
  id: string,
  mail: RenderedMail,
  attempt: number,
): Promise<Delivered> {
  try {
    return { state: 'sent', said: await deliver(ctx, id, mail) };
  } catch (error) {
    const { responseCode, response, message } = error as {
      responseCode?: number;
      response?: string;
      message: string;
    };
    const said = (certificateTrouble(error) ?? response ?? message).slice(0, 1000);
    if ((responseCode !== undefined && responseCode >= 500) || attempt >= mostAttempts)
      return { state: 'failed', said };
    return {
      state: 'deferred',
      said,
      again: new Date(ctx.clock.now().getTime() + pauseSeconds(attempt) * 1000),
    };
  }
}
