import { useState } from 'react';
import { endMove, listMoves } from '#contract/moves.ts';
import { listAgents, listSkills } from '#contract/routing.ts';
import { Button, callPatiently, formats, nameIn, Panel, useApi, useNow, useText } from '#web/kit/index.ts';
import { refresh } from '#web/kit/records.tsx';
import { useMay } from '../app/session.ts';
import { loansOf, moveWords, type Loan } from '../steering/moves.rules.ts';
import { WhyDialog } from '../steering/why.tsx';

/** Who is lent to what, for how long still, by whom and why; each loan can be ended now. Nothing when nobody is. */
export function MovesPanel() {
  const t = useText('supervisor');
  const steering = useText('steering');
  const supervises = useMay('routing.supervise');
  const moves =
    useApi(listMoves, undefined, { enabled: supervises, refetchInterval: 60_000 }).data?.items ?? [];
  const skills = useApi(listSkills, undefined, { enabled: moves.length > 0, staleTime: 5 * 60_000 });
  const now = useNow(10_000);
  const [ending, setEnding] = useState<Loan | null>(null);
  const skillName = (id: string) => {
    const skill = skills.data?.items.find((one) => one.id === id);
    return skill && nameIn(skill.name);
  };
  const namesOf = ({ moves: those }: Loan) => those.map(({ agentName }) => agentName).join(', ');
  if (moves.length === 0) return null;
  return (
    <Panel
      title={t('moves.title')}
      actions={<span className="t3 s12">{t('moves.count', { count: moves.length })}</span>}
      flush
    >
      <ul className="loans">
        {loansOf(moves).map((loan) => {
          const { like } = loan;
          const left = (Date.parse(like.until) - now) / 1000;
          return (
            <li key={like.id}>
              <div className="row">
                <b className="grow">{namesOf(loan)}</b>
                <span className="num s12 t2">
                  {t('moves.until', { time: formats.brief(like.until, now) })}
                  {left > 0 && ` · ${formats.span(left)}`}
                </span>
                <Button small look="ghost" onClick={() => setEnding(loan)}>
                  {t('moves.end')}
                  <span className="sr">: {namesOf(loan)}</span>
                </Button>
              </div>
              <p>{moveWords(like, steering, skillName).join('; ')}</p>
              <p className="t2 s12">{t('moves.by', { by: like.by, why: like.why })}</p>
            </li>
          );
        })}
      </ul>
      {ending !== null && (
        <WhyDialog
          title={t('moves.endTitle', { names: namesOf(ending) })}
          confirm={t('moves.end')}
          onClose={() => setEnding(null)}
          run={async (why) => {
            // Over already, by its time or by somebody else: then there is nothing left to end.
            const results = await Promise.allSettled(
              ending.moves.map(({ id }) => callPatiently(endMove, { params: { id }, body: { why } })),
            );
            await refresh(listMoves, listAgents);
            const failed = results.find((one) => one.status === 'rejected');
            if (failed !== undefined) throw failed.reason;
          }}
        >
          <p>{t('moves.endText')}</p>
        </WhyDialog>
      )}
    </Panel>
  );
}
