import { lazy, Suspense, useState } from 'react';
import { getCaseWork } from '#contract/case-work.ts';
import { getCase, moveCase, type CaseView } from '#contract/cases.ts';
import { callPatiently, nameIn, useApi, useText } from '#web/kit/index.ts';
import { refresh } from '#web/kit/records.tsx';
import type { Way } from '../cases/move-dialog.tsx';

const MoveDialog = lazy(() => import('../cases/move-dialog.tsx'));

/** Where a case stands, and the ways on from there. */
export function CaseState({ one, writes }: { one: CaseView; writes: boolean }) {
  const t = useText('inbox');
  const work = useApi(getCaseWork, { params: { id: one.id } }, { enabled: writes });
  const [way, setWay] = useState<Way | null>(null);
  if (!writes || work.data === undefined) return nameIn(one.stateName);
  return (
    <>
      <select
        className="input inline"
        aria-label={t('case.status')}
        value=""
        onChange={(event) =>
          setWay(work.data.transitions.find(({ key }) => key === event.target.value) ?? null)
        }
      >
        <option value="">{nameIn(one.stateName)}</option>
        {work.data.transitions.map(({ key, name }) => (
          <option key={key} value={key}>
            {nameIn(name)}
          </option>
        ))}
      </select>
      {way !== null && (
        <Suspense>
          <MoveDialog
            one={one}
            work={work.data}
            way={way}
            move={async (body) => {
              await callPatiently(moveCase, {
                params: { id: one.id },
                body: { ...body, version: one.version },
              });
              await refresh(getCase, getCaseWork);
            }}
            onClose={() => setWay(null)}
          />
        </Suspense>
      )}
    </>
  );
}
