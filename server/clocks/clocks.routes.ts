import * as packs from '#contract/clock-packs.ts';
import * as contract from '#contract/clocks.ts';
import { on, scopeOf, type Mounted } from '#server/platform/index.ts';
import { pauseByHand, resumeByHand } from './clocks.service.ts';
import { compensationPage, exportList } from './compensations.read.ts';
import { compensationNow, decideOn, exportAll, exportFile, noteCredited } from './compensations.service.ts';
import { unseenNotices } from './notices.read.ts';
import { seeNotices } from './notices.store.ts';
import { previewOf } from './moves.service.ts';
import {
  changePackOf,
  createPackOf,
  deletePackOf,
  documentOfPack,
  forcePackOf,
  replacePackOf,
} from './pack-changes.service.ts';
import { addStandardOf, changeStandardOf, listPacksNow, putPlace } from './packs.service.ts';
import { clockPlaces } from './places.read.ts';

export const clocksRoutes: Mounted[] = [
  on(contract.listPacks, ({ ctx }) => listPacksNow(ctx.db)),
  on(packs.createPack, ({ ctx, input }) => createPackOf(ctx, input.body)),
  on(packs.changePack, ({ ctx, input }) => changePackOf(ctx, input.params.id, input.body)),
  on(packs.replacePack, ({ ctx, input }) => replacePackOf(ctx, input.params.id, input.body)),
  on(packs.readPackDocument, ({ ctx, input }) => documentOfPack(ctx, input.params.id)),
  on(packs.deletePack, ({ ctx, input }) => deletePackOf(ctx, input.params.id)),
  on(packs.forcePack, ({ ctx, input }) => forcePackOf(ctx, input.params.id, input.body)),
  on(packs.previewMoves, ({ ctx, input }) => previewOf(ctx, input.body)),
  on(contract.changeStandard, ({ ctx, input }) => changeStandardOf(ctx, input.params.id, input.body)),
  on(contract.addStandard, ({ ctx, input }) => addStandardOf(ctx, input.body)),
  on(contract.listClockPlaces, async ({ ctx }) => ({ items: await clockPlaces(ctx.db) })),
  on(contract.putClockPlace, ({ ctx, input }) => putPlace(ctx, input.params.id, input.body)),
  on(contract.pauseClock, ({ ctx, input }) => pauseByHand(ctx, input.params.id, input.body)),
  on(contract.resumeClock, ({ ctx, input }) => resumeByHand(ctx, input.params.id, input.body)),
  on(contract.listClockNotices, async ({ ctx }) => ({
    items: await unseenNotices(ctx.db, ctx.actor, ctx.clock.now()),
  })),
  on(contract.seeClockNotices, ({ ctx, input }) => {
    const { id, kind } = ctx.actor;
    return kind === 'staff' && id !== null
      ? ctx.tx((tx) => seeNotices(tx, id, input.body.clocks))
      : Promise.resolve();
  }),
  on(contract.listCompensations, ({ ctx, input }) => compensationPage(ctx.db, ctx.actor, input.query)),
  on(contract.decideCompensation, async ({ ctx, input }) => {
    await decideOn(ctx, input.params.id, input.body);
    return compensationNow(ctx, input.params.id);
  }),
  on(contract.exportCompensations, ({ ctx }) => exportAll(ctx)),
  on(contract.listExports, async ({ ctx }) => ({
    items: await exportList(ctx.db, scopeOf(ctx.actor, 'compensation.bill')),
  })),
  on(contract.readExport, async ({ ctx, input, reply }) => {
    const file = await exportFile(ctx, input.params.id);
    void reply.type('text/csv; charset=utf-8').headers({
      'content-disposition': `attachment; filename="compensations-${input.params.id.slice(0, 8)}.csv"`,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
    return reply.send(file) as never;
  }),
  on(contract.payCompensation, async ({ ctx, input }) => {
    await noteCredited(ctx, input.params.id, input.body.reference);
    return compensationNow(ctx, input.params.id);
  }),
];
