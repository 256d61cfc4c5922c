import './phone.css';
import { Menu } from '@mantine/core';
import { IconMicrophone, IconMicrophoneOff, IconPhone, IconPhoneOff } from '@tabler/icons-react';
import { lazy, Suspense, useEffect, useState } from 'react';
import { phoneState } from '#contract/media.ts';
import { announce, IconButton, useApi, useText } from '#web/kit/index.ts';
import { microphones } from '#web/kit/voice-line.ts';
import { callNoMore, useWish } from './calling.ts';
import {
  chooseMicrophone,
  mute,
  rememberedMicrophone,
  switchOff,
  switchOn,
  useOwnPhone,
  type OwnPhone,
} from './own-phone.ts';

const CallDialog = lazy(() => import('./call-dialog.tsx'));

/** The telephone in the top bar, and the dialog of whoever is to be called. */
export default function Phone() {
  const wish = useWish();
  return (
    <>
      <PhoneButton />
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
  useEffect(() => {
    if (phone.state === 'lost' || phone.trouble !== null) announce(label);
  }, [phone.state, phone.trouble, label]);
  if (data?.ready !== true && phone.state === 'off') return null;
  return (
    <span className="phone-tools">
      {phone.state === 'on' && (
        <IconButton
          large
          label={t(phone.muted ? 'unmute' : 'mute')}
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
          {phone.state === 'on' && <Microphones />}
        </Menu.Dropdown>
      </Menu>
    </span>
  );
}

function useLabel({ state, muted, trouble }: OwnPhone): string {
  const t = useText('phone');
  if (state === 'off' && trouble !== null) return t('state.trouble');
  return state === 'on' && muted ? t('state.muted') : t(`state.${state}`);
}

function Microphones() {
  const t = useText('phone');
  const [all, setAll] = useState<{ id: string; name: string }[]>([]);
  const [chosen, setChosen] = useState(rememberedMicrophone() ?? 'default');
  useEffect(() => {
    void microphones().then(setAll);
  }, []);
  if (all.length < 2) return null;
  return (
    <>
      <Menu.Label>{t('microphone')}</Menu.Label>
      {all.map(({ id, name }) => (
        <Menu.Item
          key={id}
          role="menuitemradio"
          aria-checked={id === chosen}
          closeMenuOnClick={false}
          onClick={() => {
            void chooseMicrophone(id).then(
              () => setChosen(id),
              () => announce(t('trouble.busy')),
            );
          }}
        >
          <span className={id === chosen ? 'b' : ''}>{name}</span>
        </Menu.Item>
      ))}
    </>
  );
}
