import { insertParty } from '#server/cases/parties/parties.store.ts';
import { newId, saveFiles, type Ctx } from '#server/platform/index.ts';
import { casesUnderWay, customersBeside } from './relations-demo.read.ts';

// The people of one of the demo's cases: a daughter who acts for her father, and a committee that is kept informed. Nothing
// of it is told, since nothing of it happened.

const DAY = 86_400_000;
const dayOf = (at: Date) => at.toISOString().slice(0, 10);

/** Gives the demo's cases what relates them to people and to each other, once. */
export async function loadRelations(ctx: Ctx): Promise<void> {
  const paper = Buffer.from(
    'Delega\n\nDelego mia figlia a seguire la pratica e a ricevere le comunicazioni.\n(documento inventato per la dimostrazione)\n',
  );
  const sha256 = await ctx.platform.files.put(paper);
  await ctx.tx(async (tx) => {
    const now = ctx.clock.now();
    const open = await casesUnderWay(tx);
    const one = open.find(({ type }) => type === 'complaint') ?? open[0];
    if (one === undefined) return;
    const [daughter] = await customersBeside(tx, [one.customerId], 1);
    const [file] = await saveFiles(tx, [{ sha256, size: paper.byteLength, type: 'text/plain' }]);
    const common = {
      caseId: one.id,
      addedBy: `staff:${one.ownerId}`,
      addedByName: one.ownerName,
      addedAt: one.openedAt,
    };
    if (daughter !== undefined)
      await insertParty(tx, {
        ...common,
        id: newId(),
        role: 'delegate',
        customerId: daughter,
        capacity: 'family',
        validFrom: dayOf(one.openedAt),
        validUntil: dayOf(new Date(now.getTime() + 180 * DAY)),
        fileId: file!.id,
        fileName: 'delega.txt',
        note: 'Preferisce essere chiamata la sera.',
      });
    await insertParty(tx, {
      ...common,
      id: newId(),
      role: 'observer',
      name: 'Comitato di quartiere Fonte Alta',
      email: 'comitato.fontealta@example.org',
      consentHow: 'writing',
      consentWords: 'Chiediamo di essere informati dell’esito.',
      consentAt: one.openedAt,
      consentBy: one.ownerName,
    });
  });
}
