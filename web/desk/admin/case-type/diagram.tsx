import { IconPrinter } from '@tabler/icons-react';
import '../further.css';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, type CSSProperties } from 'react';
import type { CaseTypeHead } from '#contract/case-types-api.ts';
import type { CaseTypeDefinition } from '#contract/case-types.ts';
import { Button, formats, nameIn, useText } from '#web/kit/index.ts';
import { useMay } from '../../app/session.ts';
import { middleOf, waysOf, type Way } from './diagram.rules.ts';
import { useRoleChoices } from './edit.tsx';

const TypePlans = lazy(() => import('./plan-drawing.tsx'));

// What scrolls is reached by keyboard.
const scrolls = { tabIndex: 0 };

/** The states with today's open cases and the ways between them, drawn and as a list that says the same. */
export function CaseTypeDiagram({
  definition,
  standing,
  onOpen,
}: {
  definition: CaseTypeDefinition;
  standing: CaseTypeHead['standing'];
  /** Opens the form of a place. */
  onOpen: (place: string) => void;
}) {
  const t = useText('case-types');
  const { states } = definition;
  const known = new Set(states.map(({ key }) => key));
  const elsewhere = standing.filter(({ state }) => !known.has(state));
  const cases = (key: string) =>
    standing.filter(({ state }) => state === key).reduce((sum, one) => sum + one.cases, 0);
  const style = { '--columns': states.length } as CSSProperties;
  return (
    <div className="type-drawn">
      <div className="row type-drawn-head">
        <p className="t2 grow">{t('form.diagramHelp')}</p>
        <Button small icon={<IconPrinter size={14} aria-hidden />} onClick={() => window.print()}>
          {t('form.print')}
        </Button>
      </div>
      <div className="type-diagram" role="group" aria-label={t('tabs.diagram')} {...scrolls}>
        <div className="type-grid" style={style}>
          {states.map((one, column) => (
            <i
              key={one.key}
              aria-hidden
              className="type-lane"
              style={{ insetInlineStart: `${middleOf(column, states.length)}%` }}
            />
          ))}
          <ol className="type-heads" aria-label={t('parts.states')}>
            {states.map((one, index) => (
              <li key={one.key} className={`type-state ${one.status}`}>
                <button type="button" onClick={() => onOpen(`states.${one.key}`)}>
                  {nameIn(one.name)}
                </button>
                <small className="t2">
                  {index === 0
                    ? t('form.first')
                    : nameIn(one.name) === t(`status.${one.status}`)
                      ? '\u00a0'
                      : t(`status.${one.status}`)}
                </small>
                {one.status !== 'closed' && (
                  <Count code={definition.code} state={one.key} count={cases(one.key)} />
                )}
              </li>
            ))}
          </ol>
          <ol className="type-ways" aria-label={t('parts.transitions')}>
            {waysOf(definition).map((way) => (
              <WayRow
                key={way.key}
                way={way}
                definition={definition}
                onOpen={() => onOpen(`transitions.${way.key}`)}
              />
            ))}
          </ol>
        </div>
      </div>
      <Suspense>
        {(definition.plans ?? []).length > 0 && <TypePlans definition={definition} onOpen={onOpen} />}
      </Suspense>
      <TypeList definition={definition} cases={cases} />
      {elsewhere.length > 0 && (
        <p className="notice warn">
          {t('elsewhere', {
            states: elsewhere
              .map(({ state, version, cases: count }) => `${state} (v${version}): ${formats.number(count)}`)
              .join(', '),
          })}
        </p>
      )}
    </div>
  );
}

/** Today's open cases in a state, leading to them. */
function Count({ code, state, count }: { code: string; state: string; count: number }) {
  const t = useText('case-types');
  const reads = useMay('case.read');
  const words = t('form.cases', { count });
  if (!reads || count === 0) return <span className="t3 num">{words}</span>;
  return (
    <Link to="/cases" search={{ view: 'open', type: code, state } as never} className="num">
      {words}
    </Link>
  );
}

/** Who may make a transition, in words. */
function useWho(): (by: readonly string[] | undefined) => string {
  const t = useText('case-types');
  const roles = new Map(useRoleChoices().map(({ value, label }) => [value, label]));
  return (by) => (by === undefined ? t('form.worker') : by.map((one) => roles.get(one) ?? one).join(', '));
}

/** One way: its words above an arrow that begins in the columns it leads from and ends in the one it leads to. */
function WayRow({
  way,
  definition,
  onOpen,
}: {
  way: Way;
  definition: CaseTypeDefinition;
  onOpen: () => void;
}) {
  const t = useText('case-types');
  const who = useWho();
  const { states, transitions } = definition;
  const transition = transitions.find(({ key }) => key === way.key)!;
  const at = (column: number) => middleOf(column, states.length);
  const name = (column: number) => nameIn(states[column]!.name);
  const marks = [
    transition.needs?.approval !== undefined && t('form.markApproval'),
    transition.notice != null && t('told'),
  ].filter((mark) => mark !== false);
  const style = {
    '--middle': `${(at(way.left) + at(way.right)) / 2}%`,
    '--span': `${at(way.right) - at(way.left)}%`,
  } as CSSProperties;
  const [first, last] = [way.from[0]!, way.from.at(-1)!];
  return (
    <li className={way.back ? 'back' : ''} style={style}>
      <div className="type-way-words">
        <button type="button" onClick={onOpen}>
          {nameIn(transition.name)}
        </button>
        <small>
          <span className="sr">
            {t('form.fromTo', { from: way.from.map(name).join(', '), to: name(way.to) })}{' '}
          </span>
          {[who(transition.by), ...marks].join(' · ')}
        </small>
      </div>
      <div className="type-track" aria-hidden>
        {first < way.to && <Arrow from={at(first)} to={at(way.to)} />}
        {last > way.to && <Arrow from={at(last)} to={at(way.to)} />}
        {way.from.map((column) =>
          column === way.to ? (
            <b key={column} className="loop" style={{ insetInlineStart: `${at(column)}%` }}>
              ↻
            </b>
          ) : (
            <i key={column} style={{ insetInlineStart: `${at(column)}%` }} />
          ),
        )}
      </div>
    </li>
  );
}

const Arrow = ({ from, to }: { from: number; to: number }) => (
  <span
    className={`type-arrow ${to < from ? 'left' : 'right'}`}
    style={{ insetInlineStart: `${Math.min(from, to)}%`, width: `${Math.abs(to - from)}%` }}
  />
);

/** The same as a list: for whoever hears the screen, or reads it on paper. */
function TypeList({ definition, cases }: { definition: CaseTypeDefinition; cases: (key: string) => number }) {
  const t = useText('case-types');
  const who = useWho();
  const nameOf = (key: string) => {
    const state = definition.states.find((one) => one.key === key);
    return state === undefined ? key : nameIn(state.name);
  };
  return (
    <details className="further">
      <summary>{t('states')}</summary>
      <ol className="type-list" aria-label={t('states')}>
        {definition.states.map(({ key, name, status }) => (
          <li key={key}>
            <b>{nameIn(name)}</b>{' '}
            <span className="t2">
              {t(`status.${status}`)}
              {status !== 'closed' && <> · {t('casesOn', { count: cases(key) })}</>}
            </span>
            <ul>
              {definition.transitions
                .filter(({ from }) => from.includes(key))
                .map((one) => (
                  <li key={one.key}>
                    {t('leadsTo', { transition: nameIn(one.name), state: nameOf(one.to) })}{' '}
                    <span className="t2">({who(one.by)})</span>
                  </li>
                ))}
            </ul>
          </li>
        ))}
      </ol>
    </details>
  );
}
