import { IconPhone, IconPhoneOff } from '@tabler/icons-react';
import { Button, useText } from '#web/kit/index.ts';
import { switchOn, useOwnPhone } from '../phone/own-phone.ts';

/** Calls are heard on one's own telephone: says that it is off, why, and switches it on. Nothing while it is on. */
export function OwnPhoneNeeded() {
  const t = useText('listening');
  const phone = useText('phone');
  const { state, trouble } = useOwnPhone();
  if (state === 'on') return null;
  return (
    <div className="notice warn phone-needed">
      <IconPhoneOff size={16} aria-hidden />
      <span className="grow">
        {t(`phone.${state}`)} {trouble !== null && phone(`trouble.${trouble}`)}
      </span>
      {state === 'off' && (
        <Button small icon={<IconPhone size={14} aria-hidden />} onClick={() => void switchOn()}>
          {phone('on')}
        </Button>
      )}
    </div>
  );
}
