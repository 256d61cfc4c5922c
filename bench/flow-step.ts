// npm run bench -- --only flow-step: what a step of a flow costs the server while 200 people walk through flows.
import { connectModules } from '#server/app/modules.ts';
import { readShipped } from '#server/app/demo/flows-demo.ts';
import { answerFlow, firstTurn, openFlow } from '#server/flows/index.ts';
import { newId } from '#server/platform/index.ts';
import { figuresTable, ms, quantile, table, timesHead, timesRow } from './support/report.ts';
import { inWorld, type World } from './support/world.ts';

const walkers = 200;
const seconds = Number(process.env['BENCH_SECONDS'] ?? 30);
/** How long somebody thinks before they answer, in milliseconds. */
const thinks = 4000;
const answers = ['guasto', 'un guasto senza pericolo', 'via del mulino', 'sì'] as const;

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

await inWorld({}, measure);

async function measure(world: World): Promise<void> {
  const { ctx } = world;
  connectModules(ctx.platform);
  await seed(world);
  const steps: number[] = [];
  const first: number[] = [];
  let failures = 0;
  let counting = false;
  const until = performance.now() + (seconds + 5) * 1000;
  const walk = async () => {
    // Not all at once: they come over the time of one thought.
    await pause(Math.random() * thinks);
    while (performance.now() < until) {
      try {
        const begun = await ctx.tx((tx) =>
          openFlow(tx, ctx, { flow: 'menu', channel: 'chat', language: 'it', from: null }),
        );
        const start = performance.now();
        let { turn } = await firstTurn(ctx, begun!.id);
        if (counting) first.push(performance.now() - start);
        for (const text of answers) {
          await pause(thinks * (0.5 + Math.random()));
          const at = performance.now();
          ({ turn } = await answerFlow(ctx, begun!.id, turn, { kind: 'text', text }));
          if (counting) steps.push(performance.now() - at);
        }
      } catch (error) {
        if (failures === 0) console.error(error);
        failures += 1;
      }
    }
  };
  // What was read once is not measured: plans, statements, graphs.
  setTimeout(() => {
    counting = true;
  }, 5000);
  await Promise.all(Array.from({ length: walkers }, walk));
  const p95 = quantile(steps, 0.95);
  console.log(
    figuresTable([
      {
        what: `A step of a flow, server time, p95, ${walkers} sessions`,
        asked: '≤ 10 ms',
        measured: `${ms(p95)} (p50 ${ms(quantile(steps, 0.5))})`,
        met: p95 <= 10 && failures === 0,
      },
    ]),
  );
  console.log(
    `\n${walkers} people walk through the shipped menu and the flow about faults for ${seconds} s, thinking ${thinks / 1000} s ` +
      `between answers (${Math.round(steps.length / seconds)} steps a second). A step is one transaction: the session is ` +
      `locked, the graph walked, the fault looked up, the trail written. Failures: ${failures}.\n`,
  );
  console.log(table([timesRow('step', steps), timesRow('first turn', first)], timesHead));
  if (failures > 0) process.exitCode = 1;
}

/** The shipped flows, published, and the queues they lead to. */
async function seed({ ctx }: World): Promise<void> {
  const service = newId();
  await ctx.db
    .insertInto('access.service')
    .values({ id: service, code: 'clienti', name: JSON.stringify({ it: 'Clienti', en: 'Customers' }) })
    .execute();
  for (const code of ['clienti', 'acqua'])
    await ctx.db
      .insertInto('routing.queue')
      .values({
        id: newId(),
        code,
        name: code,
        serviceId: service,
        serviceLevel: JSON.stringify({ formula: 'negative', version: 1, threshold: {}, target: 0.8 }),
      })
      .execute();
  for (const code of ['menu', 'guasto']) {
    const id = newId();
    const { name, graph } = readShipped(code);
    await ctx.db
      .insertInto('flows.flow')
      .values({ id, code, name: JSON.stringify(name) })
      .execute();
    await ctx.db
      .insertInto('flows.version')
      .values({
        flowId: id,
        number: 1,
        state: 'published',
        graph: JSON.stringify(graph),
        publishAt: new Date(),
        publishedBy: 'bench',
      })
      .execute();
  }
  await ctx.db
    .insertInto('customers.outage')
    .values({
      id: newId(),
      kind: 'water',
      area: 'Colle',
      street: 'Via del Mulino',
      text: JSON.stringify({ it: 'Manca l’acqua.', en: 'There is no water.' }),
      startsAt: new Date(),
    })
    .execute();
}
