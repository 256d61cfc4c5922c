import './knowledge.css';
import { IconAlertTriangle, IconExternalLink, IconLanguage, IconPaperclip } from '@tabler/icons-react';
import { readArticle } from '#contract/articles.ts';
import { Chip, formats, Loaded, useApi, useText } from '#web/kit/index.ts';
import { useMay } from '../app/session.ts';
import { Feedback } from './feedback.tsx';
import { Player } from './player.tsx';
import { ArticleText } from './text.tsx';

/** An article as it is published, with its signs: not in this language, behind its original. */
export function Reading({
  id,
  language,
  contact = null,
  heading = true,
}: {
  id: string;
  language: string;
  contact?: string | null;
  heading?: boolean;
}) {
  const t = useText('knowledge');
  const says = useMay('contact.handle');
  const query = useApi(readArticle, { params: { id }, query: { language: language as 'it' } });
  return (
    <Loaded query={query}>
      {(one) => (
        <article className="reading" aria-label={one.title}>
          {heading && (
            <h2 lang={one.language} dir="auto">
              {one.title}
            </h2>
          )}
          <p className="row wrap reading-signs">
            <Chip tone={one.audience === 'public' ? 'ok' : 'note'}>{t(`audience.${one.audience}`)}</Chip>
            <Chip tone="line">{one.language.toUpperCase()}</Chip>
            <span className="t3 s12">
              {t('versionOf', { number: one.number, at: formats.day(one.approvedAt ?? one.changedAt) })}
            </span>
            {one.helpUrl !== null && (
              <a className="s12 row" href={one.helpUrl} target="_blank" rel="noreferrer">
                <IconExternalLink size={13} aria-hidden />
                {t('onHelpSite')}
              </a>
            )}
          </p>
          {one.fallback && (
            <p className="notice info">
              <IconLanguage size={15} aria-hidden />
              {t('fallback', {
                wanted: formats.languageName(language),
                shown: formats.languageName(one.language),
              })}
            </p>
          )}
          {one.outOfDate && (
            <p className="notice warn">
              <IconAlertTriangle size={15} aria-hidden />
              {t('outOfDateHint')}
            </p>
          )}
          {one.summary !== '' && (
            <p className="reading-summary" lang={one.language} dir="auto">
              {one.summary}
            </p>
          )}
          <ArticleText text={one.body} language={one.language} />
          {one.kind !== 'article' && one.steps.length > 0 && (
            <Player
              key={`${one.id}${contact ?? ''}`}
              article={one.articleId}
              language={one.language}
              kind={one.kind}
              steps={one.steps}
              contact={contact}
            />
          )}
          {one.files.length > 0 && (
            <ul className="reading-files" aria-label={t('files')}>
              {one.files.map((file) => (
                <li key={file.id}>
                  <a href={file.url} download>
                    <IconPaperclip size={13} aria-hidden /> {file.name}
                  </a>{' '}
                  <span className="t3 s12">{formats.bytes(file.size)}</span>
                </li>
              ))}
            </ul>
          )}
          {says && (
            <Feedback key={one.id} article={one.articleId} language={one.language} contact={contact} />
          )}
        </article>
      )}
    </Loaded>
  );
}
