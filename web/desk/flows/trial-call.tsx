import { IconMicrophone, IconMicrophoneOff, IconPhoneOff } from '@tabler/icons-react';
import { useEffect, useRef, type KeyboardEvent } from 'react';
import { Button, useText } from '#web/kit/index.ts';
import { useDesigning } from './context.ts';
import type { Trial } from './use-trial.ts';

type Call = NonNullable<NonNullable<Trial['running']>['call']>;

export const keypad = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'];

/** How a call stands in which the draft is tried: keys, silence, the end. Digits that are typed here are pressed. */
export function CallPad({ call }: { call: Call }) {
  const t = useText('flows');
  const { trial } = useDesigning();
  const pad = useRef<HTMLDivElement>(null);
  const { state, ended, muted } = call;
  useEffect(() => {
    if (state === 'running') pad.current?.querySelector('button')?.focus({ preventScroll: true });
  }, [state]);
  const typed = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !keypad.includes(event.key)) return;
    event.preventDefault();
    trial.press(event.key);
  };
  if (state === 'ended')
    return (
      <p className="t2" role="status">
        {t(
          ended?.by === 'customer'
            ? 'trial.iHungUp'
            : ended?.cause === 'hung_up'
              ? 'trial.over'
              : 'trial.lost',
        )}
      </p>
    );
  return (
    <div className="flow-answer">
      <output className={state === 'running' ? 'flow-on-call' : 't2'}>{t(`trial.${state}`)}</output>
      <div className="flow-keypad" role="group" aria-label={t('trial.keypad')} dir="ltr" ref={pad}>
        {keypad.map((key) => (
          <button
            key={key}
            type="button"
            disabled={state !== 'running'}
            onClick={() => trial.press(key)}
            onKeyDown={typed}
          >
            {key}
          </button>
        ))}
      </div>
      <div className="row wrap">
        <Button
          small
          aria-pressed={muted}
          disabled={state !== 'running'}
          icon={
            muted ? <IconMicrophoneOff size={14} aria-hidden /> : <IconMicrophone size={14} aria-hidden />
          }
          onClick={() => trial.mute(!muted)}
        >
          {t(muted ? 'trial.unmute' : 'trial.mute')}
        </Button>
        <Button small look="danger" icon={<IconPhoneOff size={14} aria-hidden />} onClick={trial.hangUp}>
          {t('trial.hangUp')}
        </Button>
      </div>
    </div>
  );
}

/** That a call goes on, beside whatever is looked at, and the way to end it. */
export function CallBar() {
  const t = useText('flows');
  const { trial, openPane } = useDesigning();
  return (
    <div className="flow-call-bar">
      <button type="button" className="flow-link" onClick={() => openPane('trial')}>
        {t('trial.goesOn')}
      </button>
      <Button small look="danger" icon={<IconPhoneOff size={14} aria-hidden />} onClick={trial.hangUp}>
        {t('trial.hangUp')}
      </Button>
    </div>
  );
}
