import './speech.css';
import { IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import { Button, IconButton, toast, toastProblem, ApiProblem, useText } from '#web/kit/index.ts';
import { play, stop, usePlaying } from './player.ts';
import { peaks } from './sound.rules.ts';

/**
 * Plays one sound, and ends it.
 * @param props.name of the sound: one that plays is known by it
 * @param props.label what is heard, for those who cannot see what stands beside it
 * @param props.long with its words on it
 */
export function PlayButton({
  name,
  label,
  long = false,
  disabled,
  load,
}: {
  name: string;
  label: string;
  long?: boolean;
  disabled?: boolean;
  load: () => Promise<ArrayBuffer | Float32Array>;
}) {
  const t = useText('speech');
  const playing = usePlaying();
  const mine = playing?.name === name;
  const press = () => {
    if (mine) stop();
    else
      void play(name, load).catch((error: unknown) =>
        error instanceof ApiProblem ? toastProblem(error) : toast(t('noSound'), { tone: 'crit' }),
      );
  };
  const icon = mine ? <IconPlayerStop size={15} aria-hidden /> : <IconPlayerPlay size={15} aria-hidden />;
  const words = mine ? t('stop', { what: label }) : label;
  return long ? (
    <Button icon={icon} onClick={press} disabled={disabled} aria-pressed={mine}>
      {mine ? t('stopShort') : label}
    </Button>
  ) : (
    <IconButton
      label={words}
      disabled={disabled}
      className={mine ? 'playing' : ''}
      onClick={(event) => {
        event.stopPropagation();
        press();
      }}
    >
      {icon}
    </IconButton>
  );
}

const bars = 120;

/** A picture of a sound. */
export function Waveform({ samples, label }: { samples: Float32Array; label: string }) {
  return (
    <svg
      className="waveform"
      viewBox={`0 0 ${bars * 3} 48`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      {peaks(samples, bars).map((peak, index) => {
        const height = Math.max(1.5, peak * 46);
        return <rect key={index} x={index * 3} y={24 - height / 2} width={2} height={height} rx={1} />;
      })}
    </svg>
  );
}
