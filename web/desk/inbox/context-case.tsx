import { Link } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { getCase, updateCase } from '#contract/cases.ts';
import { caseStatuses } from '#contract/words.ts';
import {
  EmptyState,
  Facts,
  formats,
  Loaded,
  nameIn,
  toastProblem,
  useApi,
  useText,
  useWrite,
} from '#web/kit/index.ts';
import { useMay } from '../app/session.ts';
import { CaseDialogButton } from './case-button.tsx';
import type { FullContact } from './types.ts';

// Most contacts have no case: what belongs to one comes when it is looked at.
const Escalations = lazy(async () => ({
  default: (await import('../cases/escalations.tsx')).Escalations,
}));
const Steps = lazy(async () => ({ default: (await import('../cases/steps.tsx')).Steps }));

/** The contact's case, or the way to one. */
export function CaseTab({ contact }: { contact: FullContact }) {
  const t = useText('inbox');
  const writes = useMay('case.write');
  const found = useApi(getCase, { params: { id: contact.case ?? '' } }, { enabled: contact.case !== null });
  const change = useWrite(updateCase, { invalidates: [getCase], onError: toastProblem });
  if (contact.case === null)
    return (
      <EmptyState action={writes ? <CaseDialogButton contact={contact} /> : null}>
        {t('case.noneYet')}
      </EmptyState>
    );
  return (
    <Loaded query={found} rows={3} height={40}>
      {(one) => (
        <section className="context-part">
          <h2 className="case-title">
            <Link to={`/cases/${one.id}`}>{one.subject}</Link>
          </h2>
          <Facts
            facts={[
              [
                t('case.number'),
                <span key="n" className="num">
                  {one.number}
                </span>,
              ],
              [t('case.type'), nameIn(one.typeName)],
              [
                t('case.status'),
                writes ? (
                  <select
                    key="s"
                    className="input inline"
                    aria-label={t('case.status')}
                    value={one.status}
                    onChange={(event) =>
                      change.mutate({
                        params: { id: one.id },
                        body: {
                          status: event.target.value as (typeof caseStatuses)[number],
                          version: one.version,
                        },
                      })
                    }
                  >
                    {caseStatuses.map((status) => (
                      <option key={status} value={status}>
                        {t(`caseStatus.${status}`)}
                      </option>
                    ))}
                  </select>
                ) : (
                  t(`caseStatus.${one.status}`)
                ),
              ],
              [t('case.owner'), one.ownerName ?? '—'],
              [t('case.opened'), formats.dateTime(one.openedAt)],
              [t('case.contacts'), formats.number(one.contacts)],
            ]}
          />
          {one.description !== '' && (
            <p className="case-text" dir="auto">
              {one.description}
            </p>
          )}
          <Suspense>
            <Steps one={one} writes={writes} contact={contact.id} />
            <Escalations one={one} writes={writes} contact={contact.id} />
          </Suspense>
        </section>
      )}
    </Loaded>
  );
}
