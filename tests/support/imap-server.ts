import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { ImapFlow } from 'imapflow';
import type { TestCertificate } from './certificate.ts';

const run = promisify(execFile);

/** A private Dovecot on a free port of this machine, with one account. */
export interface TestImapServer {
  port: number;
  /** Where TLS begins with the first byte; 0 without a certificate. */
  tlsPort: number;
  user: string;
  password: string;
  /** Does something with a connection of its own, as another mail program would. */
  as<T>(work: (client: ImapFlow) => Promise<T>): Promise<T>;
  append(folder: string, ...mails: (string | Buffer)[]): Promise<void>;
  /** Ends the server process; `start` brings it back on the same port with the same mails. */
  halt(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

const places = ['/usr/sbin/dovecot', '/usr/local/sbin/dovecot', '/opt/homebrew/sbin/dovecot'];
const tell = (line: string) => process.stderr.write(`${line}\n`);
const program = () => places.find((place) => existsSync(place)) ?? null;

/** Finds Dovecot 2.3, installing it where a test machine lets us (root and apt). Null, and said so, where it cannot be had. */
async function findDovecot(): Promise<string | null> {
  const root = process.getuid?.() === 0;
  if (program() === null && root && existsSync('/usr/bin/apt-get')) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
    await run('apt-get', ['install', '-y', '--no-install-recommends', 'dovecot-imapd'], {
      env,
      timeout: 90_000,
    }).catch((error: unknown) => tell(`Dovecot cannot be installed: ${(error as Error).message}`));
  }
  const found = program();
  const version = found === null ? '' : (await run(found, ['--version'])).stdout;
  if (found !== null && version.startsWith('2.3')) return found;
  tell(
    `SKIPPED: the IMAP tests need Dovecot 2.3 (Debian: apt-get install dovecot-imapd)${version === '' ? '' : `; found ${version.trim()}`}.`,
  );
  return null;
}

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/**
 * Starts the server; null where Dovecot cannot be had. Stop it in `afterAll`.
 * @param tls with a certificate it lets nobody in without TLS: by STARTTLS on `port`, or on `tlsPort`
 */
export async function testImapServer(tls: TestCertificate | null = null): Promise<TestImapServer | null> {
  const dovecot = await findDovecot();
  if (dovecot === null) return null;
  const dir = await mkdtemp(path.join(os.tmpdir(), 'filodiretto-imap-'));
  const port = await freePort();
  const tlsPort = tls === null ? 0 : await freePort();
  if (tls !== null)
    for (const part of ['cert', 'key'] as const)
      await writeFile(path.join(dir, `${part}.pem`), tls[part], { mode: 0o600 });
  const [user, password] = ['casella@example.org', 'la password giusta'];
  const root = process.getuid!() === 0;
  // Dovecot refuses to touch mail as root; started by anybody else it has only that user.
  const [uid, gid] = root ? [65534, 65534] : [process.getuid!(), process.getgid!()];
  const names = root ? null : os.userInfo().username;
  await mkdir(path.join(dir, 'mail'));
  await chmod(dir, 0o755);
  if (root) await chown(path.join(dir, 'mail'), uid, gid);
  const config = path.join(dir, 'dovecot.conf');
  await writeFile(
    config,
    `
protocols = imap
listen = 127.0.0.1
base_dir = ${dir}/run
state_dir = ${dir}/state
log_path = ${dir}/log
${
  tls === null
    ? 'ssl = no\ndisable_plaintext_auth = no'
    : `ssl = required\nssl_cert = <${dir}/cert.pem\nssl_key = <${dir}/key.pem`
}
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:${dir}/mail/%u
auth_failure_delay = 0
mail_max_userip_connections = 200
imap_idle_notify_interval = 5 secs
${names === null ? '' : `default_internal_user = ${names}\ndefault_internal_group = ${gid}\ndefault_login_user = ${names}`}
service anvil {
  chroot =
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = ${tlsPort}
    ssl = yes
  }
}
passdb {
  driver = static
  args = password={PLAIN}${password.replaceAll(' ', '_')}
}
userdb {
  driver = static
  args = uid=${uid} gid=${gid} home=${dir}/mail/%u
}
`,
  );
  let child: ChildProcess | null = null;
  const secret = password.replaceAll(' ', '_');

  async function as<T>(work: (client: ImapFlow) => Promise<T>): Promise<T> {
    const client = new ImapFlow({
      host: '127.0.0.1',
      port,
      secure: false,
      ...(tls === null ? {} : { doSTARTTLS: true, tls: { ca: tls.cert } }),
      auth: { user, pass: secret },
      logger: false,
      disableAutoIdle: true,
    });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.logout().catch(() => client.close());
    }
  }

  async function start(): Promise<void> {
    child = spawn(dovecot!, ['-F', '-c', config], { stdio: 'ignore', detached: true });
    for (let tries = 0; ; tries += 1) {
      try {
        await as(() => Promise.resolve());
        return;
      } catch (error) {
        if (tries > 100) {
          const log = await readFile(path.join(dir, 'log'), 'utf8').catch(() => '');
          throw new Error(`Dovecot did not start: ${(error as Error).message}\n${log}`, { cause: error });
        }
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  }

  async function halt(): Promise<void> {
    const dying = child;
    child = null;
    if (dying === null || dying.exitCode !== null) return;
    const gone = new Promise((resolve) => dying.once('exit', resolve));
    dying.kill('SIGTERM');
    await gone;
    // Its processes that still serve a connection outlive it: they are its group.
    try {
      process.kill(-dying.pid!, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }

  await start();
  return {
    port,
    tlsPort,
    user,
    password: secret,
    as,
    append: (folder, ...mails) =>
      as(async (client) => {
        for (const mail of mails) await client.append(folder, Buffer.from(mail));
      }),
    halt,
    start,
    async stop() {
      await halt();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
