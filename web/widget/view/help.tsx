/** @jsxImportSource preact */
import { useEffect, useState } from 'preact/hooks';
import type { Output } from '#contract/route.ts';
import type { publicChatHelp } from '#contract/widget.ts';
import { useShared } from './context.ts';

/** Where one can help oneself: what fits the question as it is written, and the help site. */
export function Help({ text }: { text: string }) {
  const { t, chat } = useShared();
  const [help, setHelp] = useState<Output<typeof publicChatHelp> | null>(null);
  useEffect(() => {
    let current = true;
    // Asked when the hand rests; without an answer there is nothing to show.
    const wait = setTimeout(
      () => {
        fetch(`${chat.base}/api/v1/public/chats/${chat.entryPoint}/help`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ text: text.slice(-1000), lang: chat.language }),
        })
          .then((answer) => (answer.ok ? answer.json() : null))
          .then(
            (found) => current && found !== null && setHelp(found as Output<typeof publicChatHelp>),
            () => {},
          );
      },
      text === '' ? 0 : 700,
    );
    return () => {
      current = false;
      clearTimeout(wait);
    };
  }, [chat, text]);
  if (help === null || help.site === null) return null;
  const link = (url: string, title: string, language?: string) => (
    <a href={url} target="_blank" rel="noopener" {...(language === undefined ? {} : { lang: language })}>
      {title}
    </a>
  );
  return (
    <div class="help" role="status">
      {help.articles.length > 0 && (
        <>
          <b>{t('helpFits')}</b>
          <ul dir="auto">
            {help.articles.map(({ url, title, language }) => (
              <li key={url}>{link(url, title, language)}</li>
            ))}
          </ul>
        </>
      )}
      {link(help.site, t('helpSite'))}
    </div>
  );
}
