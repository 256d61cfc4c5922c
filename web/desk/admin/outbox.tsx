import { IconPaperclip } from '@tabler/icons-react';
import { useState } from 'react';
import type { z } from 'zod';
import { getOutboxItem, listOutbox, type outboxItem } from '#contract/email.ts';
import { EmptyState, Facts, formats, Loaded, useApi, useText } from '#web/kit/index.ts';
import { Pane, PaneBody, RecordList, SearchField, usePages } from '#web/kit/records.tsx';
import { SectionPage, useRecord } from './common.tsx';

type Sent = z.output<typeof outboxItem>;

/** Mails that would have left through a relay, had one been configured. */
export default function Outbox() {
  const t = useText('admin');
  const [to, setTo] = useState('');
  const { query, foot } = usePages(listOutbox, { query: to === '' ? {} : { to } });
  const record = useRecord('outbox');
  return (
    <SectionPage
      id="outbox"
      lead={t('outbox.lead')}
      tools={<SearchField label={t('outbox.search')} value={to} onSearch={setTo} />}
    >
      <RecordList<Sent>
        label={t('sections.outbox')}
        query={query}
        rowKey={({ id }) => id}
        openKey={record.id}
        onOpen={({ id }) => record.open(id)}
        empty={<EmptyState>{t('outbox.empty')}</EmptyState>}
        foot={foot}
        wide
        columns={[
          {
            id: 'subject',
            head: t('quarantine.subject'),
            cell: (one) => (
              <span className="subject-cell" dir="auto">
                {one.subject}
              </span>
            ),
          },
          {
            id: 'to',
            head: t('quarantine.to'),
            cell: (one) => <span className="ell address-cell">{one.to.join(', ')}</span>,
          },
          {
            id: 'from',
            head: t('quarantine.from'),
            minor: true,
            cell: (one) => <span className="t2">{one.from}</span>,
          },
          { id: 'at', head: t('outbox.at'), end: true, cell: (one) => formats.brief(one.at) },
        ]}
        pane={record.id !== undefined && <Mail key={record.id} id={record.id} onClose={record.close} />}
      />
    </SectionPage>
  );
}

function Mail({ id, onClose }: { id: string; onClose: () => void }) {
  const t = useText('admin');
  const mail = useApi(getOutboxItem, { params: { id } });
  return (
    <Pane title={mail.data?.subject ?? t('outbox.one')} label={t('outbox.one')} onClose={onClose}>
      <PaneBody>
        <Loaded query={mail}>
          {(one) => (
            <div className="form">
              <Facts
                facts={[
                  [t('quarantine.from'), one.from],
                  [t('quarantine.to'), one.to.join(', ')],
                  [t('outbox.at'), formats.dateTime(one.at)],
                ]}
              />
              <p className="sent-text" dir="auto">
                {one.text}
              </p>
              {one.attachments.length > 0 && (
                <ul>
                  {one.attachments.map((file) => (
                    <li key={file.name} className="row">
                      <IconPaperclip size={14} aria-hidden className="t3" />
                      {file.name}
                      <span className="t3 s12">{formats.bytes(file.size)}</span>
                    </li>
                  ))}
                </ul>
              )}
              {one.html !== null && (
                <details>
                  <summary>{t('outbox.html')}</summary>
                  {/* Nothing in it may run, load or navigate. */}
                  <iframe className="sent-frame" title={t('outbox.html')} sandbox="" srcDoc={one.html} />
                </details>
              )}
              <details>
                <summary>{t('outbox.headers')}</summary>
                {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls */}
                <pre className="snippet soft" tabIndex={0} aria-label={t('outbox.headers')}>
                  {one.headers.map(({ name, value }) => `${name}: ${value}`).join('\n')}
                </pre>
              </details>
            </div>
          )}
        </Loaded>
      </PaneBody>
    </Pane>
  );
}
