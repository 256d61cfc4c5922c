import {
  IconBuildingCommunity,
  IconBuildingStore,
  IconCertificate,
  IconChecklist,
  IconDeviceDesktop,
  IconForms,
  IconMail,
  IconMailbox,
  IconMessage2,
  IconMessageCircle,
  IconMessages,
  IconPhone,
  IconPrinter,
} from '@tabler/icons-react';
import type { WorkChannel } from '#contract/words.ts';
import { useText } from './i18n.ts';

const marks: Record<WorkChannel, { Icon: typeof IconPhone; colour: string }> = {
  phone: { Icon: IconPhone, colour: 'var(--c-phone)' },
  email: { Icon: IconMail, colour: 'var(--c-mail)' },
  pec: { Icon: IconCertificate, colour: 'var(--c-pec)' },
  form: { Icon: IconForms, colour: 'var(--c-form)' },
  chat: { Icon: IconMessageCircle, colour: 'var(--c-live)' },
  sms: { Icon: IconMessage2, colour: 'var(--c-live)' },
  social: { Icon: IconMessages, colour: 'var(--c-live)' },
  fax: { Icon: IconPrinter, colour: 'var(--c-pec)' },
  letter: { Icon: IconMailbox, colour: 'var(--c-pec)' },
  desk: { Icon: IconBuildingCommunity, colour: 'var(--c-desk)' },
  kiosk: { Icon: IconDeviceDesktop, colour: 'var(--c-desk)' },
  portal: { Icon: IconBuildingStore, colour: 'var(--c-form)' },
  case: { Icon: IconChecklist, colour: 'var(--c-case)' },
};

/** Somebody waits at the other end right now. */
export const isLive = (channel: WorkChannel): boolean =>
  channel === 'phone' || channel === 'chat' || channel === 'desk';
/** Answered by a letter with a subject, not by a line. */
export const isMail = (channel: WorkChannel): boolean =>
  channel === 'email' || channel === 'pec' || channel === 'form' || channel === 'letter' || channel === 'fax';

/** The channel's colour, for the edge of a card. */
export const channelColour = (channel: WorkChannel): string => marks[channel].colour;

export function ChannelIcon({
  channel,
  size = 16,
  silent,
}: {
  channel: WorkChannel;
  size?: number;
  silent?: boolean;
}) {
  const t = useText('kit');
  const { Icon, colour } = marks[channel];
  const label = t(`channel.${channel}`);
  return (
    <span
      className="channel"
      style={{ color: colour }}
      {...(silent ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label, title: label })}
    >
      <Icon size={size} stroke={1.75} aria-hidden />
    </span>
  );
}
