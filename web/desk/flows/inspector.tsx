import { IconArrowRight, IconCopy, IconFlag, IconPlus, IconTrash } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import type { FlowNode } from '#contract/flow-graph.ts';
import { Button, formats, IconButton, TextField, useText } from '#web/kit/index.ts';
import { useDesigning } from './context.ts';
import { changeNode, connect, isExceptional, pasteNodes, copyNodes } from './graph.rules.ts';
import { kindIcons } from './icons.ts';
import { NodeFields } from './node-fields.tsx';
import { outline, waysOf } from './outline.rules.ts';
import { problemsOf } from './use-draft.ts';
import { exitName, fieldOf, findingText, isError, nodeLine } from './words.ts';

/** Everything about the one node that is chosen. */
export function Inspector() {
  const t = useText('flows');
  const { draft, selected, edits, remove, select } = useDesigning();
  const chosen = draft.graph.nodes.filter(({ id }) => selected.has(id));
  const [node] = chosen;
  if (node === undefined)
    return <p className="flow-hint">{t(edits ? 'inspector.none' : 'inspector.noneRead')}</p>;
  if (chosen.length > 1)
    return (
      <div className="flow-several">
        <p>{t('inspector.several', { count: chosen.length })}</p>
        {edits && (
          <div className="row wrap">
            <Button
              icon={<IconCopy size={15} aria-hidden />}
              onClick={() => {
                const made = pasteNodes(draft.graph, copyNodes(draft.graph, [...selected]));
                draft.edit(() => made.graph);
                select(made.ids);
              }}
            >
              {t('inspector.duplicate')}
            </Button>
            <Button
              look="danger"
              icon={<IconTrash size={15} aria-hidden />}
              onClick={() => remove([...selected])}
            >
              {t('inspector.removeAll', { count: chosen.length })}
            </Button>
          </div>
        )}
      </div>
    );
  return <OneNode key={node.id} node={node} />;
}

/** The languages of the flow; those in which this node still says nothing are marked. */
export function LanguageTabs({ missing = [] }: { missing?: readonly string[] }) {
  const t = useText('flows');
  const { draft, language, setLanguage } = useDesigning();
  if (draft.graph.languages.length < 2) return null;
  return (
    <div className="flow-languages" role="group" aria-label={t('language.label')}>
      {draft.graph.languages.map((one) => (
        <button key={one} type="button" aria-pressed={one === language} onClick={() => setLanguage(one)}>
          {formats.languageName(one)}
          {missing.includes(one) && (
            <i className="crit-text" title={t('language.missing')}>
              <span aria-hidden>•</span>
              <span className="sr">{t('language.missing')}</span>
            </i>
          )}
        </button>
      ))}
    </div>
  );
}

