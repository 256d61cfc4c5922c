import './phone.css';
import { Menu } from '@mantine/core';
import {
  IconMicrophone,
  IconMicrophoneOff,
  IconPhone,
  IconPhoneOff,
  IconSettings,
} from '@tabler/icons-react';
import { lazy, Suspense, useEffect } from 'react';
import { phoneState } from '#contract/media.ts';
import { announce, IconButton, toast, useApi, useKey, useText } from '#web/kit/index.ts';
import { callNoMore, openSettings, useSettings, useWish } from './calling.ts';
import { mute, switchOff, switchOn, useOwnPhone, type OwnPhone } from './own-phone.ts';

const CallDialog = lazy(() => import('./call-dialog.tsx'));
const PhoneSettings = lazy(() => import('./phone-settings.tsx'));

/** The telephone in the top bar, and the dialog of whoever is to be called. */
export default function Phone() {
  const wish = useWish();
  const settings = useSettings();
  return (
    <>
      <PhoneButton />
      <Suspense>{settings && <PhoneSettings onClose={() => openSettings(false)} />}</Suspense>
      <Suspense>{wish !== null && <CallDialog wish={wish} onClose={callNoMore} />}</Suspense>
    </>
  );
}

/** On, off, silent, and which microphone. Nothing where no calls can be carried. */
function PhoneButton() {
  const t = useText('phone');
  const phone = useOwnPhone();
  const { data } = useApi(phoneState, undefined, { refetchInterval: 60_000 });
  const label = useLabel(phone);
  useKey('call.mute', () => mute(!phone.muted), phone.state === 'on');
  useEffect(() => {
    if (phone.state === 'lost' || phone.trouble !== null) announce(label);
  }, [phone.state, phone.trouble, label]);
  const { instead } = phone;
  useEffect(() => {
    if (instead !== null) toast(t('instead', instead));
  }, [instead, t]);
  if (data?.ready !== true && phone.state === 'off') return null;
  return (
    <span className="phone-tools">
      {phone.state === 'on' && (
        <IconButton
          large
          label={t(phone.muted ? 'unmute' : 'mute')}
          action="call.mute"
          aria-pressed={phone.muted}
          onClick={() => mute(!phone.muted)}
        >
          {phone.muted ? (
            <IconMicrophoneOff size={18} stroke={1.6} aria-hidden />
          ) : (
            <IconMicrophone size={18} stroke={1.6} aria-hidden />
          )}
        </IconButton>
      )}
      <Menu width={300} position="bottom-end">
        <Menu.Target>
          <IconButton large label={label}>
            {phone.state === 'off' ? (
              <IconPhoneOff size={18} stroke={1.6} aria-hidden />
            ) : (
              <IconPhone size={18} stroke={1.6} aria-hidden />
            )}
            <span className={`phone-dot ${phone.trouble === null ? phone.state : 'lost'}`} aria-hidden />
          </IconButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{label}</Menu.Label>
          {phone.trouble !== null && <p className="phone-trouble s12">{t(`trouble.${phone.trouble}`)}</p>}
          {phone.state === 'off' ? (
            <Menu.Item onClick={() => void switchOn()}>{t('on')}</Menu.Item>
          ) : (
            <Menu.Item onClick={() => void switchOff()}>{t('off')}</Menu.Item>
          )}
          <Menu.Item leftSection={<IconSettings size={15} aria-hidden />} onClick={() => openSettings(true)}>
            {t('settings.open')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </span>
  );
}

function useLabel({ state, muted, trouble }: OwnPhone): string {
  const t = useText('phone');
  if (state === 'off' && trouble !== null) return t('state.trouble');
  if (state === 'on' && trouble !== null) return t('state.silent');
  return state === 'on' && muted ? t('state.muted') : t(`state.${state}`);
}
