import './flows.css';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useCallback, useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import type { FlowGraph, FlowLanguage, FlowNodeKind } from '#contract/flow-graph.ts';
import type { Flow, FlowDraft, FlowFigures } from '#contract/flows.ts';
import { announce, formats, TabPanel, Tabs, useTabIds, useText } from '#web/kit/index.ts';
import { useMay } from '../app/session.ts';
import { Canvas } from './canvas.tsx';
import { DesigningContext, useDesigning, type Comparing, type Designing, type PaneName } from './context.ts';
import { Findings } from './findings.tsx';
import {
  addNode,
  copyNodes,
  freshNode,
  moveNodes,
  pasteNodes,
  removeNodes,
  type Clip,
} from './graph.rules.ts';
import { Inspector } from './inspector.tsx';
import { layout, placeAfter } from './layout.rules.ts';
import { Head } from './head.tsx';
import { firstOpen } from './outline.rules.ts';
import { OutlineView } from './outline-view.tsx';
import { ConnectDialog, KindPicker, Palette } from './picker.tsx';
import { PublishDialog } from './publish.tsx';
import { SaveLine } from './save-line.tsx';
import { SettingsPane } from './settings.tsx';
import { TrialPane } from './trial.tsx';
import { CallBar } from './trial-call.tsx';
import { UsePane } from './use.tsx';
import { useDraft } from './use-draft.ts';
import { useTrial } from './use-trial.ts';
import { VersionsPane } from './versions.tsx';
import { fieldOf, isError, nodeTitle, type Parts } from './words.ts';

/** What was copied, for every flow of this page. */
let clip: Clip | null = null;

type Asking =
  | { what: 'add'; after: { from: string; exit: string } | null; at: { x: number; y: number } | undefined }
  | { what: 'connect'; node: string; exit: string | undefined }
  | { what: 'publish' }
  | null;

