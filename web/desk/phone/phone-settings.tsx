import { IconMicrophone, IconRefresh, IconVolume } from '@tabler/icons-react';
import { useEffect, useId, useState } from 'react';
import { Button, CheckField, Dialog, FormMessage, SelectField, useText } from '#web/kit/index.ts';
import { levelMeter, LineTrouble, openMicrophone, type LineTroubleName } from '#web/kit/voice-line.ts';
import { sound } from '../inbox/sounds.ts';
import { findDevice, realDevices, type Device, type Memory } from './device-memory.rules.ts';
import { choosesSpeaker, devicesOf, onDevices, playThere, remember, remembered, ringOn } from './devices.ts';
import { MicrophoneTest } from './microphone-test.tsx';
import { useRemembered as applyRemembered } from './own-phone.ts';

/** What is spoken into, where the other end is heard and where it rings; remembered by this browser. */
export default function PhoneSettings({ onClose }: { onClose: () => void }) {
  const t = useText('phone');
  const kit = useText('kit');
  const [memory, setMemory] = useState<Memory>(remembered);
  const microphone = useMicrophone(memory);
  const there = useDevices(microphone.stream);
  const change = (part: Partial<Memory>): void => {
    remember(part);
    setMemory(remembered());
    // The telephone that is on follows at once; what its microphone does not do, the one on trial says.
    void applyRemembered().catch(() => undefined);
  };
  return (
    <Dialog
      title={t('settings.title')}
      size={560}
      onClose={onClose}
      actions={
        <Button look="solid" onClick={onClose}>
          {kit('close')}
        </Button>
      }
    >
      <div className="form phone-settings">
        <p className="help">{t('settings.lead')}</p>
        <section className="phone-part" aria-labelledby="phone-microphone">
          <h3 id="phone-microphone">{t('settings.microphone')}</h3>
          {microphone.trouble !== null && (
            <>
              <FormMessage>{t(`trouble.${microphone.trouble}`)}</FormMessage>
              <div>
                <Button small icon={<IconRefresh size={14} aria-hidden />} onClick={microphone.again}>
                  {t('settings.again')}
                </Button>
              </div>
            </>
          )}
          <Choice
            label={t('settings.spokenInto')}
            value={memory.microphone}
            all={there.inputs}
            onChange={(device) => change({ microphone: device })}
          />
          {microphone.stream !== null && (
            <>
              <Level level={microphone.level} />
              <MicrophoneTest stream={microphone.stream} level={microphone.level} />
            </>
          )}
          <CheckField
            label={t('settings.noise')}
            checked={memory.noise}
            onChange={(event) => change({ noise: event.target.checked })}
          />
          <CheckField
            label={t('settings.echo')}
            help={t('settings.echoHelp')}
            checked={memory.echo}
            onChange={(event) => change({ echo: event.target.checked })}
          />
        </section>
        <section className="phone-part" aria-labelledby="phone-speaker">
          <h3 id="phone-speaker">{t('settings.speaker')}</h3>
          {choosesSpeaker() ? (
            <>
              <Choice
                label={t('settings.heardOn')}
                value={memory.speaker}
                all={there.outputs}
                onChange={(device) => change({ speaker: device })}
              />
              <Choice
                label={t('settings.ringsOn')}
                value={memory.ring}
                all={there.outputs}
                onChange={(device) => change({ ring: device })}
              />
            </>
          ) : (
            <p className="help">{t('settings.noChoice')}</p>
          )}
          <div className="row">
            <Button
              small
              icon={<IconVolume size={14} aria-hidden />}
              onClick={() => void tryVoice().catch(() => undefined)}
            >
              {t('settings.tryVoice')}
            </Button>
            <Button
              small
              icon={<IconVolume size={14} aria-hidden />}
              onClick={() => void ringOn().then(() => sound('offer'))}
            >
              {t('settings.tryRing')}
            </Button>
          </div>
        </section>
      </div>
    </Dialog>
  );
}

