import { IconArrowsDiff, IconRestore } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import {
  compareFlow,
  dropDraft,
  getDraft,
  getFlow,
  getFlowVersion,
  listFlows,
  listFlowVersions,
  rollBack,
  withdrawVersion,
  type Difference,
  type FlowVersion,
} from '#contract/flows.ts';
import type { FlowGraph } from '#contract/flow-graph.ts';
import {
  AreaField,
  Button,
  call,
  callPatiently,
  Chip,
  Confirm,
  EmptyState,
  ErrorState,
  formats,
  Loaded,
  SelectField,
  toast,
  toastProblem,
  useApi,
  useText,
} from '#web/kit/index.ts';
import { refresh } from '#web/kit/records.tsx';
import { overlay } from './compare.rules.ts';
import { useDesigning } from './context.ts';
import { placed } from './layout.rules.ts';
import { exitName, nodeTitle } from './words.ts';

const changed = () => refresh(listFlowVersions, getFlow, listFlows);

/** What was published, by whom and why; two of them side by side; the way back to one. */
export function VersionsPane() {
  const t = useText('flows');
  const { code, flow, edits, mayPublish, draft } = useDesigning();
  const query = useApi(listFlowVersions, { params: { code } });
  const [back, setBack] = useState<FlowVersion | null>(null);
  const [dropping, setDropping] = useState(false);
  const [withdrawing, setWithdrawing] = useState(false);
  async function withdraw() {
    try {
      await callPatiently(withdrawVersion, { params: { code } });
      await changed();
    } catch (error) {
      toastProblem(error);
    }
    setWithdrawing(false);
  }
  async function drop() {
    try {
      await callPatiently(dropDraft, { params: { code } });
      draft.replace(await call(getDraft, { params: { code } }));
      await changed();
    } catch (error) {
      toastProblem(error);
    }
    setDropping(false);
  }
  return (
    <div className="flow-versions">
      <Loaded query={query} rows={4}>
        {({ items }) => (
          <>
            <Compare versions={items} />
            <h3>{t('version.title')}</h3>
            {flow.draft !== null && (
              <div className="flow-version">
                <div className="row">
                  <b>{t('version.draft')}</b>
                  <Chip tone="note">{t('version.notPublished')}</Chip>
                  <span className="grow" />
                  {edits && flow.published !== null && (
                    <Button small onClick={() => setDropping(true)}>
                      {t('version.drop')}
                    </Button>
                  )}
                </div>
                <p className="t2 s12">
                  {t('version.changed', { by: draft.changedBy, at: formats.dateTime(draft.changedAt) })}
                </p>
              </div>
            )}
            {items.length === 0 && <EmptyState>{t('version.none')}</EmptyState>}
            {items.map((one) => (
              <div key={one.number} className="flow-version">
                <div className="row">
                  <b>{t('version.number', { number: one.number })}</b>
                  <Chip
                    tone={one.state === 'published' ? 'ok' : one.state === 'scheduled' ? 'accent' : 'line'}
                  >
                    {t(`version.state.${one.state}`)}
                  </Chip>
                  <span className="grow" />
                  {mayPublish && one.state === 'scheduled' && (
                    <Button small onClick={() => setWithdrawing(true)}>
                      {t('version.withdraw')}
                    </Button>
                  )}
                  {mayPublish && one.state === 'retired' && (
                    <Button small icon={<IconRestore size={14} aria-hidden />} onClick={() => setBack(one)}>
                      {t('version.back')}
                    </Button>
                  )}
                </div>
                <p className="t2 s12">
                  {t(one.state === 'scheduled' ? 'version.scheduledBy' : 'version.by', {
                    by: one.publishedBy,
                    at: formats.dateTime(one.publishAt),
                  })}
                </p>
                {one.note !== '' && <p className="flow-note">{one.note}</p>}
              </div>
            ))}
          </>
        )}
      </Loaded>
      {back !== null && <BackDialog version={back} onClose={() => setBack(null)} />}
      {dropping && (
        <Confirm
          title={t('version.dropTitle')}
          confirm={t('version.drop')}
          danger
          onConfirm={() => void drop()}
          onClose={() => setDropping(false)}
        >
          {t('version.dropText')}
        </Confirm>
      )}
      {withdrawing && (
        <Confirm
          title={t('version.withdrawTitle')}
          confirm={t('version.withdraw')}
          onConfirm={() => void withdraw()}
          onClose={() => setWithdrawing(false)}
        >
          {t('version.withdrawText')}
        </Confirm>
      )}
    </div>
  );
}

function BackDialog({ version, onClose }: { version: FlowVersion; onClose: () => void }) {
  const t = useText('flows');
  const { code } = useDesigning();
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);
  async function go() {
    setBusy(true);
    try {
      const flow = await callPatiently(rollBack, {
        params: { code },
        body: { version: version.number, note },
      });
      await changed();
      toast(t('version.isBack', { number: version.number, now: flow.published?.number ?? '' }));
      onClose();
    } catch (error) {
      toastProblem(error);
      setBusy(false);
    }
  }
  return (
    <Confirm
      title={t('version.backTitle', { number: version.number })}
      confirm={t('version.back')}
      busy={busy}
      onConfirm={() => void go()}
      onClose={onClose}
    >
      <div className="form">
        <p>{t('version.backText')}</p>
        <AreaField
          label={t('publish.note')}
          optional
          rows={2}
          maxLength={500}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
      </div>
    </Confirm>
  );
}

