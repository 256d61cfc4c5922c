import { IconAlertTriangle, IconLink, IconPlus, IconTrash } from '@tabler/icons-react';
import type { FlowGraph } from '#contract/flow-graph.ts';
import { Chip, formats, IconButton, useText } from '#web/kit/index.ts';
import { useDesigning } from './context.ts';
import { isExceptional } from './graph.rules.ts';
import { kindIcons } from './icons.ts';
import { outline } from './outline.rules.ts';
import { trialMarks } from './use-trial.ts';
import { exitName, isError, nodeText, nodeTitle } from './words.ts';

/** The same graph as a list: nodes in their order, ways out as links. Everything can be done here too. */
export function OutlineView({ graph }: { graph: FlowGraph }) {
  const t = useText('flows');
  const {
    code,
    draft,
    parts,
    language,
    edits,
    selected,
    show,
    addAfter,
    connectFrom,
    remove,
    comparing,
    trial,
    figures,
  } = useDesigning();
  const entries = outline(graph);
  const number = new Map(entries.map((one) => [one.node.id, one.number]));
  const walked = trialMarks(comparing === null ? trial.running : null, code);
  return (
    <div className="flow-outline">
      <ol aria-label={t('outline.label')}>
        {entries.map(({ node, number: own, ways, from, reached }) => {
          const Icon = kindIcons[node.kind];
          const text = nodeText(node, language, parts, t);
          const findings = comparing === null ? draft.findings.filter((one) => one.node === node.id) : [];
          const change = comparing?.nodes.get(node.id);
          const use = figures?.nodes.find((one) => one.node === node.id);
          const title = nodeTitle(node, t);
          return (
            <li
              key={node.id}
              id={`flow-entry-${node.id}`}
              className={`${selected.has(node.id) ? 'on' : ''} ${change ?? ''}`}
              aria-current={selected.has(node.id) || undefined}
            >
              <div className="flow-entry-head">
                <span className="num t3">{own}</span>
                <Icon size={16} stroke={1.7} aria-hidden />
                <button type="button" className="flow-entry-name" onClick={() => show(node.id)}>
                  {title}
                  {node.name !== '' && <span className="t3"> · {t(`kind.${node.kind}`)}</span>}
                </button>
                {graph.start === node.id && <Chip tone="accent">{t('card.start')}</Chip>}
                {!reached && <Chip tone="warn">{t('outline.unreached')}</Chip>}
                {walked.here === node.id && <Chip tone="accent">{t('card.here')}</Chip>}
                {change !== undefined && <Chip tone="note">{t(`change.${change}`)}</Chip>}
                {findings.length > 0 && (
                  <Chip
                    tone={findings.some(isError) ? 'crit' : 'warn'}
                    icon={<IconAlertTriangle size={12} aria-hidden />}
                  >
                    {t('findings.count', { count: findings.length })}
                  </Chip>
                )}
                {use !== undefined && (
                  <span className="num t3">{t('use.visits', { count: use.visits })}</span>
                )}
                <span className="grow" />
                {edits && (
                  <>
                    {ways.length > 0 && (
                      <>
                        <IconButton
                          label={t('outline.add', { name: title })}
                          onClick={() =>
                            addAfter({
                              from: node.id,
                              exit: (ways.find(({ to }) => to === null) ?? ways[0]!).exit,
                            })
                          }
                        >
                          <IconPlus size={15} aria-hidden />
                        </IconButton>
                        <IconButton
                          label={t('outline.connect', { name: title })}
                          onClick={() => connectFrom(node.id)}
                        >
                          <IconLink size={15} aria-hidden />
                        </IconButton>
                      </>
                    )}
                    <IconButton
                      label={t('outline.remove', { name: title })}
                      onClick={() => remove([node.id])}
                    >
                      <IconTrash size={15} aria-hidden />
                    </IconButton>
                  </>
                )}
              </div>
              {text !== '' && (
                <p dir="auto" lang={language}>
                  {text}
                </p>
              )}
              {ways.length > 0 && (
                <ul aria-label={t('ways.title')}>
                  {ways.map(({ exit, to }) => {
                    const target = graph.nodes.find(({ id }) => id === to);
                    const count = figures?.edges.find(
                      (one) => one.from === node.id && one.exit === exit,
                    )?.count;
                    return (
                      <li key={exit} className={isExceptional(exit) ? 'exceptional' : ''}>
                        <span>{exitName(node, exit, language, t)}</span>
                        <span aria-hidden>→</span>
                        {target === undefined ? (
                          edits ? (
                            <button
                              type="button"
                              className="flow-link open"
                              onClick={() => connectFrom(node.id, exit)}
                            >
                              {t('card.nowhere')}
                            </button>
                          ) : (
                            <span className="t3">{t('card.nowhere')}</span>
                          )
                        ) : (
                          <a
                            className="flow-link"
                            href={`#flow-entry-${target.id}`}
                            onClick={(event) => {
                              event.preventDefault();
                              const entry = document.getElementById(`flow-entry-${target.id}`);
                              entry?.scrollIntoView({ block: 'center' });
                              entry
                                ?.querySelector<HTMLElement>('.flow-entry-name')
                                ?.focus({ preventScroll: true });
                            }}
                          >
                            {`${number.get(target.id)} ${nodeTitle(target, t)}`}
                          </a>
                        )}
                        {count !== undefined && <span className="num t3">{formats.number(count)}</span>}
                      </li>
                    );
                  })}
                </ul>
              )}
              {from.length > 0 && (
                <p className="s12 t3">
                  {t('outline.from', {
                    list: [...new Set(from.map((edge) => edge.from))]
                      .map((id) => number.get(id) ?? id)
                      .join(', '),
                  })}
                </p>
              )}
            </li>
          );
        })}
      </ol>
    </div>
  );
}
