import { IconCopy } from '@tabler/icons-react';
import { useState } from 'react';
import { getCaseLink, renewCaseLink } from '#contract/case-page.ts';
import {
  AreaField,
  Button,
  callPatiently,
  Dialog,
  FormMessage,
  formats,
  invalidate,
  toast,
  useApi,
  useForm,
  useText,
} from '#web/kit/index.ts';

/** The customer's own page of a case: whether it was opened, its link, and another one instead. */
export function CaseLink({ id }: { id: string }) {
  const t = useText('telling');
  const link = useApi(getCaseLink, { params: { id } });
  const [renewing, setRenewing] = useState(false);
  if (link.data === undefined) return null;
  const { url, looks, lookedAt } = link.data;
  return (
    <div className="case-link">
      <p className="s12 t2">
        <b>{t('link.title')}</b>{' '}
        {url === null
          ? t('link.none')
          : lookedAt === null
            ? t('link.never')
            : t('link.looked', { count: looks, at: formats.brief(lookedAt) })}
      </p>
      <p className="row">
        {url !== null && (
          <Button
            small
            look="ghost"
            icon={<IconCopy size={13} aria-hidden />}
            onClick={() => void navigator.clipboard.writeText(url).then(() => toast(t('link.copied')))}
          >
            {t('link.copy')}
          </Button>
        )}
        <Button small look="ghost" onClick={() => setRenewing(true)}>
          {t('link.renew')}
        </Button>
      </p>
      {renewing && <Renew id={id} onClose={() => setRenewing(false)} />}
    </div>
  );
}

function Renew({ id, onClose }: { id: string; onClose: () => void }) {
  const t = useText('telling');
  const form = useForm({ why: '' });
  const submit = form.submit(async ({ why }) => {
    await callPatiently(renewCaseLink, { params: { id }, body: { why } });
    invalidate(getCaseLink, { params: { id } });
    onClose();
  });
  return (
    <Dialog title={t('link.renewTitle')} onClose={onClose}>
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>{form.message}</FormMessage>
        <AreaField
          label={t('link.why')}
          help={t('link.renewHelp')}
          rows={2}
          data-autofocus
          {...form.text('why')}
        />
        <div className="form-actions">
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" look="solid" busy={form.busy} disabled={form.values.why.trim() === ''}>
            {t('link.renew')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
