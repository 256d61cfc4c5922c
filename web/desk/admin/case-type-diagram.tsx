import { useId } from 'react';
import type { CaseTypeHead } from '#contract/case-types-api.ts';
import type { CaseTypeDefinition } from '#contract/case-types.ts';
import { formats, nameIn, useText } from '#web/kit/index.ts';
import { box, layOut, lineOf, waysOf } from './case-type-diagram.rules.ts';

const short = (text: string, length: number) =>
  text.length > length ? `${text.slice(0, length - 1)}…` : text;

// What scrolls is reached by keyboard.
const scrolls = { tabIndex: 0 };

/** The states with today's open cases, drawn and as a list: the drawing is for the eye, the list says the same. */
export function CaseTypeDiagram({
  definition,
  standing,
}: {
  definition: CaseTypeDefinition;
  standing: CaseTypeHead['standing'];
}) {
  const t = useText('case-types');
  const arrow = useId();
  const placed = new Map(layOut(definition).map((one) => [one.key, one]));
  const cases = (key: string) =>
    standing.filter(({ state }) => state === key).reduce((sum, one) => sum + one.cases, 0);
  const nameOf = (key: string) => {
    const state = definition.states.find((one) => one.key === key);
    return state === undefined ? key : nameIn(state.name);
  };
  const known = new Set(definition.states.map(({ key }) => key));
  const elsewhere = standing.filter(({ state }) => !known.has(state));
  const wide = Math.max(...[...placed.values()].map(({ x }) => x)) + box.width + box.margin;
  const high = Math.max(...[...placed.values()].map(({ y }) => y)) + box.height + 150;
  return (
    <>
      <div className="type-diagram" role="group" aria-label={t('tabs.diagram')} {...scrolls}>
        <svg width={wide} height={high} viewBox={`0 0 ${wide} ${high}`} aria-hidden>
          <defs>
            <marker
              id={arrow}
              viewBox="0 0 8 8"
              refX="7"
              refY="4"
              markerWidth="8"
              markerHeight="8"
              orient="auto"
            >
              <path d="M0,0 L8,4 L0,8 z" className="type-arrow" />
            </marker>
          </defs>
          {waysOf(definition).map(({ from, to, keys }) => {
            const [start, end] = [placed.get(from), placed.get(to)];
            if (start === undefined || end === undefined) return null;
            const { path, x, y } = lineOf(start, end);
            const words = definition.transitions
              .filter(({ key }) => keys.includes(key))
              .map(({ name }) => nameIn(name))
              .join(', ');
            return (
              <g key={`${from} ${to}`}>
                <title>{words}</title>
                <path d={path} className="type-line" markerEnd={`url(#${arrow})`} />
                <text x={x} y={y} textAnchor="middle" className="type-way">
                  {short(words, 20)}
                </text>
              </g>
            );
          })}
          {definition.states.map(({ key, name, status }) => {
            const { x, y } = placed.get(key)!;
            return (
              <g key={key} transform={`translate(${x} ${y})`} className={`type-state ${status}`}>
                <rect width={box.width} height={box.height} rx={8} />
                <text x={12} y={23} className="type-name">
                  {short(nameIn(name), 19)}
                </text>
                <text x={12} y={41} className="type-count">
                  {t('casesOn', { count: cases(key) })}
                </text>
              </g>
            );
          })}
        </svg>
      </div>
      <ol className="type-list" aria-label={t('states')}>
        {definition.states.map(({ key, name, status }) => (
          <li key={key}>
            <b>{nameIn(name)}</b>{' '}
            <span className="t2">
              {t(`status.${status}`)} · {t('casesOn', { count: cases(key) })}
            </span>
            <ul>
              {definition.transitions
                .filter(({ from }) => from.includes(key))
                .map((one) => (
                  <li key={one.key}>
                    {t('leadsTo', { transition: nameIn(one.name), state: nameOf(one.to) })}
                  </li>
                ))}
            </ul>
          </li>
        ))}
      </ol>
      {elsewhere.length > 0 && (
        <p className="notice warn">
          {t('elsewhere', {
            states: elsewhere
              .map(({ state, version, cases: count }) => `${state} (v${version}): ${formats.number(count)}`)
              .join(', '),
          })}
        </p>
      )}
    </>
  );
}
