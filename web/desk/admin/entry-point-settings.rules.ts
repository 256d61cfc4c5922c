import type { Channel } from '#contract/words.ts';

/** The settings of an entry point as a form holds them: texts, one origin a line. */
export interface Settings {
  senderName: string;
  signatureIt: string;
  signatureEn: string;
  autoReplyIt: string;
  autoReplyEn: string;
  greetingIt: string;
  greetingEn: string;
  calendarId: string;
  offlineForm: string;
  /** Of a form: the code of the type of case that it opens. */
  opens: string;
  origins: string;
  privacyUrl: string;
  /** Of a telephone number: it can be called from the browser. */
  web: boolean;
  maxFiles: number | null;
  maxMegabytes: number | null;
  /** The code of the flow that it runs, or begins with. */
  flow: string;
  idleSeconds: number | null;
}

const inLanguage = (value: unknown, language: 'it' | 'en'): string => {
  if (typeof value === 'string') return language === 'it' ? value : '';
  if (typeof value === 'object' && value !== null) {
    const text = (value as Record<string, unknown>)[language];
    return typeof text === 'string' ? text : '';
  }
  return '';
};
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const megabyte = 1_000_000;

/** What the API keeps, as the form shows it. */
export function read(settings: Record<string, unknown>): Settings {
  const bytes = settings['maxFileBytes'];
  return {
    senderName: text(settings['senderName']),
    signatureIt: inLanguage(settings['signature'], 'it'),
    signatureEn: inLanguage(settings['signature'], 'en'),
    autoReplyIt: inLanguage(settings['autoReply'], 'it'),
    autoReplyEn: inLanguage(settings['autoReply'], 'en'),
    greetingIt: inLanguage(settings['greeting'], 'it'),
    greetingEn: inLanguage(settings['greeting'], 'en'),
    calendarId: text(settings['calendarId']),
    offlineForm: text(settings['offlineForm']),
    opens: text(settings['opens']),
    origins: Array.isArray(settings['origins']) ? settings['origins'].join('\n') : '',
    privacyUrl: text(settings['privacyUrl']),
    web: settings['web'] === true,
    maxFiles: typeof settings['maxFiles'] === 'number' ? settings['maxFiles'] : null,
    maxMegabytes: typeof bytes === 'number' ? bytes / megabyte : null,
    flow: text(settings['flow']),
    idleSeconds: typeof settings['idleSeconds'] === 'number' ? settings['idleSeconds'] : null,
  };
}

const both = (it: string, en: string): unknown =>
  it === '' && en === '' ? undefined : { ...(it === '' ? {} : { it }), ...(en === '' ? {} : { en }) };
const given = (value: string): string | undefined => (value === '' ? undefined : value);

/** What the form holds, as the API keeps it; what this form does not show stays as it was. */
export function written(
  channel: Channel,
  before: Record<string, unknown>,
  form: Settings,
): Record<string, unknown> {
  const mail = {
    senderName: given(form.senderName),
    signature: both(form.signatureIt, form.signatureEn),
    // Whether at all is a setting of its own: `true` is the wording of the house.
    autoReply:
      both(form.autoReplyIt, form.autoReplyEn) ??
      (typeof before['autoReply'] === 'boolean' ? before['autoReply'] : undefined),
  };
  const origins = form.origins
    .split(/\s+/)
    .map((one) => one.replace(/\/$/, ''))
    .filter(Boolean);
  const page = {
    ...(channel === 'chat'
      ? {
          greeting: both(form.greetingIt, form.greetingEn),
          offlineForm: given(form.offlineForm),
          flow: given(form.flow),
          idleSeconds: form.idleSeconds ?? undefined,
        }
      : { opens: given(form.opens) }),
    calendarId: given(form.calendarId),
    origins: origins.length === 0 ? undefined : origins,
    privacyUrl: given(form.privacyUrl),
    maxFiles: form.maxFiles ?? undefined,
    maxFileBytes: form.maxMegabytes === null ? undefined : Math.round(form.maxMegabytes * megabyte),
  };
  const flow = {
    flow: given(form.flow),
    ...(channel === 'sms' ? {} : { idleSeconds: form.idleSeconds ?? undefined }),
  };
  const phone = { web: form.web, flow: given(form.flow), calendarId: given(form.calendarId) };
  const shown: Record<string, unknown> =
    channel === 'email' || channel === 'pec'
      ? mail
      : channel === 'form' || channel === 'chat'
        ? page
        : channel === 'phone'
          ? phone
          : channel === 'portal' || channel === 'kiosk' || channel === 'sms'
            ? flow
            : {};
  return Object.fromEntries(
    Object.entries({ ...before, ...shown }).filter(([, value]) => value !== undefined),
  );
}
