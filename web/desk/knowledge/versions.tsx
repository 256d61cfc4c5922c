import { useState } from 'react';
import type { ArticleVersion } from '#contract/articles.ts';
import { Chip, formats, Hidden, SelectField, useText } from '#web/kit/index.ts';
import { diffLines } from './diff.rules.ts';

const tone = { draft: 'line', submitted: 'accent', published: 'ok', withdrawn: 'note' } as const;

/** Everything that was ever written of an article in one language, and what changed from one to the next. */
export function Versions({ versions }: { versions: ArticleVersion[] }) {
  const t = useText('knowledge');
  const [newer, setNewer] = useState(versions[0]?.id);
  const [older, setOlder] = useState(versions[1]?.id);
  const one = versions.find(({ id }) => id === newer) ?? versions[0];
  const other = versions.find(({ id }) => id === older);
  const options = versions.map((version) => ({
    value: version.id,
    label: t('version.option', { number: version.number, state: t(`state.${version.state}`) }),
  }));
  return (
    <div className="versions">
      <ul>
        {versions.map((version) => (
          <li key={version.id} className="row wrap">
            <b className="num">{t('version.number', { number: version.number })}</b>
            <Chip tone={tone[version.state]}>{t(`state.${version.state}`)}</Chip>
            <span className="t2 s12">
              {t('version.by', {
                by: version.authorName ?? t('nobody'),
                at: formats.brief(version.changedAt),
              })}
              {version.approvedAt !== null &&
                ` · ${t('version.approved', { by: version.approvedByName ?? t('nobody'), at: formats.brief(version.approvedAt) })}`}
              {version.validFrom !== null &&
                ` · ${t('version.from', { at: formats.dateTime(version.validFrom) })}`}
              {version.validTo !== null && ` · ${t('version.to', { at: formats.dateTime(version.validTo) })}`}
            </span>
            {version.note !== null && <span className="s12">{version.note}</span>}
          </li>
        ))}
      </ul>
      {versions.length > 1 && one !== undefined && (
        <>
          <div className="form-row">
            <SelectField
              label={t('version.newer')}
              options={options}
              value={one.id}
              onChange={(event) => setNewer(event.target.value)}
            />
            <SelectField
              label={t('version.older')}
              options={options}
              value={other?.id ?? ''}
              onChange={(event) => setOlder(event.target.value)}
            />
          </div>
          {other !== undefined && <Diff older={other} newer={one} />}
        </>
      )}
    </div>
  );
}

const wholeOf = (version: ArticleVersion): string =>
  [
    version.title,
    version.summary,
    version.body,
    ...version.steps.map(
      (step) =>
        `${step.title}\n${step.text}\n${step.answers.map(({ label, to }) => `${label} → ${to}`).join('\n')}`,
    ),
    version.keywords,
  ].join('\n\n');

/** What was taken out and what was put in, line by line; told by sign and word, not by colour alone. */
export function Diff({ older, newer }: { older: ArticleVersion; newer: ArticleVersion }) {
  const t = useText('knowledge');
  const lines = diffLines(wholeOf(older), wholeOf(newer));
  if (lines.every(({ kind }) => kind === 'same')) return <p className="t2">{t('version.same')}</p>;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls
    <div className="article-diff" role="region" tabIndex={0} aria-label={t('version.diff')}>
      {lines.map(({ kind, text }, index) => (
        <p key={index} className={kind} dir="auto">
          <span aria-hidden>{kind === 'added' ? '+' : kind === 'removed' ? '−' : ' '}</span>
          {kind !== 'same' && <Hidden>{t(`version.${kind}`)}</Hidden>}
          {text === '' ? ' ' : text}
        </p>
      ))}
    </div>
  );
}