function OneNode({ node }: { node: FlowNode }) {
  const t = useText('flows');
  const { draft, edits, takeWanted, remove, select } = useDesigning();
  const box = useRef<HTMLDivElement>(null);
  const findings = draft.findings.filter((one) => one.node === node.id);
  const problems = problemsOf(draft, node.id);
  const change = (next: FlowNode) => draft.edit((graph) => changeNode(graph, next), `node ${node.id}`);
  const Icon = kindIcons[node.kind];
  useEffect(() => {
    // Once: another node that is chosen later takes no focus away from the drawing.
    const wanted = takeWanted();
    if (wanted === null) return;
    const root = box.current;
    const found =
      wanted === 'first'
        ? root?.querySelector<HTMLElement>('textarea, select, input')
        : [...(root?.querySelectorAll<HTMLElement>('[data-field]') ?? [])].find(
            ({ dataset }) => dataset['field'] === wanted,
          );
    const control = found?.matches('input, select, textarea')
      ? found
      : found?.querySelector<HTMLElement>('input, select, textarea, button');
    const target = control ?? (wanted === '' ? null : root?.querySelector<HTMLElement>('h3'));
    target?.scrollIntoView({ block: 'nearest' });
    target?.focus();
  }, [takeWanted]);
  const errorAt = (field: string): string | undefined => {
    const refused = problems.find((one) => one.field === field || one.field.startsWith(`${field}.`));
    if (refused !== undefined) return refused.message;
    const finding = findings.find(
      (one) =>
        isError(one) && one.code !== 'language' && one.code !== 'no_text' && fieldOf(one, node) === field,
    );
    return finding && findingText(finding, draft.graph, t, formats.languageName);
  };
  const start = draft.graph.start === node.id;
  return (
    <div className="flow-inspector" ref={box}>
      <header>
        <Icon size={17} stroke={1.7} aria-hidden />
        <h3 tabIndex={-1} className="grow">
          {t(`kind.${node.kind}`)}
        </h3>
        {edits && (
          <>
            <IconButton
              label={t(start ? 'inspector.isStart' : 'inspector.makeStart')}
              aria-pressed={start}
              disabled={start}
              onClick={() => draft.edit((graph) => ({ ...graph, start: node.id }))}
            >
              <IconFlag size={15} aria-hidden />
            </IconButton>
            <IconButton
              label={t('inspector.duplicate')}
              onClick={() => {
                const made = pasteNodes(draft.graph, copyNodes(draft.graph, [node.id]));
                draft.edit(() => made.graph);
                select(made.ids);
              }}
            >
              <IconCopy size={15} aria-hidden />
            </IconButton>
            <IconButton label={t('inspector.remove')} onClick={() => remove([node.id])}>
              <IconTrash size={15} aria-hidden />
            </IconButton>
          </>
        )}
      </header>
      <p className="help">{t(`about.${node.kind}`)}</p>
      <LanguageTabs
        missing={findings.flatMap(({ code, language }) =>
          code === 'language' && language !== null ? [language] : [],
        )}
      />
      <fieldset className="form bare" disabled={!edits}>
        <NodeFields node={node} onChange={change} errorAt={errorAt} />
        <TextField
          label={t('field.name')}
          help={t('field.nameHelp')}
          optional
          maxLength={80}
          value={node.name}
          onChange={(event) => change({ ...node, name: event.target.value })}
        />
      </fieldset>
      <Ways node={node} errorAt={errorAt} />
      <p className="help">{t('field.id', { id: node.id })}</p>
    </div>
  );
}

/** Where each way out leads; errors, silence and what was not understood like any other. */
function Ways({ node, errorAt }: { node: FlowNode; errorAt: (field: string) => string | undefined }) {
  const t = useText('flows');
  const { draft, edits, language, parts, addAfter, show } = useDesigning();
  const ways = waysOf(draft.graph, node);
  if (ways.length === 0) return <p className="flow-hint">{t('ways.none')}</p>;
  const entries = outline(draft.graph);
  return (
    <section className="flow-ways" aria-label={t('ways.title')}>
      <h4>{t('ways.title')}</h4>
      {ways.map(({ exit, to }) => {
        const error = errorAt(`exit.${exit}`);
        const name = exitName(node, exit, language, t);
        return (
          <div
            key={exit}
            className={`flow-way ${isExceptional(exit) ? 'exceptional' : ''}`}
            data-field={`exit.${exit}`}
          >
            <label>
              <span className="ell">{name}</span>
              <select
                className="input"
                disabled={!edits}
                value={to ?? ''}
                aria-invalid={error !== undefined || undefined}
                onChange={(event) =>
                  draft.edit((graph) =>
                    connect(graph, node.id, exit, event.target.value === '' ? null : event.target.value),
                  )
                }
              >
                <option value="">{t('ways.nowhere')}</option>
                {entries.map(({ node: other, number }) => (
                  <option key={other.id} value={other.id}>
                    {`${number} · ${nodeLine(other, language, parts, t)}`}
                  </option>
                ))}
              </select>
            </label>
            {to === null ? (
              edits && (
                <IconButton label={t('ways.add', { name })} onClick={() => addAfter({ from: node.id, exit })}>
                  <IconPlus size={15} aria-hidden />
                </IconButton>
              )
            ) : (
              <IconButton label={t('ways.go', { name })} onClick={() => show(to)}>
                <IconArrowRight size={15} aria-hidden />
              </IconButton>
            )}
            {error !== undefined && <p className="error">{error}</p>}
          </div>
        );
      })}
    </section>
  );
}
