import { IconArrowLeft } from '@tabler/icons-react';
import { useState } from 'react';
import {
  getRules,
  getRuleVersion,
  listRuleVersions,
  restoreRules,
  type BusinessRule,
} from '#contract/rules.ts';
import {
  Button,
  callPatiently,
  Chip,
  Confirm,
  EmptyState,
  formats,
  Loaded,
  toastProblem,
  useApi,
  useText,
} from '#web/kit/index.ts';
import { Pane, PaneBody, refresh, usePages } from '#web/kit/records.tsx';
import type { RuleNames } from './rule-names.ts';
import { setWords, whenWords } from './rule-words.ts';

/** The saved versions, what each changed, and the way back to one. */
export function VersionsPane({
  current,
  names,
  readOnly,
  onRestored,
  onClose,
}: {
  current: number;
  names: RuleNames;
  readOnly: boolean;
  onRestored: () => void;
  onClose: () => void;
}) {
  const t = useText('rules');
  const [open, setOpen] = useState<number | null>(null);
  return (
    <Pane
      title={open === null ? t('versions.title') : t('version', { version: open })}
      label={t('versions.title')}
      onClose={onClose}
    >
      <PaneBody>
        {open === null ? (
          <List current={current} onOpen={setOpen} />
        ) : (
          <>
            <div>
              <Button
                small
                look="ghost"
                icon={<IconArrowLeft size={14} aria-hidden />}
                onClick={() => setOpen(null)}
              >
                {t('versions.back')}
              </Button>
            </div>
            <Version
              key={open}
              version={open}
              names={names}
              restores={!readOnly && open !== current}
              onRestored={() => {
                setOpen(null);
                onRestored();
              }}
            />
          </>
        )}
      </PaneBody>
    </Pane>
  );
}

function List({ current, onOpen }: { current: number; onOpen: (version: number) => void }) {
  const t = useText('rules');
  const { query, foot } = usePages(listRuleVersions, { query: { limit: 50 } });
  return (
    <Loaded query={query} rows={5}>
      {(versions) =>
        versions.length === 0 ? (
          <EmptyState>{t('versions.none')}</EmptyState>
        ) : (
          <>
            <ul className="rule-versions">
              {versions.map((one) => (
                <li key={one.version}>
                  <button type="button" onClick={() => onOpen(one.version)}>
                    <span className="row">
                      <b>{t('version', { version: one.version })}</b>
                      {one.version === current && <Chip tone="ok">{t('versions.current')}</Chip>}
                      {one.restoredFrom !== null && (
                        <Chip>{t('versions.restoredFrom', { version: one.restoredFrom })}</Chip>
                      )}
                      <span className="grow" />
                      <span className="t3 s12 num">
                        {one.savedAt === null ? '' : formats.dateTime(one.savedAt)}
                      </span>
                    </span>
                    <span className="t2 s12">
                      {one.author} · {t('versions.rules', { count: one.rules })}
                    </span>
                    {one.comment !== '' && <span dir="auto">{one.comment}</span>}
                  </button>
                </li>
              ))}
            </ul>
            {foot}
          </>
        )
      }
    </Loaded>
  );
}

function Version({
  version,
  names,
  restores,
  onRestored,
}: {
  version: number;
  names: RuleNames;
  restores: boolean;
  onRestored: () => void;
}) {
  const t = useText('rules');
  const admin = useText('admin');
  const means = { t, admin, names };
  const query = useApi(getRuleVersion, { params: { version }, query: {} });
  const [asks, setAsks] = useState(false);
  const [busy, setBusy] = useState(false);
  const words = (rule: BusinessRule) => (
    <>
      {whenWords(rule, means)} → <b>{setWords(rule.set, means).join(', ')}</b>. {rule.goOn && t('goesOn')}{' '}
      {!rule.on && `(${t('off')})`}
    </>
  );
  async function restore() {
    setBusy(true);
    try {
      await callPatiently(restoreRules, { params: { version }, body: { comment: '' } });
      await refresh(getRules, listRuleVersions);
      onRestored();
    } catch (error) {
      toastProblem(error);
    } finally {
      setBusy(false);
      setAsks(false);
    }
  }
  return (
    <Loaded query={query} rows={5}>
      {(one) => (
        <>
          <p className="t2">
            {one.author}
            {one.savedAt !== null && ` · ${formats.dateTime(one.savedAt)}`}
          </p>
          {one.comment !== '' && <p dir="auto">{one.comment}</p>}
          {one.against > 0 && <h3>{t('versions.changes', { version: one.against })}</h3>}
          {one.against > 0 && one.calendarChanged && <p>{t('versions.calendar')}</p>}
          {one.changes.length === 0 && <p className="t2">{t('versions.noChanges')}</p>}
          <ul className="rule-changes">
            {one.changes.map((change) => (
              <li key={change.rule}>
                <span className="row">
                  <Chip
                    tone={change.change === 'added' ? 'ok' : change.change === 'removed' ? 'crit' : 'mute'}
                  >
                    {change.change === 'moved'
                      ? t('versions.movedTo', { before: change.before, after: change.after })
                      : t(`versions.${change.change}`)}
                  </Chip>
                  <b className="ell">{change.name}</b>
                </span>
                {change.was !== null && (
                  <p className="s12">
                    {change.is !== null && <span className="t3">{t('versions.was')}: </span>}
                    {words(change.was)}
                  </p>
                )}
                {change.is !== null && (
                  <p className="s12">
                    {change.was !== null && <span className="t3">{t('versions.is')}: </span>}
                    {words(change.is)}
                  </p>
                )}
              </li>
            ))}
          </ul>
          {restores && (
            <div>
              <Button onClick={() => setAsks(true)}>{t('versions.restore')}</Button>
            </div>
          )}
          {asks && (
            <Confirm
              title={t('versions.restoreTitle', { version })}
              confirm={t('versions.restore')}
              busy={busy}
              onConfirm={() => void restore()}
              onClose={() => setAsks(false)}
            >
              {t('versions.restoreText')}
            </Confirm>
          )}
        </>
      )}
    </Loaded>
  );
}
