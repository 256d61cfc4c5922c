import { email } from '#server/channels/index.ts';
import { ConfigError, type Ctx } from '#server/platform/index.ts';
import type { RoleState } from './health.ts';

/** The mail role of a process: the SMTP receiver, the readers of IMAP mailboxes, and the intake behind them. */
export async function startMail(
  ctx: Ctx,
): Promise<{ smtpPort: number | null; intake: email.Intake; roles: RoleState[]; stop(): Promise<void> }> {
  const { config, log } = ctx.platform;
  const tls =
    config.smtpTls === null
      ? null
      : await email
          .openCertificate(config.smtpTls, (error) =>
            log.error({ err: error }, 'the renewed certificate of the SMTP receiver cannot be used'),
          )
          .catch((error: unknown) => {
            throw new ConfigError((error as Error).message, { cause: error });
          });
  const intake = email.startIntake(ctx);
  const receiver = await email
    .startSmtpReceiver({
      port: config.smtpPort,
      host: config.smtpHost,
      name: new URL(config.publicUrl).hostname,
      ...(tls === null ? {} : { tls }),
      accepts: async (address) => {
        const key = email.addressKey(address);
        return (
          (await email.mailEntryPoints(ctx.db)).find((one) => email.addressKey(one.address) === key)?.id ??
          null
        );
      },
      store: async (raw, envelope) => {
        const several = new Set(envelope.recipients.map((recipient) => recipient.entryPoint)).size > 1;
        const services = new Map(
          several ? (await email.mailEntryPoints(ctx.db)).map((one) => [one.id, one.serviceId]) : [],
        );
        // A mail is one contact of a service, however many of its addresses it names: the first decides where it goes.
        // Each service gets its own, since none may see what another was sent.
        const byService = Map.groupBy(
          envelope.recipients,
          ({ entryPoint }) => services.get(entryPoint) ?? entryPoint,
        );
        await Promise.all(
          [...byService.values()].map((recipients) =>
            intake.accept({
              content: raw,
              entryPointId: recipients[0]!.entryPoint,
              source: 'smtp',
              envelopeFrom: envelope.mailFrom,
              envelopeTo: recipients.map((recipient) => recipient.address),
            }),
          ),
        );
      },
      onError: (error, during) => log.warn({ err: error, during }, 'a mail was put off'),
    })
    .catch(async (error: unknown) => {
      await intake.stop();
      throw error;
    });
  const mailboxes = email.startMailboxes(ctx, () => intake.wake());
  let listening = true;
  return {
    smtpPort: receiver.port,
    intake,
    roles: [{ role: 'mail', ready: () => listening, reason: 'the SMTP receiver does not listen' }],
    async stop() {
      listening = false;
      await receiver.close();
      await mailboxes.stop();
      await intake.stop();
    },
  };
}
