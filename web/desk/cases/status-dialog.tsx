import { lazy, Suspense } from 'react';
import type { CaseView } from '#contract/cases.ts';
import { ApiProblem, AreaField, Button, Dialog, FormMessage, useForm, useText } from '#web/kit/index.ts';
import type { Change } from './change.ts';

const NoticePreview = lazy(() => import('./notice-preview.tsx'));

/** Moves a case; to solve or close it says how it ended, to reopen it why. */
export function StatusDialog({
  one,
  to,
  change,
  onClose,
}: {
  one: CaseView;
  to: CaseView['status'];
  change: (body: Change) => Promise<void>;
  onClose: () => void;
}) {
  const t = useText('cases');
  const ends = to === 'solved' || to === 'closed';
  const reopens = one.status === 'closed';
  const form = useForm({ resolution: one.resolution ?? '', reason: '', tellCustomer: true });
  const submit = form.submit(async ({ resolution, reason, tellCustomer }) => {
    try {
      await change({
        status: to,
        ...(ends && resolution.trim() !== '' ? { resolution } : {}),
        ...(reopens ? { reason } : {}),
        tellCustomer,
      });
      onClose();
    } catch (error) {
      // Somebody was quicker: the page says so and shows the case as it is now.
      if (error instanceof ApiProblem && error.status === 409) onClose();
      else throw error;
    }
  });
  return (
    <Dialog title={reopens ? t('move.reopen') : t(`move.${to}`)} onClose={onClose}>
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>{form.message}</FormMessage>
        <p className="t2">{t('move.fromTo', { from: t(`status.${one.status}`), to: t(`status.${to}`) })}</p>
        {ends && (
          <AreaField
            label={t('resolution')}
            help={to === 'closed' ? t('resolutionHelp') : undefined}
            optional={to !== 'closed'}
            rows={5}
            {...form.text('resolution')}
            data-autofocus
          />
        )}
        {reopens && <AreaField label={t('reason')} rows={3} {...form.text('reason')} data-autofocus />}
        <Suspense>
          <NoticePreview
            one={one}
            to={to}
            resolution={form.values.resolution}
            tells={form.values.tellCustomer}
            onTells={(tellCustomer) => form.set('tellCustomer', tellCustomer)}
          />
        </Suspense>
        <div className="form-actions">
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" look="solid" busy={form.busy}>
            {reopens ? t('move.reopen') : t(`move.${to}`)}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
