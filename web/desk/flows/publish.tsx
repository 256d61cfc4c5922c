import { useState } from 'react';
import { getFlow, listFlows, listFlowVersions, publishFlow } from '#contract/flows.ts';
import {
  ApiProblem,
  AreaField,
  Button,
  callPatiently,
  Dialog,
  Field,
  formats,
  FormMessage,
  problemText,
  toast,
  useText,
} from '#web/kit/index.ts';
import { refresh } from '#web/kit/records.tsx';
import { useDesigning } from './context.ts';
import { findingText, isError, nodeTitle } from './words.ts';

/** What keeps the draft from the public, or else: when, and why. */
export function PublishDialog({ onClose }: { onClose: () => void }) {
  const t = useText('flows');
  const kit = useText('kit');
  const { code, flow, draft, showFinding, openPane } = useDesigning();
  const [note, setNote] = useState('');
  const [when, setWhen] = useState<'now' | 'later'>('now');
  const [at, setAt] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const errors = draft.findings.filter(isError);
  const warnings = draft.findings.length - errors.length;
  const unsaved = draft.state === 'refused' || draft.state === 'conflict';
  async function publish() {
    setBusy(true);
    setProblem(null);
    try {
      const done = await callPatiently(publishFlow, {
        params: { code },
        body: {
          revision: draft.revision,
          note,
          at: when === 'now' ? null : new Date(at).toISOString(),
        },
      });
      await refresh(getFlow, listFlows, listFlowVersions);
      toast(
        when === 'now'
          ? t('publish.done', { number: done.published?.number ?? '' })
          : t('publish.planned', { at: formats.dateTime(new Date(at)) }),
      );
      onClose();
    } catch (error) {
      setProblem(
        error instanceof ApiProblem && error.field('at') !== undefined
          ? t('publish.past')
          : problemText(error, kit),
      );
      setBusy(false);
    }
  }
  if (errors.length > 0 || unsaved)
    return (
      <Dialog
        title={t('publish.blocked')}
        onClose={onClose}
        actions={
          <Button
            look="solid"
            onClick={() => {
              openPane('findings');
              onClose();
            }}
          >
            {t('publish.seeFindings')}
          </Button>
        }
      >
        <p>{unsaved ? t('publish.unsaved') : t('publish.blockedText', { count: errors.length })}</p>
        <ul className="flow-blockers">
          {errors.slice(0, 8).map((finding, index) => {
            const node = draft.graph.nodes.find(({ id }) => id === finding.node);
            const text = findingText(finding, draft.graph, t, formats.languageName);
            return (
              <li key={index}>
                {node === undefined ? (
                  text
                ) : (
                  <button
                    type="button"
                    className="flow-link"
                    onClick={() => {
                      onClose();
                      showFinding(finding);
                    }}
                  >
                    {`${nodeTitle(node, t)}: ${text}`}
                  </button>
                )}
              </li>
            );
          })}
          {errors.length > 8 && <li className="t3">{t('publish.more', { count: errors.length - 8 })}</li>}
        </ul>
      </Dialog>
    );
  return (
    <Dialog
      title={t('publish.title')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{kit('cancel')}</Button>
          <Button
            look="solid"
            busy={busy}
            disabled={when === 'later' && at === ''}
            onClick={() => void publish()}
          >
            {t(when === 'now' ? 'publish.now' : 'publish.plan')}
          </Button>
        </>
      }
    >
      <div className="form">
        <FormMessage>{problem}</FormMessage>
        <p>
          {flow.published === null
            ? t('publish.first')
            : t('publish.replaces', { number: flow.published.number })}
        </p>
        {warnings > 0 && <p className="notice warn">{t('publish.warnings', { count: warnings })}</p>}
        {flow.scheduled !== null && (
          <p className="notice warn">
            {t('publish.replacesPlan', { at: formats.dateTime(flow.scheduled.publishAt) })}
          </p>
        )}
        <fieldset className="bare flow-when">
          <legend className="field-label">{t('publish.when')}</legend>
          {(['now', 'later'] as const).map((one) => (
            <label key={one} className="check-line">
              <input type="radio" name="when" checked={when === one} onChange={() => setWhen(one)} />
              <span>{t(`publish.${one}`)}</span>
            </label>
          ))}
          {when === 'later' && (
            <Field label={t('publish.at')}>
              {(ids) => (
                <input
                  className="input"
                  type="datetime-local"
                  {...ids}
                  value={at}
                  onChange={(event) => setAt(event.target.value)}
                />
              )}
            </Field>
          )}
        </fieldset>
        <AreaField
          label={t('publish.note')}
          help={t('publish.noteHelp')}
          optional
          rows={2}
          maxLength={500}
          data-autofocus
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
      </div>
    </Dialog>
  );
}
