import type { Ctx } from '#server/platform/index.ts';
import { entryPointPages, hasStaff } from './announce.read.ts';
import { demoLogins } from './demo/logins.ts';
import type { RunningProcess } from './process.ts';

/** Says in a few lines where everything is. */
export async function announce(
  ctx: Ctx,
  running: RunningProcess,
  how: { demo: boolean; seconds: number },
): Promise<void> {
  const { config } = ctx.platform;
  const say = (line = '') => process.stdout.write(`${line}\n`);
  const base =
    config.publicUrl === `http://localhost:${config.port}` && running.port !== null
      ? `http://localhost:${running.port}`
      : config.publicUrl;
  say();
  say(`Filodiretto is ready after ${how.seconds.toFixed(1)} s.`);
  if (running.port !== null) {
    const pages = await entryPointPages(ctx.db);
    say(`  Desk       ${base}/`);
    if (!(await hasStaff(ctx.db)))
      say('             open it to make the administrator and the first mailbox');
    if (pages.chat !== null) say(`  Chat page  ${base}/chat/${pages.chat}`);
    if (pages.form !== null) say(`  Web form   ${base}/form/${pages.form}`);
    if (pages.portal !== null) say(`  Flow page  ${base}/self-service/${pages.portal}`);
    if (pages.phone !== null && config.roles.includes('voice'))
      say(`  Call page  ${base}/call/${pages.phone}`);
  }
  if (running.smtpPort !== null) say(`  SMTP       ${config.smtpHost}:${running.smtpPort}`);
  const logins = await demoLogins(ctx.db);
  if (logins.length > 0) {
    say('  Demo logins');
    for (const { role, email, password } of logins) say(`    ${role.padEnd(14)} ${email}  ${password}`);
  }
  say('  Ctrl-C stops everything.');
}