/** One flow under the hand: drawing or list, and beside it everything about it. */
export function Designer({ flow, start, parts }: { flow: Flow; start: FlowDraft; parts: Parts }) {
  const t = useText('flows');
  const mayEdit = useMay('flow.edit');
  const mayPublish = useMay('flow.publish');
  const draft = useDraft(flow.code, start, mayEdit);
  // What somebody else saved is shown to who changes nothing. Only a fresh answer counts: what is on screen may be newer
  // than the last one.
  const now = useRef(draft);
  useEffect(() => {
    now.current = draft;
  });
  useEffect(() => {
    const { state, revision, replace } = now.current;
    if (state === 'saved' && revision !== start.revision) replace(start);
  }, [start]);
  const trial = useTrial(flow.code);
  const [comparing, setComparing] = useState<(Comparing & { graph: FlowGraph }) | null>(null);
  const [figures, setFigures] = useState<FlowFigures | null>(null);
  const [language, setLanguage] = useState<FlowLanguage>(start.graph.languages[0] ?? 'it');
  const [selection, select] = useState<readonly string[]>([]);
  const [view, setView] = useState<'drawing' | 'list'>('drawing');
  const [pane, openPane] = useState<PaneName>('node');
  const [asking, setAsking] = useState<Asking>(null);
  const [wanted, setWanted] = useState({ field: '', count: 0 });
  const answered = useRef(0);
  const takeWanted = useCallback(() => {
    if (answered.current === wanted.count) return null;
    answered.current = wanted.count;
    return wanted.field;
  }, [wanted]);
  const shown = comparing?.graph ?? draft.graph;
  const selected = useMemo(() => {
    const there = new Set(shown.nodes.map(({ id }) => id));
    return new Set(selection.filter((id) => there.has(id)));
  }, [selection, shown]);
  const edits = mayEdit && comparing === null && draft.theirs === null;
  const { edit, graph } = draft;

  const add = useCallback(
    (kind: FlowNodeKind, after: { from: string; exit: string } | null, at?: { x: number; y: number }) => {
      const from = graph.nodes.find(({ id }) => id === after?.from);
      const last = graph.nodes.at(-1)!;
      const place = at ?? placeAfter(graph, from ?? last, after?.exit ?? '');
      const offered = {
        lookup: parts.lookups[0]?.what ?? 'none',
        act: parts.acts[0]?.what ?? 'none',
        flow: parts.flows.find(({ code }) => code !== flow.code)?.code ?? flow.code,
      };
      const node = freshNode(kind, graph, offered, { x: Math.round(place.x), y: Math.round(place.y) });
      edit((old) => addNode(old, node, after));
      select([node.id]);
      openPane('node');
      setWanted((old) => ({ field: 'first', count: old.count + 1 }));
      announce(t('said.added', { name: nodeTitle(node, t) }));
    },
    [graph, edit, parts, flow.code, t],
  );
  const remove = useCallback(
    (ids: readonly string[]) => {
      const names = graph.nodes.filter(({ id }) => ids.includes(id)).map((node) => nodeTitle(node, t));
      edit((old) => removeNodes(old, ids));
      announce(t('said.removed', { name: names.join(', ') }));
    },
    [graph, edit, t],
  );
  const designing = useMemo<Designing>(
    () => ({
      code: flow.code,
      flow,
      parts,
      draft,
      edits,
      mayPublish,
      language,
      setLanguage,
      selected,
      select,
      pane,
      openPane,
      show: (node, field = '') => {
        select([node]);
        openPane('node');
        setWanted((old) => ({ field, count: old.count + 1 }));
      },
      addAfter: (after, at, kind) =>
        kind === undefined ? setAsking({ what: 'add', after, at }) : add(kind, after, at),
      connectFrom: (node, exit) => setAsking({ what: 'connect', node, exit }),
      remove,
      showFinding: (finding) => {
        const node = draft.graph.nodes.find(({ id }) => id === finding.node);
        if (finding.language !== null) setLanguage(finding.language);
        if (node === undefined) openPane('flow');
        else {
          select([node.id]);
          openPane('node');
          setWanted((old) => ({ field: fieldOf(finding, node), count: old.count + 1 }));
        }
      },
      trial,
      figures,
      setFigures,
      comparing,
      setComparing,
      takeWanted,
    }),
    [
      flow,
      parts,
      draft,
      edits,
      mayPublish,
      language,
      selected,
      pane,
      add,
      remove,
      trial,
      figures,
      comparing,
      takeWanted,
    ],
  );

  const arrange = () => draft.edit((old) => moveNodes(old, layout(old)));
  function paste(copied: Clip | null) {
    if (copied === null || copied.nodes.length === 0 || !edits) return;
    const made = pasteNodes(graph, copied);
    edit(() => made.graph);
    select(made.ids);
    announce(t('said.pasted', { count: made.ids.length }));
  }
  function onKeyDown(event: KeyboardEvent<HTMLElement>) {
    const target = event.target as HTMLElement;
    if (target.closest('input, textarea, select, [role="dialog"], [contenteditable]') !== null) return;
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const key = event.key.toLowerCase();
    const ids = [...selected];
    const does: Record<string, (() => void) | undefined> = {
      z: edits ? (event.shiftKey ? draft.redo : draft.undo) : undefined,
      y: edits ? draft.redo : undefined,
      // Words that are marked are what somebody wants to copy.
      c:
        ids.length > 0 && getSelection()?.isCollapsed !== false
          ? () => {
              clip = copyNodes(graph, ids);
              announce(t('said.copied', { count: ids.length }));
            }
          : undefined,
      x:
        ids.length > 0 && edits
          ? () => {
              clip = copyNodes(graph, ids);
              remove(ids);
            }
          : undefined,
      v: edits ? () => paste(clip) : undefined,
      d: ids.length > 0 && edits ? () => paste(copyNodes(graph, ids)) : undefined,
    };
    const run = does[key];
    if (run === undefined) return;
    event.preventDefault();
    run();
  }
  return (
    <DesigningContext value={designing}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- undo and the like, from wherever the focus is */}
      <main className="page flow-designer" id="main" tabIndex={-1} onKeyDown={onKeyDown}>
        <Head
          view={view}
          onView={setView}
          onArrange={arrange}
          onAdd={() => {
            const from = graph.nodes.find(({ id }) => selected.has(id));
            const exit = from && (firstOpen(graph, from.id) ?? undefined);
            setAsking({
              what: 'add',
              after: from === undefined || exit === undefined ? null : { from: from.id, exit },
              at: undefined,
            });
          }}
          onPublish={() => void draft.flush().then(() => setAsking({ what: 'publish' }))}
        />
        <SaveLine />
        <div className={`flow-body ${view} ${edits ? '' : 'read'}`}>
          {view === 'drawing' && edits && (
            <Palette
              onAdd={(kind) => {
                const from = graph.nodes.find(({ id }) => selected.has(id));
                const exit = from && firstOpen(graph, from.id);
                add(kind, from === undefined || exit == null ? null : { from: from.id, exit });
              }}
            />
          )}
          <section className="flow-main" aria-label={t(view === 'drawing' ? 'view.drawing' : 'view.list')}>
            {comparing !== null && <p className="flow-comparing">{t('compare.shown')}</p>}
            {shown.languages.length > 1 && (
              <select
                className="input flow-read-in"
                aria-label={t('language.label')}
                value={language}
                onChange={(event) => setLanguage(event.target.value as FlowLanguage)}
              >
                {shown.languages.map((one) => (
                  <option key={one} value={one}>
                    {formats.languageName(one)}
                  </option>
                ))}
              </select>
            )}
            {view === 'drawing' ? <Canvas graph={shown} /> : <OutlineView graph={shown} />}
          </section>
          <Side />
        </div>
        {asking?.what === 'add' && (
          <KindPicker
            after={asking.after}
            onPick={(kind, after) => {
              const { at } = asking;
              setAsking(null);
              // The dialog gives the focus back first.
              setTimeout(() => add(kind, after, at), 60);
            }}
            onClose={() => setAsking(null)}
          />
        )}
        {asking?.what === 'connect' && (
          <ConnectDialog
            node={asking.node}
            {...(asking.exit === undefined ? {} : { exit: asking.exit })}
            onClose={() => setAsking(null)}
          />
        )}
        {asking?.what === 'publish' && <PublishDialog onClose={() => setAsking(null)} />}
      </main>
    </DesigningContext>
  );
}

