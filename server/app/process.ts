import type { FastifyInstance } from 'fastify';
import { ensureBootstrapToken, ensureBuiltInRoles } from '#server/access/index.ts';
import { ensureShippedTypes, startReminders, startTellingClock } from '#server/cases/index.ts';
import { email, voice } from '#server/channels/index.ts';
import {
  applyRouting,
  askWaiting,
  handlingTimes,
  startCallbackClock,
  startListeningWatch,
} from '#server/contacts/index.ts';
import { ensurePacks, startClockSweep } from '#server/clocks/index.ts';
import { queuesLive } from '#server/insight/queues-live.service.ts';
import { startFigures } from '#server/insight/index.ts';
import { startAppointmentClock } from '#server/offices/index.ts';
import {
  contextFor,
  isConnectionError,
  openDatabase,
  startConsumer,
  startJobs,
  systemActor,
  type Platform,
} from '#server/platform/index.ts';
import { startRouting, startRuleClock, type Measures } from '#server/routing/index.ts';
import type { RoleState } from './health.ts';
import { startHousekeeping } from './housekeeping.ts';
import { createHttpServer } from './http.ts';
import { startMail } from './mail.ts';
import { startMediaProcess } from './media-process.ts';
import { connectModules, consumers, jobsOf } from './modules.ts';

export interface RunningProcess {
  server: FastifyInstance | null;
  /** The port people reach, also when 0 was asked for. */
  port: number | null;
  smtpPort: number | null;
  stop(): Promise<void>;
}

interface Part {
  stop(): Promise<void> | void;
}

/**
 * Starts the roles of one process, in the order in which they lean on each other, and gives back how to stop them in
 * the opposite order. What was started is stopped again when a later part cannot start.
 */
export async function startProcess(platform: Platform): Promise<RunningProcess> {
  const { config } = platform;
  const ctx = contextFor(platform, systemActor);
  const parts: Part[] = [];
  const roles: RoleState[] = [];
  const stop = async () => {
    for (const part of parts.splice(0).toReversed()) {
      try {
        await part.stop();
      } catch (error) {
        if (!isConnectionError(error)) platform.log.error({ err: error }, 'a part did not stop cleanly');
      }
    }
  };
  try {
    await ctx.tx((tx) => ensureBuiltInRoles(tx));
    await ctx.tx((tx) => ensureShippedTypes(tx, ctx.clock.now()));
    await ctx.tx((tx) => ensurePacks(tx));
    if (config.bootstrapToken !== null) await ensureBootstrapToken(ctx, config.bootstrapToken);
    connectModules(platform);
    await platform.live.start();
    parts.push(platform.live);
    // Mail that comes in and whoever decides must not wait behind those who wait for the decision: connections of
    // their own. With one pool for all, 16 agents who finish at once kept every offer waiting for seconds.
    const own = openDatabase(platform.database.url, {
      max: 8,
      applicationName: 'filodiretto routing and mail',
      onError: (error) => platform.log.warn({ err: error }, 'an idle database connection broke'),
    });
    parts.push({ stop: () => own.close() });
    const inner = contextFor({ ...platform, database: own }, systemActor);
    if (config.roles.includes('routing')) {
      parts.push(startRouting(inner, applyRouting, { handling: handlingTimes, serviceLevels }));
      parts.push(startRuleClock(inner, askWaiting));
      parts.push(startCallbackClock(inner));
      parts.push(voice.startDialler(inner));
      roles.push({ role: 'routing', ready: () => routingLed(platform), reason: 'no process leads routing' });
    }
    if (config.roles.includes('worker')) {
      const relay = config.relayUrl === null ? null : email.deliverByRelay(config.relayUrl);
      if (relay !== null) parts.push({ stop: () => relay.close() });
      parts.push(await startJobs(ctx, jobsOf(relay?.deliver ?? email.deliverToOutbox), 4));
      for (const consumer of consumers) parts.push(startConsumer(ctx, consumer));
      parts.push(startClockSweep(ctx));
      parts.push(startHousekeeping(ctx));
      parts.push(startFigures(ctx));
      parts.push(startListeningWatch(ctx));
      parts.push(startReminders(ctx));
      parts.push(startAppointmentClock(ctx));
      parts.push(startTellingClock(ctx));
    }
    let smtpPort: number | null = null;
    if (config.roles.includes('mail')) {
      const mail = await startMail(inner);
      smtpPort = mail.smtpPort;
      parts.push(mail);
      roles.push(...mail.roles);
    }
    let server: FastifyInstance | null = null;
    let port: number | null = null;
    if (config.roles.includes('http')) {
      server = await createHttpServer(platform, () => roles);
      await server.listen({ port: config.port, host: config.host });
      const address = server.server.address();
      port = typeof address === 'object' && address !== null ? address.port : config.port;
      parts.push({ stop: () => server!.close() });
    }
    if (config.roles.includes('voice'))
      parts.push(startMediaProcess(ctx, port === null ? config.publicUrl : apiAt(config.host, port)));
    return { server, port, smtpPort, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** This process's own API, as a program on this machine reaches it. */
const apiAt = (host: string, port: number): string => {
  const at = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `http://${at.includes(':') ? `[${at}]` : at}:${port}`;
};

/** Today's service level of all queues, by each one's own formula. */
const serviceLevels: Measures['serviceLevels'] = async (ctx) =>
  (await queuesLive(ctx)).items.map(({ queue, serviceLevel }) => ({
    queueId: queue,
    share: serviceLevel.value,
  }));

async function routingLed(platform: Platform): Promise<boolean> {
  const row = await platform.database.db
    .selectFrom('platform.lease')
    .select('holder')
    .where('name', '=', 'routing')
    .where('until', '>', new Date())
    .executeTakeFirst();
  return row !== undefined;
}
