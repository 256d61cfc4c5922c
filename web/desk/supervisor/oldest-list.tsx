import type { Contact } from '#contract/contacts.ts';
import { ChannelIcon, EmptyState, formats, SlaChip, Table, useNow, useText } from '#web/kit/index.ts';
import { go } from '../app/go.ts';

/** Those who have waited longest, whatever their queue: one press opens the contact. */
export function Oldest({ contacts }: { contacts: Contact[] }) {
  const t = useText('supervisor');
  const now = useNow(10_000);
  return (
    <Table
      label={t('oldest.title')}
      rows={contacts}
      rowKey={({ id }) => id}
      onOpen={({ id }) => go(`/inbox/${id}`)}
      empty={<EmptyState>{t('oldest.empty')}</EmptyState>}
      columns={[
        {
          id: 'customer',
          head: t('oldest.customer'),
          cell: (one) => (
            <span className="row">
              <ChannelIcon channel={one.channel} size={15} />
              {one.customerName}
            </span>
          ),
        },
        {
          id: 'subject',
          head: t('oldest.subject'),
          cell: (one) => (
            <span className="subject-cell" dir="auto">
              {one.subject === '' ? one.preview : one.subject}
            </span>
          ),
        },
        { id: 'queue', head: t('queues.name'), cell: (one) => <span className="t2">{one.queueName}</span> },
        {
          id: 'due',
          head: t('oldest.due'),
          cell: (one) => (one.dueAt === null ? <span className="t3">—</span> : <SlaChip dueAt={one.dueAt} />),
        },
        {
          id: 'wait',
          head: t('oldest.wait'),
          end: true,
          cell: (one) => formats.span((now - Date.parse(one.arrivedAt)) / 1000),
        },
      ]}
    />
  );
}
