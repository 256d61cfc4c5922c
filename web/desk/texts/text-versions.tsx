import { Fragment, useState } from 'react';
import {
  getStandardText,
  listStandardTexts,
  restoreTextVersion,
  type StandardTextFull,
  type StandardTextVersion,
} from '#contract/standard-texts.ts';
import {
  Button,
  callPatiently,
  Chip,
  formats,
  Hidden,
  SelectField,
  toastProblem,
  useText,
} from '#web/kit/index.ts';
import { refresh } from '#web/kit/records.tsx';
import { wordsBetween } from './words-between.rules.ts';

const tone = { draft: 'line', submitted: 'warn', published: 'ok', withdrawn: 'note' } as const;

/** Everything that was ever written of a text in one language, what changed, and the way back to earlier words. */
export function TextVersions({
  text,
  versions,
}: {
  text: StandardTextFull;
  versions: StandardTextVersion[];
}) {
  const t = useText('standard-texts');
  const [newer, setNewer] = useState(versions[0]?.id);
  const [older, setOlder] = useState(versions[1]?.id);
  const one = versions.find(({ id }) => id === newer) ?? versions[0];
  const other = versions.find(({ id }) => id === older);
  const open = versions.some(({ state }) => state === 'draft' || state === 'submitted');
  const options = versions.map((version) => ({
    value: version.id,
    label: t('version.option', { number: version.number, state: t(`version.state.${version.state}`) }),
  }));
  const restore = (version: string) =>
    void callPatiently(restoreTextVersion, { params: { id: text.id }, body: { version } })
      .then(() => refresh(getStandardText, listStandardTexts))
      .catch(toastProblem);
  return (
    <div className="text-history">
      <ul>
        {versions.map((version) => (
          <li key={version.id} className="row wrap">
            <b className="num">{t('version.number', { number: version.number })}</b>
            <Chip tone={tone[version.state]}>{t(`version.state.${version.state}`)}</Chip>
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
            {text.mayWrite && !open && version.state === 'withdrawn' && (
              <Button small look="ghost" onClick={() => restore(version.id)}>
                {t('version.restore', { number: version.number })}
              </Button>
            )}
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
          {other !== undefined && <TextDiff older={other} newer={one} />}
        </>
      )}
    </div>
  );
}

const wholeOf = ({ title, body }: StandardTextVersion) => `${title}\n\n${body}`;

/** What was taken out and what was put in, word by word; told by line and word, not by colour alone. */
export function TextDiff({ older, newer }: { older: StandardTextVersion; newer: StandardTextVersion }) {
  const t = useText('standard-texts');
  const parts = wordsBetween(wholeOf(older), wholeOf(newer));
  if (parts.every(({ kind }) => kind === 'same')) return <p className="t2">{t('version.same')}</p>;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls
    <div className="wording-diff" role="region" tabIndex={0} aria-label={t('version.diff')} dir="auto">
      {parts.map(({ kind, text }, index) =>
        kind === 'same' ? (
          <Fragment key={index}>{text}</Fragment>
        ) : kind === 'added' ? (
          <ins key={index}>
            <Hidden>{t('version.added')}</Hidden>
            {text}
          </ins>
        ) : (
          <del key={index}>
            <Hidden>{t('version.removed')}</Hidden>
            {text}
          </del>
        ),
      )}
    </div>
  );
}
