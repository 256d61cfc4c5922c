import { insertParty } from '#server/cases/parties/parties.store.ts';
import { insertRelation, putUnder } from '#server/cases/subcases/subcases.store.ts';
import { newId, saveFiles, type Ctx, type Tx } from '#server/platform/index.ts';
import { casesUnderWay, caused, customersBeside, type OpenCase } from './relations-demo.read.ts';

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
    await outage(tx, ctx, open);
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

/** A fault with what customers wrote of it under its case, and one that it is to be looked at with. */
async function outage(tx: Tx, ctx: Ctx, open: readonly OpenCase[]): Promise<void> {
  const inNetwork = await caused(tx, 'acqua.guasti');
  const [main, ...others] = open.filter(({ id }) => inNetwork.has(id));
  if (main === undefined) return;
  for (const one of others.slice(0, 4))
    await putUnder(tx, {
      caseId: one.id,
      parentId: main.id,
      joinedAt: ctx.clock.now(),
      joinedByName: main.ownerName,
    });
  const [beside] = others.slice(4);
  if (beside !== undefined)
    await insertRelation(tx, {
      id: newId(),
      caseId: main.id,
      otherId: beside.id,
      kind: 'see_also',
      madeAt: ctx.clock.now(),
      madeByName: main.ownerName,
    });
}
