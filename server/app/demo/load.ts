import { ensureBuiltInRoles, hashPassword } from '#server/access/index.ts';
import { firstContactDays } from '#server/contacts/first-contact/first-contact.rules.ts';
import { recountFirstContacts } from '#server/contacts/first-contact/first-contact.service.ts';
import { shippedTypes } from '#server/cases/types/shipped.service.ts';
import { caseReportSetting } from '#server/insight/case-report.service.ts';
import { readSetting, type Ctx } from '#server/platform/index.ts';
import { makeDemo, type DemoCase, type DemoDay } from './index.ts';
import {
  analyse,
  changeConversations,
  fill,
  inOneLoad,
  putBack,
  isUntouched,
  renumber,
  setSequences,
  withoutWordIndexes,
} from './load.store.ts';
import { appointmentRows } from './appointments-demo.ts';
import { callbackRows } from './callbacks-demo.ts';
import { callRows } from './calls-demo.ts';
import { loadCaseCalls } from './case-calls-demo.ts';
import { chargeRows } from './charge-demo.ts';
import { escalationRows } from './escalations-demo.ts';
import { loadClocks } from './clocks-demo.ts';
import { sampleFiles } from './documents-demo.ts';
import { loadFirstContacts } from './first-contact-demo.ts';
import { handoverRows } from './handovers-demo.ts';
import { houseWorkRows } from './house-work-demo.ts';
import { flowRows } from './flows-demo.ts';
import { articleRows, indexArticles } from './knowledge/index.ts';
import { useArticles } from './knowledge/uses.ts';
import { makeHistory } from './load-history.ts';
import { organisationRows } from './load-organisation.ts';
import { loadNotices } from './notices-demo.ts';
import { loadRelations } from './relations-demo.ts';
import { roomRows } from './rooms-demo.ts';
import { selfServiceRows } from './self-service-demo.ts';
import { useStandardTexts } from './texts-demo.ts';
import { DEMO_PASSWORD, type DemoMark } from './logins.ts';
import type { CaseType } from './shapes.ts';

/** What the demo is made from; the same everywhere, so that its traffic comes from its own customers. */
export const SEED = 'colle';
/** Days are written together until they hold this many messages: enough for COPY to pay, little enough to keep. */
const MESSAGES_AT_ONCE = 4000;

const LOADED = [
  'access.staff',
  'access.grant',
  'routing.plan',
  'routing.queue',
  'routing.agent',
  'routing.work_item',
  'knowledge.classification',
  'knowledge.standard_text',
  'knowledge.standard_text_version',
  'knowledge.standard_text_use',
  'customers.customer',
  'customers.identity',
  'customers.position',
  'contacts.conversation',
  'contacts.contact',
  'contacts.message',
  'contacts.leg',
  'cases.case',
  'cases.entry',
  'cases.task',
  'cases.notice',
  'contacts.callback',
  'contacts.callback_attempt',
  'contacts.consult',
  'voice.call',
  'cases.step',
  'cases.escalation',
  'cases.opinion',
  'cases.supplier',
  'cases.charge_rule',
  'cases.handover',
  'cases.holder',
  'offices.visit',
  'offices.appointment',
  'customers.bill',
  'customers.reading',
  'flows.session',
  'flows.trail',
  'knowledge.article',
  'knowledge.article_version',
  'knowledge.posting',
  'knowledge.word',
  'knowledge.asked',
  'knowledge.asked_posting',
  'knowledge.use',
];

/**
 * Loads the demo organisation and its past up to now into an untouched database, in one transaction: it is there whole
 * or not at all, whatever ends the process. Nothing is written to the event spine, since nothing of it happened.
 *
 * @param say progress, one line of words at a time
 * @param size smaller past for tests
 * @returns whether the demo is in the database, loaded now or before
 */
