import { getCaseCharge, handOverCase, type CaseCharge } from '#contract/case-charge.ts';
import { getCase, listCaseEntries, listCases } from '#contract/cases.ts';
import { listSteps } from '#contract/steps.ts';
import { Button, callPatiently, Dialog, FormMessage, toast, useForm, useText } from '#web/kit/index.ts';
import { refresh } from '#web/kit/records.tsx';
import { emptyHandOver, handOverBody, HandOverFields } from './hand-over-fields.tsx';

/** Hands a case to the back office in charge; the answer returns to the front office. */
export default function HandOver({
  id,
  charge,
  contact,
  onClose,
}: {
  id: string;
  charge: CaseCharge;
  contact?: string;
  onClose: () => void;
}) {
  const t = useText('charge');
  const kit = useText('kit');
  const form = useForm(emptyHandOver);
  const submit = form.submit(async (values) => {
    const now = await callPatiently(handOverCase, {
      params: { id },
      body: { ...handOverBody(values), ...(contact === undefined ? {} : { contact }) },
    });
    await refresh(getCaseCharge, getCase, listCaseEntries, listSteps, listCases);
    toast(t('hand.done', { name: now.handover?.queueName ?? '' }));
    onClose();
  });
  return (
    <Dialog title={t('hand.title')} onClose={onClose} size={580}>
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>{form.message}</FormMessage>
        <HandOverFields form={form} proposal={charge.proposal} />
        <p className="s12 t2">
          {charge.wayBack === null ? t('hand.noWayBack') : t('hand.wayBack', { name: charge.wayBack })}
        </p>
        <div className="form-actions">
          <Button onClick={onClose}>{kit('cancel')}</Button>
          <Button type="submit" look="solid" busy={form.busy} disabled={form.values.question.trim() === ''}>
            {t('hand.do')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
