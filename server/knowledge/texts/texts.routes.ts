import * as contract from '#contract/standard-texts.ts';
import { on, type Ctx, type Mounted, type Tx } from '#server/platform/index.ts';
import { exportTexts, importTexts } from './exchange.service.ts';
import * as texts from './texts.service.ts';
import { listPlaceholders, textByItsCode, textsInForce, valuesForContact } from './values.service.ts';

/** Does something with a text and answers with all of it. */
const then = (ctx: Ctx, id: string, work: (tx: Tx) => Promise<unknown>) =>
  ctx.tx(async (tx) => {
    await work(tx);
    return texts.fullText(tx, ctx, id);
  });
const instantOf = (text: string | null): Date | null => (text === null ? null : new Date(text));

export const standardTextRoutes: Mounted[] = [
  on(contract.listStandardTexts, ({ ctx, input }) => texts.listTexts(ctx, input.query)),
  on(contract.createStandardText, ({ ctx, input }) =>
    ctx.tx(async (tx) => texts.fullText(tx, ctx, (await texts.createText(tx, ctx, input.body)).id)),
  ),
  on(contract.getStandardText, ({ ctx, input }) => texts.fullText(ctx.db, ctx, input.params.id)),
  on(contract.updateStandardText, ({ ctx, input }) =>
    then(ctx, input.params.id, (tx) => texts.updateText(tx, ctx, input.params.id, input.body)),
  ),
  on(contract.saveTextDraft, ({ ctx, input: { params, body } }) => {
    const { revision, sourceNumber, ...words } = body;
    return then(ctx, params.id, (tx) =>
      texts.saveTextDraft(tx, ctx, params.id, params.language, { words, revision, sourceNumber }),
    );
  }),
  on(contract.dropTextDraft, ({ ctx, input: { params } }) =>
    ctx.tx((tx) => texts.dropTextDraft(tx, ctx, params.id, params.language)),
  ),
  on(contract.submitTextDraft, ({ ctx, input: { params } }) =>
    then(ctx, params.id, (tx) => texts.submitTextDraft(tx, ctx, params.id, params.language)),
  ),
  on(contract.decideTextDraft, ({ ctx, input: { params, body } }) =>
    then(ctx, params.id, (tx) =>
      texts.decideTextDraft(tx, ctx, params.id, params.language, {
        ...body,
        validFrom: instantOf(body.validFrom),
        validTo: body.validTo === undefined ? undefined : instantOf(body.validTo),
      }),
    ),
  ),
  on(contract.withdrawStandardText, ({ ctx, input: { params, body } }) =>
    then(ctx, params.id, (tx) => texts.withdrawText(tx, ctx, params.id, body)),
  ),
  on(contract.restoreTextVersion, ({ ctx, input: { params, body } }) =>
    then(ctx, params.id, (tx) => texts.restoreText(tx, ctx, params.id, body.version)),
  ),
  on(contract.textsInForce, ({ ctx }) => textsInForce(ctx)),
  on(contract.textByCode, ({ ctx, input }) => textByItsCode(ctx, input)),
  on(contract.listPlaceholders, ({ ctx }) => listPlaceholders(ctx)),
  on(contract.contactValues, ({ ctx, input }) =>
    valuesForContact(ctx, input.params.id, input.query.language),
  ),
  on(contract.exportStandardTexts, async ({ ctx, reply }) => {
    const content = JSON.stringify(await exportTexts(ctx), null, 2);
    void reply.type('application/json; charset=utf-8').headers({
      'content-disposition': 'attachment; filename="standard-texts.json"',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
    return reply.send(`${content}\n`);
  }),
  on(contract.importStandardTexts, ({ ctx, input }) => ctx.tx((tx) => importTexts(tx, ctx, input.body))),
];
