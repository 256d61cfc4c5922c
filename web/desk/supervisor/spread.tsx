import { useText } from '#web/kit/index.ts';

/** Where agents stand, those who need somebody first. */
export const groups = ['not_responding', 'interacting', 'wrap_up', 'idle', 'pause', 'offline'] as const;
export type Group = (typeof groups)[number];

/** How the floor is spread over the states: a bar, and the same in words and numbers. */
export function Spread({ counts: given }: { counts: Partial<Record<Group, number>> }) {
  const t = useText('supervisor');
  const counts = groups
    .map((group) => ({ group, count: given[group] ?? 0 }))
    .filter(({ group, count }) => count > 0 && group !== 'offline');
  if (counts.length === 0) return null;
  return (
    <div className="spread">
      <div className="spread-bar" aria-hidden>
        {counts.map(({ group, count }) => (
          <i key={group} className={`g-${group}`} style={{ flexGrow: count }} />
        ))}
      </div>
      <p className="s12 t2">
        {counts.map(({ group, count }) => (
          <span key={group}>
            <i className={`g-dot g-${group}`} aria-hidden />
            {t(`group.${group}`)} <b className="num">{count}</b>
          </span>
        ))}
      </p>
    </div>
  );
}
