import { useEffect, useRef } from 'react';
import { useText } from '#web/kit/index.ts';
import { levelMeter } from '#web/kit/voice-line.ts';
import { phoneSpeaker, useOwnPhone } from '../phone/own-phone.ts';

/** How loud is what comes out of my telephone now: that there is sound can be seen. */
export function HeardLevel() {
  const t = useText('listening');
  const { state } = useOwnPhone();
  const bar = useRef<HTMLMeterElement>(null);
  useEffect(() => {
    if (state !== 'on') return;
    const meter = levelMeter();
    let heard: MediaProvider | null = null;
    // Ten times a second past React: nothing else on the screen changes with it.
    const timer = setInterval(() => {
      const source = phoneSpeaker().srcObject;
      if (source instanceof MediaStream && source !== heard && source.getAudioTracks().length > 0) {
        heard = source;
        meter.hear(source);
      }
      if (bar.current !== null) bar.current.value = meter.level();
    }, 100);
    return () => {
      clearInterval(timer);
      meter.close();
    };
  }, [state]);
  return (
    <label className="heard-level s12 t2">
      {t('call.level')}
      <meter ref={bar} min={0} max={1} value={0} />
    </label>
  );
}
