// What a change would move, shown before it is made.
import { Link } from '@tanstack/react-router';
import { previewMoves, type MovesView } from '#contract/clock-packs.ts';
import type { Input } from '#contract/route.ts';
import {
  CheckField,
  Chip,
  formats,
  Loaded,
  nameIn,
  Table,
  useApi,
  useSettled,
  useText,
  type Text,
} from '#web/kit/index.ts';
import { Part } from '#web/kit/records.tsx';

export type Wish = Input<typeof previewMoves>['body'];

/** What it comes to, in a sentence or two. */
function summary(moves: MovesView, t: Text): string {
  const parts = [
    moves.moved === 0
      ? t('moves.none', { count: moves.open })
      : t('moves.moved', { count: moves.moved, open: formats.number(moves.open) }),
  ];
  if (moves.earlier > 0) parts.push(t('moves.earlier', { count: moves.earlier }));
  if (moves.late > 0) parts.push(t('moves.late', { count: moves.late }));
  if (moves.paused > 0) parts.push(t('moves.paused', { count: moves.paused }));
  return parts.join(' ');
}

/**
 * Which open limits the change on screen would move, from when to when; where some come earlier, a box to say that this is
 * known, without which it is not saved.
 * @param props.wish the change; null while there is none
 */
export function MovesPart({
  wish,
  known,
  onKnown,
}: {
  wish: Wish | null;
  known: boolean;
  onKnown: (known: boolean) => void;
}) {
  const t = useText('clocks');
  const asked = useSettled(wish === null ? null : JSON.stringify(wish), 300);
  const preview = useApi(
    previewMoves,
    { body: JSON.parse(asked ?? 'null') as Wish },
    { enabled: asked !== null && wish !== null, keepPrevious: true, staleTime: 0 },
  );
  if (wish === null) return null;
  return (
    <Part title={t('moves.title')}>
      <Loaded query={preview} rows={2} height={28}>
        {(moves) => (
          <>
            <p aria-live="polite">{summary(moves, t)}</p>
            {moves.items.length > 0 && (
              <div className="dense moves">
                <Table
                  label={t('moves.title')}
                  rows={moves.items}
                  rowKey={({ clock }) => clock}
                  columns={[
                    {
                      id: 'case',
                      head: t('moves.case'),
                      cell: (one) => (
                        <span className="row wrap">
                          {one.case === null ? (
                            <span className="num">{one.label}</span>
                          ) : (
                            <Link to={`/cases/${one.case}`} className="num">
                              {one.label}
                            </Link>
                          )}
                          <span className="t3 s12 ell">{nameIn(one.name)}</span>
                        </span>
                      ),
                    },
                    {
                      id: 'from',
                      head: t('moves.from'),
                      cell: (one) => <span className="num t2">{formats.brief(one.from)}</span>,
                    },
                    {
                      id: 'to',
                      head: t('moves.to'),
                      cell: (one) => (
                        <span className="row num">
                          {formats.brief(one.to)}
                          {one.earlier && <Chip tone="warn">{t('moves.sooner')}</Chip>}
                        </span>
                      ),
                    },
                  ]}
                />
              </div>
            )}
            {moves.items.length < moves.moved && (
              <p className="t3 s12">{t('moves.named', { count: moves.items.length })}</p>
            )}
            {moves.earlier > 0 && (
              <CheckField
                label={t('moves.known', { count: moves.earlier })}
                checked={known}
                onChange={(event) => onKnown(event.target.checked)}
              />
            )}
          </>
        )}
      </Loaded>
    </Part>
  );
}
