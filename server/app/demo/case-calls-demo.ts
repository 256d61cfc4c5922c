import { addEntry } from '#server/cases/cases.store.ts';
import type { Ctx } from '#server/platform/index.ts';
import { casesToCall, openCalls, oweTo } from './case-calls-demo.store.ts';

// Calls that are owed about a case: one waits for its turn, one has a time.

const NOTE = 'Vuole sapere a che punto è la pratica: la risposta dell’ufficio è nella storia.';

/** Makes some of the open callbacks of the demo calls about an open case of their customer. */
export async function loadCaseCalls(ctx: Ctx): Promise<void> {
  await ctx.tx(async (tx) => {
    const calls = await openCalls(tx);
    const cases = await casesToCall(tx, calls.length);
    for (const [index, call] of calls.entries()) {
      const about = cases[index];
      if (about === undefined) return;
      await oweTo(tx, call.id, about, NOTE);
      await addEntry(tx, {
        caseId: about.id,
        at: call.askedAt,
        kind: 'step',
        actor: `staff:${about.ownerId}`,
        authorName: about.ownerName,
        body: NOTE,
        data: { about: 'call_promised', contact: call.id, at: call.wantedAt?.toISOString() ?? null },
      });
    }
  });
}
