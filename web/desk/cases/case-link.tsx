import { IconCopy } from '@tabler/icons-react';
import { useState } from 'react';
import { getCaseLink, getPartyLink, renewCaseLink, renewPartyLink } from '#contract/case-page.ts';
import type { Output } from '#contract/route.ts';
import {
  AreaField,
  Button,
  callPatiently,
  Dialog,
  FormMessage,
  formats,
  invalidate,
  Loaded,
  toast,
  useApi,
  useForm,
  useText,
} from '#web/kit/index.ts';

type Link = Output<typeof getCaseLink>;

/** The customer's own page of a case: whether it was opened, its link, and another one instead. */
export function CaseLink({ id }: { id: string }) {
  const link = useApi(getCaseLink, { params: { id } });
  if (link.data === undefined) return null;
  return (
    <LinkOf
      ofHolder
      link={link.data}
      onRenew={async (why) => {
        await callPatiently(renewCaseLink, { params: { id }, body: { why } });
        invalidate(getCaseLink, { params: { id } });
      }}
    />
  );
}

/** The same of somebody who has a part in the case. */
export function PartyLink({ id, party }: { id: string; party: string }) {
  const params = { id, party };
  const link = useApi(getPartyLink, { params });
  return (
    <Loaded query={link} rows={1} height={48}>
      {(data) => (
        <LinkOf
          link={data}
          onRenew={async (why) => {
            await callPatiently(renewPartyLink, { params, body: { why } });
            invalidate(getPartyLink, { params });
          }}
        />
      )}
    </Loaded>
  );
}

function LinkOf({
  link,
  ofHolder = false,
  onRenew,
}: {
  link: Link;
  /** Says whose page it is; the other people's stands under their name. */
  ofHolder?: boolean;
  onRenew: (why: string) => Promise<void>;
}) {
  const t = useText('telling');
  const [renewing, setRenewing] = useState(false);
  const { url, looks, lookedAt } = link;
  return (
    <div className="case-link">
      <p className="s12 t2">
        {ofHolder && <b>{t('link.title')} </b>}
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
      {renewing && <Renew onRenew={onRenew} onClose={() => setRenewing(false)} />}
    </div>
  );
}

function Renew({ onRenew, onClose }: { onRenew: (why: string) => Promise<void>; onClose: () => void }) {
  const t = useText('telling');
  const form = useForm({ why: '' });
  const submit = form.submit(async ({ why }) => {
    await onRenew(why);
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