/** One device of several, or the system's; one that is remembered and not there is said to be missing. */
function Choice({
  label,
  value,
  all,
  onChange,
}: {
  label: string;
  value: Device | null;
  all: Device[] | null;
  onChange: (device: Device | null) => void;
}) {
  const t = useText('phone');
  const real = realDevices(all ?? []);
  const found = findDevice(value, real);
  const missing = value !== null && all !== null && found === null;
  return (
    <SelectField
      label={label}
      help={missing ? t('settings.missing', { name: value.name }) : undefined}
      value={found?.id ?? (missing ? value.id : '')}
      onChange={(event) => onChange(real.find(({ id }) => id === event.target.value) ?? null)}
      options={[
        { value: '', label: t('settings.system') },
        ...real.map(({ id, name }, index) => ({
          value: id,
          label: name === '' ? t('settings.unnamed', { number: index + 1 }) : name,
        })),
        ...(missing ? [{ value: value.id, label: t('settings.gone', { name: value.name }) }] : []),
      ]}
    />
  );
}

const silence = (): number => 0;

/** The remembered microphone, open for as long as it is on trial. */
function useMicrophone({ microphone, noise, echo }: Memory) {
  const [trial, setTrial] = useState(0);
  const [state, setState] = useState<{
    stream: MediaStream | null;
    trouble: LineTroubleName | null;
    level: () => number;
  }>({ stream: null, trouble: null, level: silence });
  const [id, name] = [microphone?.id ?? '', microphone?.name ?? ''];
  useEffect(() => {
    let over = false;
    let stream: MediaStream | null = null;
    const meter = levelMeter();
    const open = async (): Promise<void> => {
      const wanted = findDevice(id === '' ? null : { id, name }, await devicesOf('audioinput'));
      const opened = await openMicrophone(wanted?.id ?? null, { noise, echo });
      if (over) {
        for (const track of opened.getTracks()) track.stop();
        return;
      }
      stream = opened;
      meter.hear(opened);
      // Unplugged while it is tried: the system's, or that there is none.
      opened.getAudioTracks()[0]?.addEventListener('ended', () => {
        if (!over) setTrial((now) => now + 1);
      });
      setState({ stream: opened, trouble: null, level: meter.level });
    };
    open().catch((error: unknown) => {
      const trouble = error instanceof LineTrouble ? error.trouble : 'unsupported';
      if (!over) setState({ stream: null, trouble, level: silence });
    });
    return () => {
      over = true;
      for (const track of stream?.getTracks() ?? []) track.stop();
      meter.close();
    };
  }, [id, name, noise, echo, trial]);
  return { ...state, again: () => setTrial((now) => now + 1) };
}

/** What is plugged in; asked again when that changes, and once names may be known. */
function useDevices(stream: MediaStream | null) {
  const [there, setThere] = useState<{ inputs: Device[] | null; outputs: Device[] | null }>({
    inputs: null,
    outputs: null,
  });
  useEffect(() => {
    let over = false;
    const look = (): void =>
      void Promise.all([devicesOf('audioinput'), devicesOf('audiooutput')]).then(([inputs, outputs]) => {
        if (!over) setThere({ inputs, outputs });
      });
    look();
    const stop = onDevices(look);
    return () => {
      over = true;
      stop();
    };
  }, [stream]);
  return there;
}

/** How loud one is, ten times a second. */
function Level({ level }: { level: () => number }) {
  const t = useText('phone');
  const label = useId();
  const [now, setNow] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setNow(level()), 100);
    return () => clearInterval(timer);
  }, [level]);
  const percent = Math.round(now * 100);
  return (
    <div className="phone-level">
      <span id={label} className="s12 t2">
        <IconMicrophone size={14} aria-hidden /> {t('settings.level')}
      </span>
      <span
        role="meter"
        aria-labelledby={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
        className="phone-meter"
      >
        <span style={{ inlineSize: `${percent}%` }} />
      </span>
    </div>
  );
}

/** Two tones where the other end would be heard. */
const tryVoice = (): Promise<void> =>
  playThere((context, way) => {
    const tone = context.createOscillator();
    const gain = context.createGain();
    gain.gain.value = 0.2;
    tone.frequency.setValueAtTime(440, context.currentTime);
    tone.frequency.setValueAtTime(660, context.currentTime + 0.5);
    tone.connect(gain).connect(way);
    tone.start();
    tone.stop(context.currentTime + 1);
    return new Promise((resolve) => {
      tone.addEventListener('ended', resolve);
    });
  });