type Compared = { before: FlowGraph; after: FlowGraph; differences: Difference[] };

/** Two of them: laid over each other in the drawing, and in words here. */
function Compare({ versions }: { versions: FlowVersion[] }) {
  const t = useText('flows');
  const { code, flow, draft, setComparing, comparing } = useDesigning();
  const published = flow.published?.number;
  const choices = [
    ...(flow.draft === null ? [] : [{ value: 'draft', label: t('version.draft') }]),
    ...versions.map(({ number, state }) => ({
      value: `${number}`,
      label: `${t('version.number', { number })} · ${t(`version.state.${state}`)}`,
    })),
  ];
  const newest = choices[0]?.value ?? '';
  const [from, setFrom] = useState(
    published !== undefined && `${published}` !== newest ? `${published}` : (choices[1]?.value ?? ''),
  );
  const [to, setTo] = useState(newest);
  const [result, setResult] = useState<Compared | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  // Who leaves the pane sees the draft again.
  useEffect(() => () => setComparing(null), [setComparing]);
  if (choices.length < 2) return null;
  const graphOf = async (side: string): Promise<FlowGraph> =>
    side === 'draft'
      ? (await call(getDraft, { params: { code } })).graph
      : (await call(getFlowVersion, { params: { code, number: Number(side) } })).graph;
  const stop = () => {
    setResult(null);
    setComparing(null);
  };
  async function compare() {
    setBusy(true);
    setProblem(null);
    try {
      if (from === 'draft' || to === 'draft') await draft.flush();
      const [was, is, { items }] = await Promise.all([
        graphOf(from),
        graphOf(to),
        call(compareFlow, { params: { code }, query: { from, to } }),
      ]);
      const [before, after] = [placed(was), placed(is)];
      setResult({ before, after, differences: items });
      setComparing({ from, to, ...overlay(before, after, items) });
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  }
  return (
    <section className="flow-compare" aria-label={t('compare.title')}>
      <h3>{t('compare.title')}</h3>
      <div className="flow-trial-choices two">
        <SelectField
          label={t('compare.from')}
          options={choices}
          value={from}
          onChange={(event) => {
            setFrom(event.target.value);
            stop();
          }}
        />
        <SelectField
          label={t('compare.to')}
          options={choices}
          value={to}
          onChange={(event) => {
            setTo(event.target.value);
            stop();
          }}
        />
      </div>
      <div className="row">
        <Button
          busy={busy}
          disabled={from === to || from === ''}
          icon={<IconArrowsDiff size={15} aria-hidden />}
          onClick={() => void compare()}
        >
          {t('compare.do')}
        </Button>
        {comparing !== null && <Button onClick={stop}>{t('compare.stop')}</Button>}
      </div>
      {problem !== null && <ErrorState error={problem} />}
      {result !== null && <Differences {...result} />}
    </section>
  );
}

/** A place in a node in words: `says.text.it` is the text in Italian. */
function placeWords(field: string, t: ReturnType<typeof useText>): string {
  const [first = '', ...rest] = field.split('.');
  const name = t(`place.${first}`, { defaultValue: first });
  const last = rest.at(-1);
  const language = last !== undefined && /^[a-z]{2}$/.test(last) ? formats.languageName(last) : null;
  const between = rest.slice(0, language === null ? undefined : -1).filter((one) => one !== 'text');
  return [name, ...between, ...(language === null ? [] : [language])].join(' · ');
}

function Differences({ before, after, differences }: Compared) {
  const t = useText('flows');
  const { select, language } = useDesigning();
  if (differences.length === 0) return <p className="flow-hint">{t('compare.same')}</p>;
  const nodeOf = (id: string | null) =>
    after.nodes.find((one) => one.id === id) ?? before.nodes.find((one) => one.id === id);
  const leads = (graph: FlowGraph, from: string | null, exit: string | null) => {
    const to = graph.edges.find((edge) => edge.from === from && edge.exit === exit)?.to;
    const node = graph.nodes.find(({ id }) => id === to);
    return node === undefined ? t('card.nowhere') : nodeTitle(node, t);
  };
  return (
    <ol className="flow-differences" aria-label={t('compare.list')}>
      {differences.map(({ what, change, node: id, exit, fields }, index) => {
        const node = nodeOf(id);
        const title = node === undefined ? (id ?? t('findings.whole')) : nodeTitle(node, t);
        return (
          <li key={index} className={change}>
            <div className="row">
              <span className={`flow-mark ${change}`}>{t(`change.${change}`)}</span>
              {node === undefined ? (
                <b>{title}</b>
              ) : (
                <button type="button" className="flow-link" onClick={() => select([node.id])}>
                  {title}
                </button>
              )}
              {what === 'edge' && exit !== null && node !== undefined && (
                <span className="t2 ell">{exitName(node, exit, language, t)}</span>
              )}
            </div>
            {what === 'edge' ? (
              <p className="s12">
                <del>{leads(before, id, exit)}</del> → <ins>{leads(after, id, exit)}</ins>
              </p>
            ) : (
              fields.map(({ field, before: old, after: now }) => (
                <p key={field} className="s12">
                  <span className="t3">{placeWords(field, t)}: </span>
                  {old !== null && <del dir="auto">{old}</del>}
                  {old !== null && now !== null && ' → '}
                  {now !== null && <ins dir="auto">{now}</ins>}
                </p>
              ))
            )}
          </li>
        );
      })}
    </ol>
  );
}
