import './listening.css';
import { IconBulb } from '@tabler/icons-react';
import { useId, useImperativeHandle, useRef, useState, type Ref } from 'react';
import { listWhispers, sendWhisper, type Listening, type Whisper } from '#contract/listening.ts';
import type { Output } from '#contract/route.ts';
import {
  Button,
  keyOf,
  newKey,
  problemText,
  queryClient,
  useKey,
  useText,
  useWrite,
} from '#web/kit/index.ts';

export interface WhisperHandle {
  focus(): void;
}

// What is half written outlives a reload, on this machine only: a whisper is no draft for the server to keep.
const shelf = (listening: string) => `filo.whisper.${listening}`;

/** Where one of the two writes to the other. The box and its button say who reads it, and that the customer does not. */
export function WhisperBox({
  ref,
  listening,
  toName,
  onLeave,
}: {
  ref?: Ref<WhisperHandle>;
  listening: Listening;
  toName: string;
  /** Esc: back to what is being read. */
  onLeave: () => void;
}) {
  const t = useText('listening');
  const kit = useText('kit');
  const help = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(() => sessionStorage.getItem(shelf(listening.id)) ?? '');
  // The name of the line that is being written: tried again it is the same line.
  const [clientId, setClientId] = useState(newKey);
  const change = (next: string) => {
    setText(next);
    sessionStorage.setItem(shelf(listening.id), next);
  };
  useImperativeHandle(ref, () => ({ focus: () => area.current?.focus() }));
  const send = useWrite(sendWhisper, {
    onSuccess: (whisper) => {
      setClientId(newKey());
      change('');
      queryClient.setQueryData<Output<typeof listWhispers>>(
        keyOf(listWhispers, { params: { id: listening.conversation } }),
        (old) => old && { items: withOne(old.items, whisper) },
      );
    },
  });
  const go = () => {
    if (text.trim() === '' || send.isPending) return;
    send.mutate({ params: { id: listening.id }, body: { text: text.trim(), clientId } });
  };
  useKey('listening.whisper', () => area.current?.focus());
  const first = toName.split(' ')[0] ?? toName;
  return (
    <section className="whisper-box" aria-label={t('box.label', { name: toName })}>
      <div className="row">
        <IconBulb size={16} aria-hidden />
        <textarea
          ref={area}
          rows={1}
          maxLength={2000}
          dir="auto"
          aria-label={t('box.label', { name: toName })}
          aria-describedby={help}
          placeholder={t('box.placeholder', { name: first })}
          value={text}
          onChange={(event) => change(event.target.value)}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing) return;
            if (event.key === 'Enter' && !event.shiftKey) {
              event.preventDefault();
              go();
            } else if (event.key === 'Escape') onLeave();
          }}
        />
        <Button
          small
          action="listening.whisper"
          busy={send.isPending}
          disabled={text.trim() === ''}
          onClick={go}
        >
          {t('box.send', { name: first })}
        </Button>
      </div>
      <p id={help} className="s11 whisper-help">
        {t('box.help', { name: first })}
      </p>
      {send.error !== null && (
        <p className="s12 crit-text" role="alert">
          {problemText(send.error, kit)}
        </p>
      )}
    </section>
  );
}

/** The answer to a line of mine and the event about it come in any order. */
const withOne = (items: Whisper[], one: Whisper): Whisper[] =>
  items.some(({ id }) => id === one.id) ? items : [...items, one];
