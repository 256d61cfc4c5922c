import { parseArgs } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigError, readConfig } from '#server/platform/index.ts';
import type { DemoChannel } from './index.ts';
import { demoAccount } from './logins.ts';
import { chat } from './traffic-chat.ts';
import { makePeople } from './traffic-people.ts';
import { findPlaces, TrafficError } from './traffic-places.ts';
import { mailSender, sendForm } from './traffic-written.ts';

const HELP = `npm run demo:traffic -- [options]: customers who write to a running server

  --rate N       contacts a minute, on average (30)
  --mix M        shares of the channels (email=60,form=20,chat=20)
  --minutes N    how long; 0 until Ctrl-C (0)
  --seed TEXT    the same seed sends the same people with the same words
  --url URL      where the server is (http://127.0.0.1:FILO_PORT)
  --smtp H:P     where its SMTP receiver is (FILO_SMTP_HOST:FILO_SMTP_PORT)
  --hurry        visitors of the chat write fast and have little patience

It asks the server for its entry points with a login of the demo, or with the token in FILO_BOOTSTRAP_TOKEN.
`;

/** What was sent since the last line that was printed. */
const count = { email: 0, form: 0, chat: 0, answered: 0, abandoned: 0, failed: 0 };
type Count = typeof count;

function options() {
  const { values } = parseArgs({
    options: {
      rate: { type: 'string', default: '30' },
      mix: { type: 'string', default: 'email=60,form=20,chat=20' },
      minutes: { type: 'string', default: '0' },
      seed: { type: 'string' },
      url: { type: 'string' },
      smtp: { type: 'string' },
      hurry: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const number = (name: 'rate' | 'minutes', least: number) => {
    const value = Number(values[name]);
    if (!(value >= least && value <= 100_000))
      throw new TrafficError(`--${name} must be a number from ${least} up, not "${values[name]}".`);
    return value;
  };
  const mix = values.mix.split(',').map((part) => {
    const [channel, share] = part.split('=');
    if (!['email', 'form', 'chat'].includes(channel!) || !(Number(share) >= 0))
      throw new TrafficError(`--mix must look like email=60,form=20,chat=20, not "${values.mix}".`);
    return { channel: channel as DemoChannel, share: Number(share) };
  });
  if (!mix.some((one) => one.share > 0)) throw new TrafficError('--mix leaves nothing to send.');
  return { ...values, rate: number('rate', 0.1), minutes: number('minutes', 0), mix };
}

async function run(): Promise<void> {
  const how = options();
  if (how.help) {
    process.stdout.write(HELP);
    return;
  }
  const config = readConfig();
  const [host, port] = (how.smtp ?? `${config.smtpHost}:${config.smtpPort}`).split(':');
  const places = await findPlaces(
    (how.url ?? `http://127.0.0.1:${config.port}`).replace(/\/+$/, ''),
    { host: host!, port: Number(port) },
    { token: config.bootstrapToken, login: demoAccount('administrator') },
  );
  const has: Record<DemoChannel, string[]> = {
    email: places.addresses,
    form: places.forms,
    chat: places.chats,
  };
  const mix = how.mix.filter((one) => has[one.channel].length > 0);
  if (mix.length === 0) throw new TrafficError('The server has no entry point for what --mix asks for.');

  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort());
  const people = makePeople(how.seed ?? String(Date.now()), new Date());
  const { rng } = people;
  const mails = mailSender(places, rng);
  const tempo = how.hurry ? { patience: 3000, writing: 300 } : undefined;
  const total: Count = { ...count };
  const underWay = new Set<Promise<void>>();
  let why = '';
  const print = (title: string, figures: Count) => {
    const parts = [
      `${figures.email} mails`,
      `${figures.form} forms`,
      `${figures.chat} chats (${figures.answered} answered, ${figures.abandoned} abandoned)`,
      ...(figures.failed > 0 ? [`${figures.failed} not taken: ${why}`] : []),
    ];
    process.stdout.write(`${title}  ${parts.join(', ')}\n`);
  };
  const minute = () => {
    for (const key of Object.keys(count) as (keyof Count)[]) total[key] += count[key];
    print(new Date().toTimeString().slice(0, 5), count);
    for (const key of Object.keys(count) as (keyof Count)[]) count[key] = 0;
  };
  const send = async (channel: DemoChannel) => {
    const visit = people.next(channel);
    try {
      if (channel === 'email') await mails.send(visit);
      else if (channel === 'form') await sendForm(places, rng, visit);
      else {
        count.chat += 1;
        const end = await chat(places, rng, visit, stop.signal, tempo);
        if (end !== 'stopped') count[end] += 1;
        return;
      }
      count[channel] += 1;
    } catch (error) {
      const { message, cause } = error as Error & { cause?: { code?: string } };
      why = cause?.code ?? message;
      count.failed += 1;
    }
  };

  process.stdout.write(
    `Sending about ${how.rate} contacts a minute to ${places.url} and ${host}:${port}. Ctrl-C stops.\n`,
  );
  const end = how.minutes === 0 ? Infinity : Date.now() + how.minutes * 60_000;
  let line = Date.now() + 60_000;
  let due = Date.now();
  for (;;) {
    // From one contact to the next as people come, independent of each other.
    due += rng.exponential(60_000 / how.rate);
    while (!stop.signal.aborted && Date.now() < Math.min(due, end)) {
      const wait = Math.max(1, Math.min(due, end, line) - Date.now());
      await sleep(wait, undefined, { signal: stop.signal }).catch(() => undefined);
      if (Date.now() >= line) {
        minute();
        line += 60_000;
      }
    }
    if (stop.signal.aborted || Date.now() >= end) break;
    const one = send(rng.weighted(mix, (part) => part.share).channel).finally(() => underWay.delete(one));
    underWay.add(one);
  }
  // Those who are still in a chat leave it; what is being sent is sent.
  stop.abort();
  await Promise.all(underWay);
  mails.close();
  for (const key of Object.keys(count) as (keyof Count)[]) total[key] += count[key];
  print('In all:', total);
}

try {
  await run();
} catch (error) {
  const { message, code } = error as Error & { code?: string };
  process.stderr.write(`${message}\n`);
  const usage = code?.startsWith('ERR_PARSE_ARGS') === true || message.startsWith('--');
  if (!usage && !(error instanceof TrafficError) && !(error instanceof ConfigError))
    process.stderr.write(`${(error as Error).stack}\n`);
  process.exitCode = usage ? 2 : 1;
}
