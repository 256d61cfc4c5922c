import { AreaField, Button, Dialog, FormMessage, formats, useForm, useText } from '#web/kit/index.ts';

/** Takes what is in force in a language, of an article or a standard text, out of everybody's hands. */
export function Withdraw({
  language,
  texts,
  onWithdraw,
  onClose,
}: {
  language: string;
  /** Whose words it speaks. */
  texts: 'knowledge' | 'standard-texts';
  onWithdraw: (reason: string) => Promise<void>;
  onClose: () => void;
}) {
  const t = useText(texts);
  const form = useForm({ reason: '' });
  const submit = form.submit(async ({ reason }) => {
    await onWithdraw(reason);
    onClose();
  });
  return (
    <Dialog title={t('withdraw.title', { language: formats.languageName(language) })} onClose={onClose}>
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <p>{t('withdraw.lead')}</p>
        <FormMessage>{form.message}</FormMessage>
        <AreaField label={t('decide.reason')} rows={2} {...form.text('reason')} data-autofocus />
        <div className="form-actions">
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" look="danger" busy={form.busy}>
            {t('withdraw.do')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
