import { AreaField, Button, Dialog, FormMessage, useForm, useText } from '#web/kit/index.ts';

/** Asks why before something of a recording is heard or taken away. */
export function WhyDialog({
  title,
  action,
  help,
  onWhy,
  onClose,
}: {
  title: string;
  action: string;
  help?: string;
  onWhy: (why: string) => Promise<void>;
  onClose: () => void;
}) {
  const t = useText('recordings');
  const form = useForm({ why: '' });
  const submit = form.submit(({ why }) => onWhy(why));
  return (
    <Dialog title={title} onClose={onClose}>
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>{form.message}</FormMessage>
        <AreaField
          label={t('why.label')}
          help={help ?? t('why.help')}
          rows={2}
          {...form.text('why')}
          data-autofocus
        />
        <div className="form-actions">
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" look="solid" busy={form.busy}>
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
