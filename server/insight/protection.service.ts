import { readSetting, type Db } from '#server/platform/index.ts';
import { agreementOn, type AgreementRow } from './protection.store.ts';
import { dayIn, organisationTimeZone } from './time.ts';

/** Smallest group whose agents are shown together, and for how long figures of single agents are kept. */
export interface ProtectionSettings {
  groupSize: number;
  retentionDays: number;
}
export const protectionKey = 'staffProtection';
export const defaultProtection: ProtectionSettings = { groupSize: 5, retentionDays: 90 };

export const readProtection = async (db: Db): Promise<ProtectionSettings> => ({
  ...defaultProtection,
  ...(await readSetting<Partial<ProtectionSettings>>(db, protectionKey)),
});

/** The agreement in force now, by the organisation's calendar day; null: single agents are shown to nobody else. */
export async function agreementInForce(db: Db, now: Date): Promise<AgreementRow | null> {
  return agreementOn(db, dayIn(await organisationTimeZone(db), now));
}

/** From when on figures of single agents are kept: the shorter of the setting and what the agreement grants. */
export async function personalSince(db: Db, now: Date): Promise<Date> {
  const { retentionDays } = await readProtection(db);
  const agreed = (await agreementInForce(db, now))?.retentionDays ?? retentionDays;
  return new Date(now.getTime() - Math.min(retentionDays, agreed) * 86_400_000);
}
