import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { LegOrder } from '#contract/media.ts';
import * as voice from '#contract/voice.ts';
import { AsteriskGateway } from './asterisk/gateway.ts';
import type { TrunkHealth } from './asterisk/trunk.ts';
import { Calls } from './calls/calls.ts';
import { FrameClock } from './core/clock.ts';
import { EmbeddedGateway } from './embedded/embedded.ts';
import { nativeDriver } from './embedded/native-leg.ts';
import { Ports } from './embedded/ports.ts';
import { WebRtcLeg } from './embedded/web-leg.ts';
import { ServerLink } from './link.ts';
import { listenForOffers } from './offers.ts';
import { readSettings } from './settings.ts';
import { Speech } from './speech.ts';

// The media process: it carries the sound of calls, and does what the server wants of them. Started by the server, with
// which it lives and ends; see README.md.

const beatMilliseconds = 10_000;
const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

const settings = readSettings(process.env);
const link = new ServerLink({ url: settings.api, token: settings.token, say });
const speech = new Speech(link);
const calls = new Calls({ gateway: settings.gateway, link, speech, say });
const byWerift = WebRtcLeg.accept.bind(WebRtcLeg);
const driver =
  settings.driver === 'werift'
    ? byWerift
    : await nativeDriver().catch((error: unknown) => {
        say(`${(error as Error).message}. Until then werift carries the calls.`);
        return byWerift;
      });
const embedded = new EmbeddedGateway(
  calls,
  {
    ports: new Ports(settings.ports),
    host: settings.host,
    publicAddress: settings.publicAddress,
  },
  driver,
);
const lines = settings.asterisk === null ? null : new AsteriskGateway(calls, settings.asterisk, say);
const clock = new FrameClock(() => calls.tick());
const server = listenForOffers(settings.secret, {
  accept: (offer) => embedded.accept(offer),
  order: (leg, order) => orderLeg(leg, order),
  health: () => ({
    calls: calls.size,
    phones: calls.phones.list(),
    legs: embedded.legs,
    freePorts: embedded.freePorts,
    clock: { ...clock.figures },
  }),
});

/** As the contract has it: what is too long for it is cut. */
const trunkOf = ({ state, since, version, trouble, lines: all, registrations }: TrunkHealth) => ({
  state,
  since,
  version: version?.slice(0, 100) ?? null,
  trouble: trouble === null ? null : { kind: trouble.kind, message: trouble.message.slice(0, 500) },
  lines: all.slice(0, 50).map((line) => ({ ...line, name: line.name.slice(0, 100) })),
  registrations:
    registrations?.slice(0, 50).map((one) => ({ ...one, server: one.server.slice(0, 200) })) ?? null,
});

/** Orders by the server for a leg; a telephone goes by whose it is, too. */
async function orderLeg(id: string, order: LegOrder): Promise<boolean> {
  const phone = id.startsWith('phone-') ? calls.phones.leg(id.slice('phone-'.length)) : null;
  if (phone !== null && 'hangUp' in order) {
    await phone.hangup();
    return true;
  }
  const call = calls.byLeg(id);
  if ('press' in order) {
    await call?.press(order.press);
    return call !== undefined;
  }
  return embedded.order(id, order);
}

server.listen(0, '127.0.0.1');
await once(server, 'listening');
const offers = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const beat = async (): Promise<void> => {
  await link
    .call(voice.beatGateway, {
      params: { name: settings.gateway },
      body: {
        abilities: { dial: calls.dial !== null, machine: lines?.ready ?? false, web: true },
        offers,
        trunk: lines === null ? null : trunkOf(lines.health()),
      },
    })
    .catch((error: unknown) => {
      if (!link.stopped)
        say(`the server was not told that calls can be carried: ${(error as Error).message}`);
    });
};
const beating = setInterval(() => void beat(), beatMilliseconds);
clock.start();
link.start();
if (lines !== null) {
  lines.onChange = () => void beat();
  lines.start();
}
await beat();
process.send?.({ type: 'ready', offers });
void speech.prepare();

let stopping = false;
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  clearInterval(beating);
  // What is stuck must not hold up the server's own stop.
  setTimeout(() => process.exit(0), 2000).unref();
  await calls.stop();
  await lines?.stop();
  clock.stop();
  server.close();
  // The ends of the calls are on their way; the server reads them as long as it stands.
  setTimeout(() => process.exit(0), 300).unref();
}
process.on('SIGTERM', () => void stop());
// Ctrl-C reaches every process of the terminal; the server says when it is time.
process.on('SIGINT', () => undefined);
process.on('message', (message) => {
  if (message === 'stop') void stop();
});
// The server is gone, however it went: nobody would hear of what happens here.
process.on('disconnect', () => process.exit(0));
process.on('uncaughtException', (error: NodeJS.ErrnoException) => {
  // A port that another program took in the same moment is one call that failed, not all of them.
  if (error.code === 'EADDRINUSE' || error.code === 'ECONNRESET' || error.code === 'ENETUNREACH') {
    say(`a line broke: ${error.message}`);
    return;
  }
  say(`the media process failed: ${error.stack ?? error.message}`);
  process.exit(1);
});
