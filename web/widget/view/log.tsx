/** @jsxImportSource preact */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ChatLine } from '#contract/widget.ts';
import { told, type ChatView } from '../chat.ts';
import { sizeText } from '../words.ts';
import { useShared } from './context.ts';

const wave = (
  <span aria-hidden="true" class="wave">
    <i />
    <i />
    <i />
  </span>
);

/** All lines, then those on their way out. Stays at the newest unless the visitor scrolled back. */
export function Log({ view }: { view: ChatView }) {
  const { t, chat } = useShared();
  const boxRef = useRef<HTMLDivElement>(null);
  const atEndRef = useRef(true);
  useEffect(() => {
    if (atEndRef.current && boxRef.current !== null) boxRef.current.scrollTop = boxRef.current.scrollHeight;
  }, [view.lines, view.flow, view.answering, view.outbox, view.typing]);
  const lines = told(view, t('guide'));
  const lastMine = view.lines.findLast((line) => line.from === 'visitor');
  const time = new Intl.DateTimeFormat(chat.language, { hour: '2-digit', minute: '2-digit' });
  const day = new Intl.DateTimeFormat(chat.language, { weekday: 'long', day: 'numeric', month: 'long' });
  const [now] = useState(() => new Date());
  const today = day.format(now);
  const days = lines.map((line) => day.format(new Date(line.at)));
  return (
    <div
      ref={boxRef}
      class="log"
      role="log"
      aria-live="polite"
      aria-label={t('log')}
      // A scrolling region must be reachable by keyboard.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
        atEndRef.current = scrollHeight - scrollTop - clientHeight < 40;
      }}
    >
      {/* A flow greets by itself, in the visitor's language. */}
      {view.flow === null && view.welcome?.greeting && (
        <p class="greeting" dir="auto">
          {view.welcome.greeting}
        </p>
      )}
      {lines.map((line, index) => (
        <div key={line.key ?? line.seq}>
          {days[index] !== days[index - 1] && (
            <p class="day">{days[index] === today ? t('today') : days[index]}</p>
          )}
          <div class={`line ${line.from}`}>
            <span class="hidden">{line.from === 'visitor' ? t('you') : line.name || t('system')}: </span>
            {line.from === 'staff' && line.name !== '' && line.name !== lines[index - 1]?.name && (
              <span class="who" aria-hidden="true">
                {line.name}
              </span>
            )}
            {line.text !== '' && (
              <p class="said" dir="auto" lang={line.language}>
                {linked(line.text)}
              </p>
            )}
            <Files line={line} />
            <span class="meta">
              <time dateTime={line.at}>{time.format(new Date(line.at))}</time>
              {line === lastMine && view.outbox.length === 0 && (
                <span> · {t(line.seq <= view.seen ? 'read' : 'sent')}</span>
              )}
            </span>
          </div>
        </div>
      ))}
      {view.outbox.map((line) => (
        <div key={line.clientId} class={`line visitor ${line.error === null ? 'pending' : 'bad'}`}>
          <span class="hidden">{t('you')}: </span>
          {line.text !== '' && (
            <p class="said" dir="auto">
              {line.text}
            </p>
          )}
          {line.files.map((file) => (
            <p key={file.id} class="file">
              {file.name}
            </p>
          ))}
          {line.error === null ? (
            <span class="meta">{t(view.link === 'online' ? 'sending' : 'waiting')}</span>
          ) : (
            <span class="meta">
              {t('failed', { reason: line.error })}
              <button type="button" class="link" onClick={() => chat.retry(line.clientId)}>
                {t('retry')}
              </button>
              <button type="button" class="link" onClick={() => chat.discard(line.clientId)}>
                {t('discard')}
              </button>
            </span>
          )}
        </div>
      ))}
      {view.answering !== null && (
        <>
          {view.answering !== '' && (
            <div class="line visitor pending">
              <span class="hidden">{t('you')}: </span>
              <p class="said" dir="auto">
                {view.answering}
              </p>
            </div>
          )}
          <p class="typing">{wave}</p>
        </>
      )}
      {view.typing !== null && (
        <p class="typing">
          {view.typing.name === null ? t('typingNobody') : t('typing', { name: view.typing.name })}
          {wave}
        </p>
      )}
    </div>
  );
}

function Files({ line }: { line: ChatLine }) {
  const { t, chat } = useShared();
  return (
    <>
      {line.attachments.map((file) => {
        const size = sizeText(file.size, chat.language);
        const url = `${chat.base}${file.url}`;
        return (
          <a
            key={file.id}
            class="file"
            href={url}
            target="_blank"
            rel="noopener"
            aria-label={t('openFile', { name: file.name, size })}
          >
            {file.inline && file.type.startsWith('image/') ? (
              <img src={url} alt="" loading="lazy" />
            ) : (
              <>
                <span dir="auto">{file.name}</span> <small>{size}</small>
              </>
            )}
          </a>
        );
      })}
    </>
  );
}

/** Text with its web addresses made into links; everything else stays text. */
function linked(text: string) {
  return text.split(/(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]])/).map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      <a key={index} href={part} target="_blank" rel="noopener noreferrer nofollow">
        {part}
      </a>
    ),
  );
}