export async function loadDemo(
  ctx: Ctx,
  say: (line: string) => void,
  size: { customers?: number; days?: number } = {},
): Promise<boolean> {
  if ((await readSetting<DemoMark>(ctx.db, 'demo')) !== null) return true;
  const roles = await ctx.tx((tx) => ensureBuiltInRoles(tx));
  const { database } = ctx.platform;
  const loaded = await inOneLoad(database, async (client) => {
    if (!(await isUntouched(client))) return false;
    const now = ctx.clock.now();
    const demo = makeDemo({ seed: SEED, now, ...size });
    const { organisation } = demo;
    say(`Loading the demo organisation, ${organisation.name} (only at the first start):`);
    const makeIndexes = await withoutWordIndexes(client, LOADED);
    const passwordHash = await hashPassword(DEMO_PASSWORD);
    await fill(client, organisationRows(demo, roles, passwordHash, now));
    say(`  ${organisation.staff.length} staff, ${demo.customers.length} customers`);

    const history = makeHistory(
      organisation,
      new Map(demo.customers.map((one) => [one.id, one.companyName ?? `${one.name} ${one.surname}`])),
      {
        definitions: new Map(shippedTypes().map((one) => [one.code, one])),
        files: await sampleFiles(ctx.platform, organisation.name),
        now,
      },
    );
    let days: DemoDay[] = [];
    // Cases of the last weeks: some of them were asked about in the back office.
    const recently = now.getTime() - 20 * 86_400_000;
    const cases: DemoCase[] = [];
    let month = '';
    const write = async () => {
      await fill(client, history.rowsOf(days));
      days = [];
    };
    for (const day of demo.days()) {
      if (day.date.slice(0, 7) !== month) {
        month = day.date.slice(0, 7);
        say(`  contacts of ${monthName(day.date)}`);
      }
      days.push(day);
      cases.push(...day.cases.filter(({ openedAt }) => openedAt.getTime() > recently));
      if (days.reduce((sum, one) => sum + one.messages.length, 0) >= MESSAGES_AT_ONCE) await write();
    }
    await write();
    await changeConversations(client, history.changed());
    await renumber(client, history.disordered());
    await makeIndexes();
    const callbacks = callbackRows(
      organisation,
      demo.customers,
      demo.identities,
      now,
      history.last().contact,
    );
    await fill(client, callbacks.rows);
    const calls = callRows(organisation, demo.customers, demo.identities, now, callbacks.last);
    await fill(client, calls.rows);
    const house = houseWorkRows(organisation, demo.customers, cases, now, calls.last);
    await fill(client, house.rows);
    const steps = house.rows.find(([table]) => table === 'cases.step')?.[1] ?? [];
    const escalations = escalationRows(organisation, cases, steps, now);
    await fill(client, escalations.rows);
    await fill(client, chargeRows(organisation));
    const handovers = handoverRows(organisation, demo.customers, cases, now, house.last);
    await fill(client, handovers.rows);
    await putBack(client, handovers.waiting);
    await fill(
      client,
      selfServiceRows(organisation, demo.customers, demo.positions, now, ctx.platform.secret),
    );
    await fill(client, appointmentRows(organisation, demo.customers, now));
    await fill(client, flowRows(organisation, now));
    const articles = articleRows(organisation, now);
    await fill(client, articles.rows);
    await indexArticles(client, articles, now);
    await useArticles(client, now);
    await useStandardTexts(client, now);
    await fill(client, roomRows(organisation, cases, now));
    const last = { ...history.last(), contact: handovers.last };
    await setSequences(client, {
      'customers.customer_number': Math.max(...demo.customers.map((one) => Number(one.number))) + 1,
      'contacts.contact_number': last.contact + 1,
      'cases.case_number': last.case + 1,
      'cases.escalation_number': escalations.last + 1,
    });
    const mark: DemoMark = { seed: SEED, now: now.toISOString(), passwordHash };
    await fill(client, [
      [
        'platform.setting',
        [
          { key: 'organisation', value: JSON.stringify(organisation.name) },
          { key: 'demo', value: JSON.stringify(mark) },
          { key: caseReportSetting, value: JSON.stringify({ items: caseTargets }) },
        ],
      ],
    ]);
    say(`  ${history.contacts()} contacts and ${last.case} cases in all.`);
    return true;
  });
  if (loaded) {
    await analyse(database, LOADED);
    await loadFirstContacts(ctx);
    await ctx.tx((tx) => recountFirstContacts(tx, firstContactDays));
    await loadCaseCalls(ctx);
    await loadClocks(ctx);
    await loadRelations(ctx);
    await loadNotices(ctx);
  }
  // Somebody else may have loaded it while this process waited for its turn.
  return loaded || (await readSetting<DemoMark>(ctx.db, 'demo')) !== null;
}

/** What share of its cases of a type the company wants to end within their limit. */
const caseTargets: { type: CaseType; share: number }[] = [
  { type: 'complaint', share: 0.95 },
  { type: 'billing_rectification', share: 0.95 },
  { type: 'double_billing', share: 0.95 },
  { type: 'information', share: 0.9 },
  { type: 'holder_change', share: 0.9 },
  { type: 'fault_report', share: 0.9 },
];

const monthName = (day: string): string =>
  new Date(`${day}T12:00:00Z`).toLocaleDateString('en-GB', { month: 'long', year: 'numeric' });
