import { existsSync, readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { z } from 'zod';

const port = (fallback: number) => z.coerce.number().int().min(0).max(65535).default(fallback);
// An address, or one with the length of its network behind a slash.
const isNetwork = (text: string) => {
  const [address, length, ...more] = text.split('/');
  const family = isIP(address!);
  if (family === 0 || more.length > 0) return false;
  return length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= (family === 4 ? 32 : 128));
};
const isPortRange = (text: string) => {
  const [, first, last] = /^(\d{4,5})-(\d{4,5})$/.exec(text) ?? [];
  return (
    first !== undefined && Number(first) >= 1024 && Number(first) <= Number(last) && Number(last) <= 65_535
  );
};
const unreadable =
  'cannot be read as an address: in user and password write # as %23, / as %2F, @ as %40, % as %25';
const flag = z.enum(['0', '1']).transform((value) => value === '1');

const schema = z.object({
  FILO_PORT: port(8080).describe('Port of the web server'),
  FILO_HOST: z.string().default('127.0.0.1').describe('Address the web server listens on; 0.0.0.0 for all'),
  FILO_DATA: z.string().default('data').describe('Folder of the database, files and secrets'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must look like postgres://user:password@host:5432/database')
    .refine((url) => URL.canParse(url), unreadable)
    .optional()
    .describe('A PostgreSQL 15 or later; without it an embedded one is started in FILO_DATA'),
  FILO_SMTP_PORT: port(2525).describe('Port of the SMTP receiver'),
  FILO_SMTP_HOST: z.string().default('127.0.0.1').describe('Address the SMTP receiver listens on'),
  FILO_SMTP_TLS_CERT: z
    .string()
    .optional()
    .describe(
      'File with the certificate (PEM, with its chain) of the SMTP receiver; with it STARTTLS is offered',
    ),
  FILO_SMTP_TLS_KEY: z.string().optional().describe('File with the key (PEM) of that certificate'),
  FILO_RELAY_URL: z
    .string()
    .regex(/^smtps?:\/\//, 'must look like smtp://user:password@relay:587')
    .refine((url) => URL.canParse(url), unreadable)
    .refine((url) => !URL.canParse(url) || new URL(url).hostname !== '', 'names no server')
    .optional()
    .describe('SMTP relay for outgoing mail; without it mail goes to the local outbox page'),
  FILO_PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: 'must look like https://contact.example.org' })
    .optional()
    .describe('How people outside reach the server; default http://localhost:FILO_PORT'),
  FILO_TRUSTED_PROXIES: z
    .string()
    .default('127.0.0.0/8,::1')
    .transform((value) => value.split(',').map((network) => network.trim()))
    .pipe(z.array(z.string().refine(isNetwork, 'must be addresses or networks such as 10.0.0.0/8,::1')))
    .describe('Reverse proxies whose X-Forwarded-For is believed: addresses or networks, with commas'),
  FILO_SECRET: z
    .string()
    .min(32, 'must be at least 32 characters')
    .optional()
    .describe(
      'Key for signatures and stored passwords; made at first start and kept in FILO_DATA when not given',
    ),
  FILO_DEMO: flag
    .optional()
    .describe('1: load the demo organisation into an empty database (default); 0: do not'),
  FILO_BOOTSTRAP_TOKEN: z
    .string()
    .min(32, 'must be at least 32 characters')
    .optional()
    .describe("Becomes an administrator's API token at first start, for automation"),
  FILO_LOG: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace'])
    .default('warn')
    .describe('Least level that is logged'),
  FILO_ROLES: z
    .string()
    .default('http,mail,routing,worker,voice')
    .transform((value) => value.split(',').map((role) => role.trim()))
    .pipe(z.array(z.enum(['http', 'mail', 'routing', 'worker', 'voice'])))
    .describe('What this process does'),
  FILO_MEDIA_PORTS: z
    .string()
    .default('21000-21999')
    .refine(isPortRange, 'must be a range of UDP ports such as 21000-21999')
    .describe('UDP ports of calls by the browser, one for each line: two for each call'),
  FILO_MEDIA_HOST: z
    .union([z.ipv4(), z.literal('')], 'must be an IPv4 address of this machine')
    .optional()
    .describe('Address the sound of calls is listened for on; without it all of this machine'),
  FILO_MEDIA_ADDRESS: z
    .union([z.ipv4(), z.literal('')], 'must be an IPv4 address')
    .optional()
    .describe(
      'Public IPv4 address under which browsers outside reach those ports, behind a router or firewall',
    ),
  FILO_MEDIA_DRIVER: z
    .enum(['werift', 'native'], 'must be werift or native')
    .default('werift')
    .describe(
      'What carries calls by the browser: werift, or native, for more calls on a core, where the package node-datachannel is installed',
    ),
  FILO_ASTERISK_URL: z
    .url({ protocol: /^https?$/, error: 'must look like http://127.0.0.1:8088' })
    .optional()
    .describe('An Asterisk 22 that has the telephone lines, by its HTTP server; see docs/telephony'),
  FILO_ASTERISK_USER: z.string().default('filodiretto').describe('User in its ari.conf'),
  FILO_ASTERISK_PASSWORD: z.string().optional().describe('Password of that user'),
  FILO_ASTERISK_DIAL: z
    .string()
    .regex(
      /^[A-Za-z]+\/[\w+*#@./:-]*\{(number|digits)\}[\w+*#@./:-]*$/,
      'must look like PJSIP/{number}@trunk: {number} is +39…, {digits} the same without +',
    )
    .default('PJSIP/{number}@trunk')
    .describe('Where Asterisk places a call: {number} is +39…, {digits} the same without +'),
  FILO_WEBHOOK_PRIVATE: flag
    .optional()
    .describe(
      '1: webhooks may go to this machine and to private networks; default 1 only while FILO_PUBLIC_URL is on localhost',
    ),
  FILO_PICTURES_PRIVATE: flag
    .optional()
    .describe('1: pictures of mails may be fetched from this machine and private networks; for trials only'),
  FILO_FLOW_PRIVATE: flag
    .optional()
    .describe('1: self-service flows may call allowed hosts on this machine and in private networks'),
  FILO_METRICS_TOKEN: z
    .string()
    .min(16)
    .optional()
    .describe('Bearer token for GET /metrics; without it only loopback may read it'),
});

export interface Config {
  port: number;
  host: string;
  dataDir: string;
  databaseUrl: string | null;
  smtpPort: number;
  smtpHost: string;
  /** Files of the SMTP receiver's certificate. */
  smtpTls: { cert: string; key: string } | null;
  relayUrl: string | null;
  publicUrl: string;
  /** Addresses and networks of reverse proxies that say whom they speak for. */
  trustedProxies: string[];
  secret: string | null;
  demo: boolean;
  bootstrapToken: string | null;
  logLevel: z.infer<typeof schema>['FILO_LOG'];
  roles: z.infer<typeof schema>['FILO_ROLES'];
  metricsToken: string | null;
  /** Where the sound of calls by the browser goes. */
  media: { ports: string; host: string | null; address: string | null; driver: 'werift' | 'native' };
  /** Where the telephone lines are; null: there are none. */
  asterisk: { url: string; user: string; password: string; dial: string } | null;
  /** Whether webhooks may go to loopback and private addresses. */
  webhookPrivate: boolean;
  /** Whether pictures of mails may be fetched from loopback and private addresses. */
  picturesPrivate: boolean;
  /** Whether flows may call allowed hosts at loopback and private addresses. */
  flowPrivate: boolean;
}

/** All settings with their meaning and what holds without them ('' for nothing), for the documentation's table. */
export const settingsTable = (): { name: string; initial: string; meaning: string }[] =>
  Object.entries(schema.shape).map(([name, type]) => ({
    name,
    initial: String(type.safeParse(undefined).data ?? ''),
    meaning: type.description ?? '',
  }));

/** What is wrong with the settings, one line each. */
export class ConfigError extends Error {}

/**
 * Reads the settings from the environment and from `filodiretto.env` in the working folder (the environment wins).
 * @throws ConfigError naming every wrong setting at once
 */
export function readConfig(
  environment: NodeJS.ProcessEnv = process.env,
  file = path.resolve('filodiretto.env'),
): Config {
  const fromFile = parseEnv(readSettingsFile(file));
  const given = Object.fromEntries(
    Object.entries({ ...fromFile, ...environment }).filter(
      ([, value]) => value !== undefined && value !== '',
    ),
  );
  const mistyped = Object.keys(given).filter(
    (name) => name.startsWith('FILO_') && !(name in schema.shape) && !knownElsewhere.has(name),
  );
  const parsed = schema.safeParse(given);
  const problems = [
    ...mistyped.map((name) => `${name} is not a setting of Filodiretto`),
    ...(parsed.success
      ? []
      : parsed.error.issues.map((issue) => `${String(issue.path[0])}: ${issue.message}`)),
  ];
  if ((given['FILO_SMTP_TLS_CERT'] === undefined) !== (given['FILO_SMTP_TLS_KEY'] === undefined))
    problems.push('FILO_SMTP_TLS_CERT and FILO_SMTP_TLS_KEY are given together or not at all');
  if (given['FILO_ASTERISK_URL'] !== undefined && given['FILO_ASTERISK_PASSWORD'] === undefined)
    problems.push('FILO_ASTERISK_URL needs FILO_ASTERISK_PASSWORD');
  if (!parsed.success || problems.length > 0)
    throw new ConfigError(`Settings are wrong. ${problems.join('; ')}.`);
  const env = parsed.data;
  const publicUrl = (env.FILO_PUBLIC_URL ?? `http://localhost:${env.FILO_PORT}`).replace(/\/+$/, '');
  return {
    port: env.FILO_PORT,
    host: env.FILO_HOST,
    dataDir: path.resolve(env.FILO_DATA),
    databaseUrl: env.DATABASE_URL ?? null,
    smtpPort: env.FILO_SMTP_PORT,
    smtpHost: env.FILO_SMTP_HOST,
    smtpTls:
      env.FILO_SMTP_TLS_CERT === undefined || env.FILO_SMTP_TLS_KEY === undefined
        ? null
        : { cert: path.resolve(env.FILO_SMTP_TLS_CERT), key: path.resolve(env.FILO_SMTP_TLS_KEY) },
    relayUrl: env.FILO_RELAY_URL ?? null,
    publicUrl,
    trustedProxies: env.FILO_TRUSTED_PROXIES,
    secret: env.FILO_SECRET ?? null,
    demo: env.FILO_DEMO ?? true,
    bootstrapToken: env.FILO_BOOTSTRAP_TOKEN ?? null,
    logLevel: env.FILO_LOG,
    roles: env.FILO_ROLES,
    metricsToken: env.FILO_METRICS_TOKEN ?? null,
    media: {
      ports: env.FILO_MEDIA_PORTS,
      host: env.FILO_MEDIA_HOST || null,
      address: env.FILO_MEDIA_ADDRESS || null,
      driver: env.FILO_MEDIA_DRIVER,
    },
    asterisk:
      env.FILO_ASTERISK_URL === undefined || env.FILO_ASTERISK_PASSWORD === undefined
        ? null
        : {
            url: env.FILO_ASTERISK_URL.replace(/\/+$/, ''),
            user: env.FILO_ASTERISK_USER,
            password: env.FILO_ASTERISK_PASSWORD,
            dial: env.FILO_ASTERISK_DIAL,
          },
    webhookPrivate:
      env.FILO_WEBHOOK_PRIVATE ??
      /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(publicUrl).hostname),
    picturesPrivate: env.FILO_PICTURES_PRIVATE ?? false,
    flowPrivate: env.FILO_FLOW_PRIVATE ?? false,
  };
}

function readSettingsFile(file: string): string {
  try {
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  } catch (error) {
    throw new ConfigError(`Cannot read the settings in ${file}: ${(error as NodeJS.ErrnoException).code}.`);
  }
}

// Read by the scripts around the server, not by the server.
const knownElsewhere = new Set(['FILO_CHROME', 'FILO_RATE', 'FILO_TEST_ASTERISK']);
