/** @jsxImportSource preact */
import { useEffect, useState } from 'preact/hooks';
import { microphones } from '#web/kit/voice-line.ts';
import type { PageCall, Said, Standing } from './page-call.ts';
import { SaidSoFar } from './said.tsx';
import type { Words } from './words.ts';

const keys = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'];

/** While a call stands: how it stands, how long, the own voice, keys, silence, the end. */
export function InCall({
  call,
  standing,
  muted,
  said,
  t,
}: {
  call: PageCall;
  standing: Extract<Standing, { phase: 'call' }>;
  muted: boolean;
  said: readonly Said[];
  t: Words;
}) {
  const [pad, setPad] = useState(false);
  // Who is asked for a key has the keys before them; who closes them has them closed.
  const asked = standing.state === 'self_service' && said.at(-1)?.keys === true;
  useEffect(() => {
    if (asked) setPad(true);
  }, [asked]);
  const { state, wait, since } = standing;
  const minutes = wait === null ? 0 : Math.round(wait / 60);
  const connected = state !== 'connecting';
  useEffect(() => {
    const press = ({ key, target }: KeyboardEvent) => {
      if (/^[0-9*#]$/.test(key) && !(target instanceof HTMLSelectElement)) call.press(key);
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [call]);
  return (
    <div class="card call">
      <output class="standing">
        {state === 'waiting' && minutes > 0 ? t('waitingFor', { minutes }) : t(state)}
      </output>
      <Timer since={since} label={t('timer')} />
      <SaidSoFar said={said} t={t} asked={asked} />
      {muted && <p class="closed">{t('muted')}</p>}
      <Level level={call.level} label={t('level')} />
      <div class="row">
        <button
          type="button"
          class="second"
          aria-pressed={muted}
          disabled={!connected}
          onClick={() => call.mute(!muted)}
        >
          {t(muted ? 'unmute' : 'mute')}
        </button>
        <button
          type="button"
          class="second"
          aria-expanded={pad}
          aria-controls="keypad"
          disabled={!connected}
          onClick={() => setPad(!pad)}
        >
          {t('keypad')}
        </button>
        <button type="button" class="main bad" onClick={() => void call.end()}>
          {t('hangUp')}
        </button>
      </div>
      <div id="keypad" class="keypad" role="group" aria-label={t('keypad')} hidden={!pad} dir="ltr">
        {keys.map((key) => (
          <button
            key={key}
            type="button"
            class="second"
            aria-label={t('key', { key })}
            onClick={() => call.press(key)}
          >
            {key}
          </button>
        ))}
      </div>
      {connected && <Microphone t={t} onChoose={(id) => call.useMicrophone(id)} />}
    </div>
  );
}

function Timer({ since, label }: { since: number; label: string }) {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const count = () => setSeconds(Math.max(0, Math.floor((Date.now() - since) / 1000)));
    count();
    const timer = setInterval(count, 1000);
    return () => clearInterval(timer);
  }, [since]);
  const text = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  return (
    <p class="timer" role="timer" aria-label={label}>
      {text}
    </p>
  );
}

/** The own voice: who is not heard finds out here. */
function Level({ level, label }: { level: () => number; label: string }) {
  const [now, setNow] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setNow(level()), 120);
    return () => clearInterval(timer);
  }, [level]);
  return (
    <label class="level">
      <span>{label}</span>
      <meter min={0} max={1} value={now} />
    </label>
  );
}

function Microphone({ t, onChoose }: { t: Words; onChoose: (id: string) => void }) {
  const [all, setAll] = useState<{ id: string; name: string }[]>([]);
  useEffect(() => {
    const look = () => void microphones().then(setAll);
    look();
    navigator.mediaDevices?.addEventListener('devicechange', look);
    return () => navigator.mediaDevices?.removeEventListener('devicechange', look);
  }, []);
  if (all.length < 2) return null;
  return (
    <label class="microphone">
      {t('microphone')}
      <select onChange={({ currentTarget }) => onChoose(currentTarget.value)}>
        {all.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
