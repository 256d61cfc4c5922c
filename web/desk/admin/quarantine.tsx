import { IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import type { z } from 'zod';
import { getQuarantined, listQuarantine, retryQuarantined, type quarantined } from '#contract/email.ts';
import {
  Button,
  callPatiently,
  Chip,
  EmptyState,
  Facts,
  formats,
  Loaded,
  toast,
  toastProblem,
  useApi,
  useText,
} from '#web/kit/index.ts';
import { Pane, PaneBody, RecordList, refresh, usePages } from '#web/kit/records.tsx';
import { go } from '../app/go.ts';
import { useMay } from '../app/session.ts';
import { SectionPage, useRecord } from './common.tsx';

type Held = z.output<typeof quarantined>;

export default function Quarantine() {
  const t = useText('admin');
  const { query, foot } = usePages(listQuarantine, { query: {} });
  const record = useRecord('quarantine');
  // What a citizen wrote is more than a setting: who only reads settings sees the list.
  const mayOpen = useMay('email.quarantine');
  return (
    <SectionPage id="quarantine" lead={t('quarantine.lead')}>
      <RecordList<Held>
        label={t('sections.quarantine')}
        query={query}
        rowKey={({ id }) => id}
        {...(mayOpen ? { openKey: record.id, onOpen: ({ id }: Held) => record.open(id) } : {})}
        empty={<EmptyState>{t('quarantine.empty')}</EmptyState>}
        foot={foot}
        wide
        columns={[
          {
            id: 'subject',
            head: t('quarantine.subject'),
            cell: (one) => (
              <span className="subject-cell" dir="auto">
                {one.subject ?? t('quarantine.noSubject')}
              </span>
            ),
          },
          { id: 'from', head: t('quarantine.from'), cell: (one) => one.from ?? '—' },
          {
            id: 'reason',
            head: t('quarantine.reason'),
            cell: (one) => <Chip tone="warn">{reason(one, t)}</Chip>,
          },
          { id: 'size', head: t('quarantine.size'), end: true, cell: (one) => formats.bytes(one.size) },
          { id: 'attempts', head: t('quarantine.attempts'), end: true, cell: (one) => one.attempts },
          {
            id: 'at',
            head: t('quarantine.received'),
            end: true,
            cell: (one) => formats.brief(one.receivedAt),
          },
        ]}
        pane={
          mayOpen &&
          record.id !== undefined && <HeldPane key={record.id} id={record.id} onClose={record.close} />
        }
      />
    </SectionPage>
  );
}
const reason = (one: Held, t: (key: string, values?: Record<string, unknown>) => string) =>
  t(`quarantine.code.${one.reasonCode}`, { defaultValue: one.reasonCode });

function HeldPane({ id, onClose }: { id: string; onClose: () => void }) {
  const t = useText('admin');
  const held = useApi(getQuarantined, { params: { id } });
  const mayRetry = useMay('email.quarantine');
  const [busy, setBusy] = useState(false);
  async function retry() {
    setBusy(true);
    try {
      const result = await callPatiently(retryQuarantined, { params: { id } });
      if (result.state === 'quarantined') {
        toast(t('quarantine.again', { reason: result.reason ?? '' }), { tone: 'crit' });
        await refresh(getQuarantined, listQuarantine);
      } else {
        toast(
          t(`quarantine.${result.state}`),
          result.contact === null
            ? {}
            : {
                action: {
                  label: t('quarantine.seeContact'),
                  run: () => go(`/inbox/${result.contact ?? ''}`),
                },
              },
        );
        onClose();
        await refresh(listQuarantine);
      }
    } catch (error) {
      toastProblem(error);
    } finally {
      setBusy(false);
    }
  }
  return (
    <Pane
      title={held.data?.subject ?? t('quarantine.noSubject')}
      label={t('quarantine.one')}
      onClose={onClose}
      actions={
        mayRetry && (
          <Button
            small
            look="solid"
            busy={busy}
            icon={<IconRefresh size={14} aria-hidden />}
            onClick={() => void retry()}
          >
            {t('quarantine.retry')}
          </Button>
        )
      }
    >
      <PaneBody>
        <Loaded query={held}>
          {(one) => (
            <div className="form">
              <p className="notice warn">
                <span>
                  <b>{reason(one, t)}.</b> {one.reason}
                </span>
              </p>
              <Facts
                facts={[
                  [t('quarantine.from'), one.from ?? '—'],
                  [t('quarantine.to'), one.to.join(', ')],
                  [t('quarantine.received'), formats.dateTime(one.receivedAt)],
                  [t('quarantine.source'), t(`quarantine.by.${one.source}`, { defaultValue: one.source })],
                  [t('quarantine.size'), formats.bytes(one.size)],
                  [t('quarantine.attempts'), one.attempts],
                ]}
              />
              <h3 className="field-label">{t('quarantine.raw')}</h3>
              {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls */}
              <pre className="snippet soft tall" tabIndex={0} aria-label={t('quarantine.raw')}>
                {one.raw}
              </pre>
              {one.truncated && <p className="help">{t('quarantine.truncated')}</p>}
            </div>
          )}
        </Loaded>
      </PaneBody>
    </Pane>
  );
}
