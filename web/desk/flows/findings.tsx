import { IconAlertTriangle, IconCircleCheck, IconInfoCircle } from '@tabler/icons-react';
import { formats, useText } from '#web/kit/index.ts';
import { useDesigning } from './context.ts';
import { findingText, isError, nodeTitle } from './words.ts';

/** Everything that is wrong or doubtful; each line leads to its node and field. */
export function Findings() {
  const t = useText('flows');
  const { draft, show, showFinding } = useDesigning();
  const { findings, graph, problems } = draft;
  if (findings.length === 0 && problems.length === 0)
    return (
      <p className="flow-hint">
        <IconCircleCheck size={18} aria-hidden className="ok-text" />
        {t('findings.none')}
      </p>
    );
  const groups = [
    ['error', findings.filter(isError)],
    ['warning', findings.filter((one) => !isError(one))],
  ] as const;
  return (
    <div className="flow-findings">
      {problems.length > 0 && (
        <div className="notice crit" role="alert">
          <div>
            <b>{t('findings.refused')}</b>
            <ul>
              {problems.map(({ field, message }) => {
                const at = /nodes[.[](\d+)/.exec(field);
                const node = at === null ? undefined : graph.nodes[Number(at[1])];
                return (
                  <li key={`${field}${message}`}>
                    {node === undefined ? (
                      `${field} ${message}`
                    ) : (
                      <button type="button" className="flow-link" onClick={() => show(node.id, 'first')}>
                        {`${nodeTitle(node, t)}: ${message}`}
                      </button>
                    )}
                  </li>
                );
              })}
            </ul>
          </div>
        </div>
      )}
      {groups.map(
        ([severity, list]) =>
          list.length > 0 && (
            <section key={severity} aria-label={t(`findings.${severity}`, { count: list.length })}>
              <h3>{t(`findings.${severity}`, { count: list.length })}</h3>
              <ul>
                {list.map((finding, index) => {
                  const node = graph.nodes.find(({ id }) => id === finding.node);
                  const Icon = severity === 'error' ? IconAlertTriangle : IconInfoCircle;
                  return (
                    <li key={index}>
                      <button
                        type="button"
                        className={`flow-finding ${severity}`}
                        onClick={() => showFinding(finding)}
                      >
                        <Icon size={15} aria-hidden />
                        <span>
                          <b>{node === undefined ? t('findings.whole') : nodeTitle(node, t)}</b>
                          <span>{findingText(finding, graph, t, formats.languageName)}</span>
                        </span>
                      </button>
                    </li>
                  );
                })}
              </ul>
            </section>
          ),
      )}
    </div>
  );
}
