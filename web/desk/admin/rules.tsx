import './rules.css';
import { IconFlask, IconHistory, IconListSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { z } from 'zod';
import {
  getRules,
  listRuleVersions,
  previewRules,
  saveRules,
  type BusinessRule,
  type RuleDraft,
} from '#contract/rules.ts';
import {
  ApiProblem,
  AreaField,
  Button,
  callPatiently,
  Dialog,
  formats,
  FormMessage,
  Loaded,
  SelectField,
  toast,
  toastProblem,
  useApi,
  useSettled,
  useText,
} from '#web/kit/index.ts';
import { refresh, UnsavedGuard } from '#web/kit/records.tsx';
import { useMay } from '../app/session.ts';
import { SectionPage } from './common.tsx';
import { RuleEditor } from './rule-editor.tsx';
import { RuleList } from './rule-list.tsx';
import { useRuleNames } from './rule-names.ts';
import { RuleFaults } from './rule-notes.tsx';
import { PreviewPane } from './rule-preview.tsx';
import { SamplePane } from './rule-sample.tsx';
import { VersionsPane } from './rule-versions.tsx';

type InForce = z.output<(typeof getRules)['output']>;

export default function Rules() {
  const current = useApi(getRules);
  if (current.data === undefined)
    return (
      <SectionPage id="rules">
        <Loaded query={current} rows={8}>
          {() => null}
        </Loaded>
      </SectionPage>
    );
  return <RulesPage current={current.data} />;
}

type Open = { pane: 'rule'; id: string } | { pane: 'preview' | 'sample' | 'versions' } | null;

/** What is sent: without the empty lines that somebody is just writing. */
const cleaned = ({ calendarId, rules }: RuleDraft): RuleDraft => ({
  calendarId,
  rules: rules.map((rule) => ({
    ...rule,
    when: rule.when.map((one) =>
      one.what === 'text'
        ? { ...one, any: one.any.map((phrase) => phrase.trim()).filter((phrase) => phrase !== '') }
        : one,
    ),
  })),
});

const draftOf = ({ calendarId, rules }: InForce): RuleDraft => ({ calendarId, rules });

/**
 * The list being written, beside the one in force. Everything on the page speaks of what is on screen: sentences,
 * warnings, the preview. Only saving puts it into force.
 */
function RulesPage({ current }: { current: InForce }) {
  const t = useText('rules');
  const writes = useMay('admin.routing');
  const names = useRuleNames();
  const [base, setBase] = useState(current);
  const [draft, setDraft] = useState<RuleDraft>(() => draftOf(current));
  const [open, setOpen] = useState<Open>(null);
  const [only, setOnly] = useState<string | null>(null);
  const [saving, setSaving] = useState(false);
  const dirty = JSON.stringify(cleaned(draft)) !== JSON.stringify(draftOf(base));
  const dirtyNow = useRef(false);
  useEffect(() => {
    dirtyNow.current = dirty;
  }, [dirty]);
  // Somebody else's new version is taken over at once by who changes nothing.
  if (current.version !== base.version && !dirty) {
    setBase(current);
    setDraft(draftOf(current));
  }
  const take = (next: InForce) => {
    setBase(next);
    setDraft(draftOf(next));
    dirtyNow.current = false;
  };

  const asked = useSettled(JSON.stringify({ ...cleaned(draft), rule: only }), 400);
  const preview = useApi(
    previewRules,
    { body: JSON.parse(asked) as RuleDraft & { rule: string | null } },
    { keepPrevious: true, staleTime: 60_000 },
  );
  const refused = preview.error instanceof ApiProblem ? preview.error.fields : [];
  const errors =
    refused.length > 0
      ? refused.map(({ field, message }) => ({ field: field.replace(/^body\./, ''), message }))
      : (preview.data?.errors ?? []);
  const findings = errors.length > 0 ? [] : (preview.data?.findings ?? base.findings);
  const counts = preview.data && new Map(preview.data.rules.map((one) => [one.rule, one]));

  const change = (rules: BusinessRule[]) => setDraft((old) => ({ ...old, rules }));
  const openRule = open?.pane === 'rule' ? draft.rules.findIndex(({ id }) => id === open.id) : -1;
  const add = (rule: BusinessRule, at: number) => {
    change([...draft.rules.slice(0, at), rule, ...draft.rules.slice(at)]);
    setOpen({ pane: 'rule', id: rule.id });
  };
  const close = () => setOpen(null);
  const panes: Record<string, () => ReactNode> = {
    rule: () => {
      const rule = draft.rules[openRule];
      if (rule === undefined) return null;
      return (
        <RuleEditor
          key={rule.id}
          rule={rule}
          place={openRule}
          rules={draft.rules}
          names={names}
          errors={errors}
          findings={findings}
          readOnly={!writes}
          onChange={(next) => change(draft.rules.map((one) => (one.id === next.id ? next : one)))}
          onCopy={() =>
            add(
              { ...rule, id: crypto.randomUUID(), name: t('copyOf', { name: rule.name }).slice(0, 120) },
              openRule + 1,
            )
          }
          onRemove={() => {
            change(draft.rules.filter(({ id }) => id !== rule.id));
            close();
          }}
          onClose={close}
        />
      );
    },
    preview: () => (
      <PreviewPane
        query={preview}
        rules={draft.rules}
        names={names}
        only={only}
        onOnly={setOnly}
        onClose={close}
      />
    ),
    sample: () => <SamplePane draft={cleaned(draft)} names={names} onClose={close} />,
    versions: () => (
      <VersionsPane
        current={current.version}
        names={names}
        readOnly={!writes || dirty}
        onRestored={close}
        onClose={close}
      />
    ),
  };
  const pane = open === null ? null : panes[open.pane]!();
  const toggle = (name: 'preview' | 'sample' | 'versions') =>
    setOpen((old) => (old?.pane === name ? null : { pane: name }));

  return (
    <SectionPage
      id="rules"
      newLabel={t('new')}
      onNew={
        writes
          ? () =>
              add(
                {
                  id: crypto.randomUUID(),
                  name: t('newName', { number: draft.rules.length + 1 }),
                  on: true,
                  afterSeconds: null,
                  when: [{ what: 'text', not: false, where: 'both', how: 'words', any: [] }],
                  set: { queue: null, boostSeconds: null, requires: [], tags: [], plan: null },
                  goOn: false,
                },
                draft.rules.length,
              )
          : undefined
      }
      actions={
        <>
          {(
            [
              ['preview', IconListSearch],
              ['sample', IconFlask],
              ['versions', IconHistory],
            ] as const
          ).map(([name, Icon]) => (
            <Button
              key={name}
              look="ghost"
              icon={<Icon size={15} aria-hidden />}
              aria-pressed={open?.pane === name}
              onClick={() => toggle(name)}
            >
              {t(`${name}.open`)}
            </Button>
          ))}
        </>
      }
    >
      <UnsavedGuard dirtyNow={dirtyNow} />
      <div className={`records ${pane === null ? '' : 'open'}`}>
        <div className="rules-main">
          <div className="rules-scroll">
            <p className="rules-lead">{t('lead')}</p>
            <div className="rules-notices">
              <RuleFaults faults={base.faults} />
              {base.unreadable.length > 0 && (
                <p className="notice warn">
                  {t('unreadable', {
                    count: base.unreadable.length,
                    names: base.unreadable.map(({ name }) => name).join(', '),
                  })}
                </p>
              )}
              {current.version !== base.version && (
                <div className="notice warn">
                  <span className="grow">{t('meanwhile', { version: current.version })}</span>
                  <Button small onClick={() => setBase(current)}>
                    {t('meanwhileTake')}
                  </Button>
                </div>
              )}
            </div>
            <RuleList
              rules={draft.rules}
              names={names}
              open={open?.pane === 'rule' ? open.id : null}
              counts={counts}
              findings={findings}
              errors={errors}
              readOnly={!writes}
              onOpen={(id) => setOpen({ pane: 'rule', id })}
              onChange={change}
            />
            <div className="rules-calendar">
              <SelectField
                label={t('calendar')}
                disabled={!writes}
                options={[{ value: '', label: t('calendarNone') }, ...names.calendars]}
                value={draft.calendarId ?? ''}
                onChange={(event) =>
                  setDraft((old) => ({
                    ...old,
                    calendarId: event.target.value === '' ? null : event.target.value,
                  }))
                }
              />
            </div>
          </div>
          <div className="pane-foot rules-foot">
            <output className="grow t2 s12">
              {dirty ? (
                errors.length > 0 ? (
                  <span className="crit-text">{t('wrong', { count: errors.length })}</span>
                ) : (
                  t('changed')
                )
              ) : base.savedAt === null ? (
                t('never')
              ) : (
                t('versionBy', {
                  version: base.version,
                  author: base.author,
                  at: formats.dateTime(base.savedAt),
                })
              )}
            </output>
            {dirty && <Button onClick={() => take(current)}>{t('discard')}</Button>}
            {writes && (
              <Button
                look="solid"
                disabled={!dirty || errors.length > 0 || current.version !== base.version}
                onClick={() => setSaving(true)}
              >
                {t('save')}
              </Button>
            )}
          </div>
        </div>
        {pane}
      </div>
      {saving && (
        <SaveDialog
          draft={cleaned(draft)}
          base={base.version}
          onSaved={(next) => {
            take(next);
            setSaving(false);
            toast(t('saved', { version: next.version }));
          }}
          onClose={() => setSaving(false)}
        />
      )}
    </SectionPage>
  );
}

function SaveDialog({
  draft,
  base,
  onSaved,
  onClose,
}: {
  draft: RuleDraft;
  base: number;
  onSaved: (next: InForce) => void;
  onClose: () => void;
}) {
  const t = useText('rules');
  const [comment, setComment] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  async function save() {
    setBusy(true);
    try {
      const saved = await callPatiently(saveRules, { body: { ...draft, version: base, comment } });
      await refresh(getRules, listRuleVersions);
      onSaved(saved);
    } catch (error) {
      if (error instanceof ApiProblem && error.code === 'changed_meanwhile') {
        await refresh(getRules);
        onClose();
      } else if (error instanceof ApiProblem && error.status === 422) setProblem(error.message);
      else toastProblem(error);
    } finally {
      setBusy(false);
    }
  }
  return (
    <Dialog
      title={t('saveTitle')}
      onClose={onClose}
      actions={
        <Button look="solid" busy={busy} onClick={() => void save()}>
          {t('saveNow')}
        </Button>
      }
    >
      <FormMessage>{problem}</FormMessage>
      <p>{t('saveEffect')}</p>
      <AreaField
        label={t('comment')}
        help={t('commentHelp')}
        optional
        rows={3}
        maxLength={500}
        data-autofocus
        value={comment}
        onChange={(event) => setComment(event.target.value)}
      />
    </Dialog>
  );
}
