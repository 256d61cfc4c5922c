import { IconPhotoOff } from '@tabler/icons-react';
import { useMantineColorScheme } from '@mantine/core';
import { Fragment, useMemo, useRef, useState } from 'react';
import type { Message } from '#contract/conversations.ts';
import { Button, useText } from '#web/kit/index.ts';
import { NumbersBelow, TextNumber } from './call-from-text.tsx';
import { numbersIn } from './numbers-in-text.rules.ts';
import { foldText } from './quoted.rules.ts';

/** The text of a mail: its HTML in a frame that can do nothing, or its plain text; quoted history is folded. */
export function MailBody({ message }: { message: Message }) {
  const t = useText('inbox');
  const [images, setImages] = useState(false);
  const [quoted, setQuoted] = useState(false);
  const folded = useMemo(() => foldText(message.text), [message.text]);
  const hasQuote =
    message.html === null
      ? folded.quoted !== null
      : /<blockquote|gmail_quote|divRplyFwdMsg/i.test(message.html);
  return (
    <>
      {message.remoteImages > 0 && !images && (
        <div className="notice remote-images">
          <IconPhotoOff size={15} aria-hidden />
          <span className="grow">{t('mail.images', { count: message.remoteImages })}</span>
          <Button small onClick={() => setImages(true)}>
            {t('mail.showImages')}
          </Button>
        </div>
      )}
      {message.html === null ? (
        <div className="mail-text" dir="auto">
          <PlainText text={quoted ? message.text : folded.fresh} calls />
        </div>
      ) : (
        <>
          <MailFrame html={message.html} images={images} quoted={quoted} />
          {/* Nothing in the frame can be pressed: what can be called stands below it. */}
          <NumbersBelow text={folded.fresh} />
        </>
      )}
      {hasQuote && (
        <button
          type="button"
          className="quote-toggle"
          aria-expanded={quoted}
          aria-label={t(quoted ? 'mail.hideQuoted' : 'mail.showQuoted')}
          onClick={() => setQuoted(!quoted)}
        >
          •••
        </button>
      )}
    </>
  );
}

/**
 * Somebody else's HTML, already sanitised, in a frame without scripts, forms or plugins, whose own policy allows
 * nothing but pictures of this server; it fetches those of other sites, only when asked for. Same origin, so that its
 * height can be read.
 */
function MailFrame({ html, images, quoted }: { html: string; images: boolean; quoted: boolean }) {
  const t = useText('inbox');
  const frame = useRef<HTMLIFrameElement>(null);
  const [height, setHeight] = useState(60);
  const { colorScheme } = useMantineColorScheme();
  const source = useMemo(() => {
    // A mail with colours of its own is made for white paper; a plain one takes ours.
    const coloured = /bgcolor|background(-color)?\s*:|color\s*[:=]/i.test(html);
    const style = getComputedStyle(document.documentElement);
    const ink = coloured ? 'CanvasText' : style.getPropertyValue('--text');
    const link = coloured ? 'LinkText' : style.getPropertyValue('--accent');
    const shown = images ? html.replace(/(<img\b[^>]*?)\sdata-remote-src=/gi, '$1 src=') : html;
    return `<!doctype html><html><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; font-src 'none'"><meta name="referrer" content="no-referrer"><base target="_blank"><style>
:root{color-scheme:${coloured ? 'light' : 'light dark'}}
html{background:${coloured ? 'Canvas' : 'transparent'}}
body{margin:0;padding:${coloured ? '10px 12px' : '2px 0'};font:400 13.5px/20px Inter,system-ui,sans-serif;color:${ink};overflow-wrap:anywhere}
a{color:${link}}img{max-width:100%;height:auto}img:not([src]){display:none}table{max-width:100%}pre{white-space:pre-wrap}
p{margin:0 0 10px}p:last-child{margin-bottom:0}
blockquote{margin:8px 0;padding-inline-start:10px;border-inline-start:2px solid GrayText}
${quoted ? '' : 'body>blockquote,.gmail_quote,.gmail_quote_container,#divRplyFwdMsg,#divRplyFwdMsg~*,blockquote[type=cite]{display:none}'}
</style></head><body dir="auto">${shown}</body></html>`;
    // oxlint-disable-next-line react/exhaustive-deps -- the theme's colours are read from the page
  }, [html, images, quoted, colorScheme]);
  const measure = () => {
    const body = frame.current?.contentDocument?.body;
    if (body === undefined || body === null) return;
    const observer = new ResizeObserver(() => setHeight(Math.min(Math.max(body.scrollHeight, 24), 20_000)));
    observer.observe(body);
  };
  return (
    <iframe
      ref={frame}
      className="mail-frame"
      title={t('mail.body')}
      sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"
      srcDoc={source}
      style={{ height }}
      onLoad={measure}
    />
  );
}

const url = /\bhttps?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]]/g;
const mention = /(^|\s)(@[\p{L}][\p{L}'-]*)/gu;

/** Plain text with its links (and, in notes, its mentions; in messages, telephone numbers) marked. */
export function PlainText({
  text,
  mentions,
  calls,
}: {
  text: string;
  mentions?: boolean;
  /** Telephone numbers can be called. */
  calls?: boolean;
}) {
  const parts: { text: string; kind: 'text' | 'link' | 'mention' | 'number'; number?: string }[] = [];
  let at = 0;
  const marks = [
    ...[...text.matchAll(url)].map((match) => ({ at: match.index, text: match[0], kind: 'link' as const })),
    ...(mentions
      ? [...text.matchAll(mention)].map((match) => ({
          at: match.index + (match[1]?.length ?? 0),
          text: match[2] ?? '',
          kind: 'mention' as const,
        }))
      : []),
    ...(calls ? numbersIn(text).map((one) => ({ ...one, kind: 'number' as const })) : []),
  ].toSorted((one, other) => one.at - other.at);
  for (const mark of marks) {
    if (mark.at < at) continue;
    parts.push({ text: text.slice(at, mark.at), kind: 'text' }, mark);
    at = mark.at + mark.text.length;
  }
  parts.push({ text: text.slice(at), kind: 'text' });
  return (
    <span className="plain">
      {parts.map((part, index) =>
        part.kind === 'link' ? (
          <a key={index} href={part.text} target="_blank" rel="noopener noreferrer">
            {part.text}
          </a>
        ) : part.kind === 'number' ? (
          <TextNumber key={index} text={part.text} number={part.number ?? ''} />
        ) : part.kind === 'mention' ? (
          <b key={index}>{part.text}</b>
        ) : (
          <Fragment key={index}>{part.text}</Fragment>
        ),
      )}
    </span>
  );
}
