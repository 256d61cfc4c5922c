import { insertParty } from '#server/cases/parties/parties.store.ts';
import { insertPlan } from '#server/cases/plans/plans.store.ts';
import { insertRelation, putUnder } from '#server/cases/subcases/subcases.store.ts';
import { newId, saveFiles, type Ctx, type Tx } from '#server/platform/index.ts';
import {
  askedByMail,
  backOffice,
  casesUnderWay,
  caused,
  customersBeside,
  type OpenCase,
} from './relations-demo.read.ts';

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
    await workPlan(
      tx,
      ctx,
      open.filter(({ id }) => id !== one.id),
    );
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

/** A plan of work in mid-run: one piece is done, one runs by mail at a centre's, the last waits for both. */
async function workPlan(tx: Tx, ctx: Ctx, open: readonly OpenCase[]): Promise<void> {
  const asked = await askedByMail(tx);
  const one = open.find(({ id }) => asked.some(({ caseId }) => caseId === id));
  const question = asked.find(({ caseId }) => caseId === one?.id);
  const queue = await backOffice(tx);
  if (one === undefined || question === undefined || queue === null) return;
  const now = ctx.clock.now();
  const planId = newId();
  const begun = new Date(Math.max(one.openedAt.getTime(), now.getTime() - 3 * DAY));
  const [site, permit] = [newId(), newId()];
  const piece = {
    planId,
    caseId: one.id,
    agentId: null,
    queueId: null,
    centreId: null,
    dueHours: null,
    why: null,
    stepId: null,
    escalationId: null,
    startedAt: null,
    endedAt: null,
    answer: null,
    answeredBy: null,
  };
  await insertPlan(
    tx,
    {
      id: planId,
      caseId: one.id,
      template: null,
      name: 'Verifica e risposta',
      state: 'running',
      startedAt: begun,
      startedBy: one.ownerId,
      startedByName: one.ownerName,
      endedAt: null,
    },
    [
      {
        ...piece,
        id: permit,
        position: 0,
        title: 'Verifica in archivio',
        question: 'Quello che scrive il cliente risulta in archivio?',
        queueId: queue,
        after: [],
        state: 'done',
        startedAt: begun,
        endedAt: new Date(begun.getTime() + DAY),
        answer: 'Sì, i dati coincidono.',
        answeredBy: 'Giulia Torrebianchi',
      },
      {
        ...piece,
        id: site,
        position: 1,
        title: 'Parere della rete',
        question: question.question,
        centreId: question.centreId,
        after: [],
        state: 'running',
        escalationId: question.id,
        startedAt: question.askedAt,
      },
      {
        ...piece,
        id: newId(),
        position: 2,
        title: 'Bozza della risposta',
        question: 'Prepara la risposta con i due esiti.',
        queueId: queue,
        dueHours: 16,
        after: [permit, site],
        state: 'waiting',
      },
    ],
  );
}
