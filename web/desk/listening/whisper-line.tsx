import './listening.css';
import { IconBulb } from '@tabler/icons-react';
import type { Whisper } from '#contract/listening.ts';
import { formats, useText } from '#web/kit/index.ts';
import { useMe } from '../app/session.ts';
import { PlainText } from '../inbox/mail-body.tsx';

/** A line between supervisor and agent, in the thread at its time; it says who reads it. */
export function WhisperLine({ whisper }: { whisper: Whisper }) {
  const t = useText('listening');
  const me = useMe();
  const mine = whisper.author === me.id;
  const label = mine
    ? t('whisper.mine', { name: whisper.toName })
    : t('whisper.theirs', { name: whisper.authorName });
  return (
    <article className={`whisper-line ${mine ? 'mine' : ''}`} aria-label={label}>
      <p className="whisper-head s11 num">
        <IconBulb size={13} aria-hidden />
        <b>{label}</b> · {formats.time(whisper.at)}
      </p>
      <div dir="auto">
        <PlainText text={whisper.text} />
      </div>
    </article>
  );
}
