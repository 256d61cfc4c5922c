import { useState } from 'react';
import {
  getCaseType,
  listCaseTypeHeads,
  moveCaseType,
  previewCaseTypeMove,
  type CaseTypeMove,
  type CaseTypeView,
} from '#contract/case-types-api.ts';
import type { Output } from '#contract/route.ts';
import { useQuery } from '@tanstack/react-query';
import {
  ApiProblem,
  AreaField,
  Button,
  call,
  callPatiently,
  Dialog,
  FormMessage,
  Loaded,
  nameIn,
  problemText,
  SelectField,
  useApi,
  useText,
} from '#web/kit/index.ts';
import { refresh } from '#web/kit/records.tsx';

/** How far the cases are on their way. */
export function MoveProgress({ code, move }: { code: string; move: CaseTypeMove }) {
  const t = useText('case-types');
  // While cases are on their way, how many have arrived is news.
  useApi(getCaseType, { params: { code } }, move.endedAt === null ? { refetchInterval: 2000 } : {});
  const text = t(move.endedAt === null ? 'move.running' : 'move.ended', {
    moved: move.moved,
    total: move.total,
    number: move.version,
    by: move.startedBy,
  });
  return (
    <div className="type-move" role="status">
      <p>
        {text} {move.stayed > 0 && t('move.stayed', { count: move.stayed })}
      </p>
      {move.endedAt === null && (
        <progress max={move.total} value={move.moved + move.stayed} aria-label={t('move.title')} />
      )}
    </div>
  );
}

/** What moving would mean, where each state goes on, and why. */
export function MoveCasesDialog({ type, onClose }: { type: CaseTypeView; onClose: () => void }) {
  const t = useText('case-types');
  const kit = useText('kit');
  // A question asked once, when the dialog opens.
  const preview = useQuery({
    queryKey: ['case-type-move', type.code, type.version],
    queryFn: ({ signal }) => call(previewCaseTypeMove, { params: { code: type.code } }, { signal }),
    gcTime: 0,
  });
  const [states, setStates] = useState<Record<string, string>>({});
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const groups = preview.data?.groups ?? [];
  const open = groups.some(({ state, to }) => to === null && (states[state] ?? '') === '');
  async function move() {
    setBusy(true);
    try {
      await callPatiently(moveCaseType, {
        params: { code: type.code },
        body: { version: preview.data!.version, states, reason },
      });
      onClose();
      await refresh(getCaseType, listCaseTypeHeads);
    } catch (error) {
      setProblem(error);
      setBusy(false);
    }
  }
  return (
    <Dialog
      title={t('move.title')}
      size={600}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{kit('cancel')}</Button>
          <Button
            look="solid"
            busy={busy}
            disabled={preview.data === undefined || open || reason.trim() === ''}
            onClick={() => void move()}
          >
            {t('move.do')}
          </Button>
        </>
      }
    >
      <Loaded query={preview} rows={3}>
        {(data) => (
          <div className="form">
            <FormMessage>{problem === null ? null : problemText(problem, kit)}</FormMessage>
            <p>{t('move.text', { count: data.cases, number: data.version })}</p>
            {statesOf(data).map((one) => (
              <SelectField
                key={one.state}
                label={t('move.from', { state: nameIn(one.name), count: one.cases })}
                value={states[one.state] ?? one.to ?? ''}
                onChange={(event) => setStates({ ...states, [one.state]: event.target.value })}
                options={[
                  ...(one.to === null ? [{ value: '', label: t('move.choose') }] : []),
                  ...data.states.map(({ key, name }) => ({ value: key, label: nameIn(name) })),
                ]}
                error={problem instanceof ApiProblem ? problem.field(`states.${one.state}`) : undefined}
              />
            ))}
            {data.lost.length > 0 && (
              <p className="notice warn">
                {t('move.lost', {
                  fields: data.lost.map(({ label, cases }) => `${nameIn(label)} (${cases})`).join(', '),
                })}
              </p>
            )}
            {data.missing.length > 0 && (
              <p className="notice">
                {t('move.missing', {
                  fields: data.missing.map(({ label, cases }) => `${nameIn(label)} (${cases})`).join(', '),
                })}
              </p>
            )}
            <AreaField
              label={t('move.reason')}
              rows={2}
              maxLength={1000}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          </div>
        )}
      </Loaded>
    </Dialog>
  );
}

type Group = Output<typeof previewCaseTypeMove>['groups'][number];
/** One line for each state, whichever versions it stands in. */
function statesOf({ groups }: Output<typeof previewCaseTypeMove>): Group[] {
  const byState = new Map<string, Group>();
  for (const one of groups) {
    const found = byState.get(one.state);
    byState.set(one.state, found === undefined ? one : { ...found, cases: found.cases + one.cases });
  }
  return [...byState.values()];
}