function Side() {
  const t = useText('flows');
  const { draft, pane, openPane, comparing, trial } = useDesigning();
  const ids = useTabIds();
  const box = useRef<HTMLElement>(null);
  const errors = draft.findings.filter(isError).length;
  useEffect(() => {
    box.current?.querySelector('.flow-pane')?.scrollTo({ top: 0 });
  }, [pane]);
  const all = draft.findings.length + draft.problems.length;
  return (
    <aside className="flow-side" aria-label={t('side')} ref={box}>
      <Tabs<PaneName>
        label={t('side')}
        ids={ids}
        open={pane}
        onOpen={openPane}
        tabs={[
          { id: 'node', label: t('tab.node') },
          { id: 'findings', label: t('tab.findings'), ...(all > 0 ? { count: all } : {}) },
          { id: 'trial', label: t('tab.trial') },
          { id: 'use', label: t('tab.use') },
          { id: 'versions', label: t('tab.versions') },
          { id: 'flow', label: t('tab.flow') },
        ]}
      />
      {errors > 0 && pane !== 'findings' && (
        <button type="button" className="flow-errors" onClick={() => openPane('findings')}>
          <IconAlertTriangle size={14} aria-hidden />
          {t('findings.blocking', { count: errors })}
        </button>
      )}
      {trial.running?.call != null && trial.running.call.state !== 'ended' && pane !== 'trial' && <CallBar />}
      <TabPanel ids={ids} id={pane} className="flow-pane">
        {pane === 'node' &&
          (comparing === null ? <Inspector /> : <p className="flow-hint">{t('compare.shown')}</p>)}
        {pane === 'findings' && <Findings />}
        {pane === 'trial' && <TrialPane />}
        {pane === 'use' && <UsePane />}
        {pane === 'versions' && <VersionsPane />}
        {pane === 'flow' && <SettingsPane />}
      </TabPanel>
    </aside>
  );
}
