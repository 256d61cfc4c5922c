import { Link } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { getCase } from '#contract/cases.ts';
import { EmptyState, Facts, formats, Loaded, nameIn, useApi, useText } from '#web/kit/index.ts';
import { useMay } from '../app/session.ts';
import { CaseDialogButton } from './case-button.tsx';
import { CaseState } from './case-state.tsx';
import type { FullContact } from './types.ts';

// Most contacts have no case: what belongs to one comes when it is looked at.
const Escalations = lazy(async () => ({
  default: (await import('../cases/escalations.tsx')).Escalations,
}));
const ChargePanel = lazy(() => import('../cases/charge-panel.tsx'));
const Steps = lazy(async () => ({ default: (await import('../cases/steps.tsx')).Steps }));

/** The contact's case, or the way to one. */
export function CaseTab({ contact }: { contact: FullContact }) {
  const t = useText('inbox');
  const writes = useMay('case.write');
  const found = useApi(getCase, { params: { id: contact.case ?? '' } }, { enabled: contact.case !== null });
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
              [t('case.status'), <CaseState key="s" one={one} writes={writes} />],
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
            <ChargePanel one={one} writes={writes} contact={contact.id} />
            <Steps one={one} writes={writes} contact={contact.id} />
            <Escalations one={one} writes={writes} contact={contact.id} />
          </Suspense>
        </section>
      )}
    </Loaded>
  );
}
