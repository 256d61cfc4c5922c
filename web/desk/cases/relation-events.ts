import { listPlans } from '#contract/case-plans.ts';
import { getCaseRelations, listCustomerParts, listParties } from '#contract/case-relations.ts';
import type { LiveEvent } from '#contract/live.ts';
import { invalidate, loadTexts, textOf, toast } from '#web/kit/index.ts';
import { go } from '../app/go.ts';
import { meNow } from '../app/session.ts';

/** What a change of a case makes stale of its people, its plans and the cases around it. */
export function onRelation(event: LiveEvent): void {
  const { kind, data } = event;
  // A case shows how those under it and beside it stand.
  invalidate(getCaseRelations);
  const id = String(data['case']);
  if (kind === 'case.plan' || kind === 'case.step' || kind === 'case.escalation')
    invalidate(listPlans, { params: { id } });
  if (kind === 'case.plan') onStopped(event);
  const { fields } = data;
  if (!Array.isArray(fields) || !fields.includes('parties')) return;
  invalidate(listParties, { params: { id } });
  invalidate(listCustomerParts);
}

/** A plan stopped, or a piece of it could not be asked: whoever has the case is told, and can look at it. */
function onStopped({ data }: LiveEvent): void {
  const { about, owner, number } = data;
  if ((about !== 'stopped' && about !== 'blocked') || owner !== meNow()?.id) return;
  void loadTexts('relations').then(() => {
    const t = textOf('relations');
    toast(t(`plan.told.${about}`, { number: String(number) }), {
      seconds: 20,
      action: { label: t('plan.look'), run: () => go(`/cases/${String(data['case'])}`) },
    });
  });
}
