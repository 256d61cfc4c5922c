import { IconAlertTriangle, IconRefresh, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { z } from 'zod';
import {
  createWebhook,
  deleteWebhook,
  listDeliveries,
  listWebhooks,
  retryDelivery,
  updateWebhook,
  type delivery,
  type webhook,
} from '#contract/automation.ts';
import { eventKinds } from '#contract/live.ts';
import {
  Button,
  callPatiently,
  CheckField,
  Chip,
  Confirm,
  Dialog,
  formats,
  IconButton,
  Loaded,
  SelectField,
  TextField,
  toastProblem,
  useApi,
  useText,
} from '#web/kit/index.ts';
import { CheckList, Part, refresh, Snippet, useEditor, usePages } from '#web/kit/records.tsx';
import { useMay } from '../app/session.ts';
import { ActiveMark, orNull, useServices } from './common.tsx';
import { RecordEditor, RecordSection, type Opened } from './section.tsx';

type Webhook = z.output<typeof webhook>;
type Delivery = z.output<typeof delivery>;
const rowsOf = ({ items }: { items: Webhook[] }) => items;

export default function Webhooks() {
  const t = useText('admin');
  const hooks = useApi(listWebhooks, undefined, { select: rowsOf, refetchInterval: 30_000 });
  const writes = useMay('admin.webhooks');
  const [secret, setSecret] = useState<string | null>(null);
  return (
    <RecordSection<Webhook>
      id="webhooks"
      lead={t('webhooks.lead')}
      newLabel={t('webhooks.new')}
      writes={writes}
      query={hooks}
      empty={t('webhooks.empty')}
      wide
      columns={[
        { id: 'name', head: t('name'), cell: (one) => one.name },
        { id: 'url', head: t('webhooks.url'), cell: (one) => <span className="mono t2">{one.url}</span> },
        {
          id: 'events',
          head: t('webhooks.events'),
          end: true,
          cell: (one) => (one.events.includes('*') ? t('webhooks.allEvents') : one.events.length),
        },
        {
          id: 'last',
          head: t('webhooks.last'),
          cell: (one) =>
            one.lastAt === null ? (
              <span className="t3">{t('never')}</span>
            ) : (
              <span className="row">
                <Chip tone={one.failures > 0 ? 'warn' : 'ok'}>{one.lastStatus ?? '—'}</Chip>
                <span className="t2 num">{formats.brief(one.lastAt)}</span>
              </span>
            ),
        },
        { id: 'failures', head: t('webhooks.failures'), end: true, cell: (one) => one.failures },
        { id: 'active', head: t('state'), cell: (one) => <ActiveMark active={one.active} /> },
      ]}
      editor={(opened) => <WebhookEditor opened={opened} onSecret={setSecret} />}
    >
      {secret !== null && (
        <Dialog
          title={t('webhooks.secret')}
          onClose={() => setSecret(null)}
          actions={
            <Button look="solid" onClick={() => setSecret(null)}>
              {t('tokens.kept')}
            </Button>
          }
        >
          <div className="token">
            <p className="notice warn">
              <IconAlertTriangle size={15} aria-hidden />
              {t('webhooks.secretOnce')}
            </p>
            <Snippet label={t('webhooks.secret')} text={secret} />
          </div>
        </Dialog>
      )}
    </RecordSection>
  );
}

function WebhookEditor({
  opened,
  onSecret,
}: {
  opened: Opened<Webhook>;
  onSecret: (secret: string) => void;
}) {
  const { row, writes, onClose } = opened;
  const t = useText('admin');
  const services = useServices(t('allServices'));
  const [removing, setRemoving] = useState(false);
  const [busy, setBusy] = useState(false);
  const editor = useEditor({
    name: row?.name ?? '',
    url: row?.url ?? 'https://',
    events: row?.events ?? ([] as string[]),
    serviceId: row?.serviceId ?? '',
    active: row?.active ?? true,
  });
  const kinds = [
    ...new Set([...Object.keys(eventKinds), ...editor.values.events.filter((one) => one !== '*')]),
  ];
  async function remove(one: Webhook) {
    setBusy(true);
    try {
      await callPatiently(deleteWebhook, { params: { id: one.id } });
      editor.settle();
      onClose();
      await refresh(listWebhooks);
    } catch (error) {
      toastProblem(error);
      setBusy(false);
    }
  }
  return (
    <RecordEditor
      opened={opened}
      title={row?.name}
      editor={editor}
      actions={
        row !== null &&
        writes && (
          <IconButton label={t('webhooks.remove')} onClick={() => setRemoving(true)}>
            <IconTrash size={16} aria-hidden />
          </IconButton>
        )
      }
      create={createWebhook}
      update={updateWebhook}
      refreshes={[listWebhooks]}
      body={({ serviceId, ...rest }) => ({ ...rest, serviceId: orNull(serviceId) })}
      onMade={({ secret }) => onSecret(secret)}
    >
      <TextField label={t('name')} {...editor.text('name')} />
      <TextField label={t('webhooks.url')} type="url" className="input mono" {...editor.text('url')} />
      <SelectField label={t('service')} options={services} {...editor.text('serviceId')} />
      <CheckField label={t('active')} {...editor.check('active')} />
      <CheckList
        legend={t('webhooks.events')}
        options={[
          { value: '*', label: <b>{t('webhooks.allEvents')}</b> },
          ...kinds.map((value) => ({ value, label: <span className="mono">{value}</span> })),
        ]}
        value={editor.values.events}
        error={editor.error('events') ?? editor.error('events[0]')}
        onChange={(events) =>
          editor.set('events', events.at(-1) === '*' ? ['*'] : events.filter((one) => one !== '*'))
        }
      />
      {row !== null && <Deliveries id={row.id} writes={writes} />}
      {removing && row !== null && (
        <Confirm
          title={t('webhooks.removeTitle', { name: row.name })}
          confirm={t('webhooks.remove')}
          danger
          busy={busy}
          onConfirm={() => void remove(row)}
          onClose={() => setRemoving(false)}
        >
          <p>{t('webhooks.removeText')}</p>
        </Confirm>
      )}
    </RecordEditor>
  );
}

function Deliveries({ id, writes }: { id: string; writes: boolean }) {
  const t = useText('admin');
  const { query, foot } = usePages(listDeliveries, { params: { id }, query: { limit: 20 } });
  const [busy, setBusy] = useState<string | null>(null);
  async function again(one: Delivery) {
    setBusy(one.id);
    try {
      await callPatiently(retryDelivery, { params: { id: one.id } });
      await refresh(listDeliveries, listWebhooks);
    } catch (error) {
      toastProblem(error);
    } finally {
      setBusy(null);
    }
  }
  return (
    <Part title={t('webhooks.deliveries')}>
      <Loaded query={query} rows={3} height={32}>
        {(items) =>
          items.length === 0 ? (
            <p className="t3">{t('webhooks.noDeliveries')}</p>
          ) : (
            <table className="grid-table deliveries">
              <thead>
                <tr>
                  <th scope="col">{t('webhooks.kind')}</th>
                  <th scope="col">{t('state')}</th>
                  <th scope="col">{t('webhooks.attempts')}</th>
                  <th scope="col">{t('webhooks.at')}</th>
                  <th scope="col">
                    <span className="sr">{t('actions')}</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {items.map((one) => (
                  <tr key={one.id}>
                    <td className="mono">{one.kind}</td>
                    <td title={one.response ?? undefined}>
                      <Chip
                        tone={one.state === 'delivered' ? 'ok' : one.state === 'failed' ? 'crit' : 'mute'}
                      >
                        {t(`webhooks.state.${one.state}`, { defaultValue: one.state })}
                      </Chip>
                      {one.state === 'failed' && one.response !== null && (
                        <span className="t3 s12 ell block response">{one.response}</span>
                      )}
                    </td>
                    <td className="num">{one.attempts}</td>
                    <td className="num">{formats.brief(one.deliveredAt ?? one.createdAt)}</td>
                    <td>
                      {writes && one.state !== 'queued' && (
                        <IconButton
                          label={t('webhooks.again', { kind: one.kind })}
                          disabled={busy === one.id}
                          onClick={() => void again(one)}
                        >
                          <IconRefresh size={14} aria-hidden />
                        </IconButton>
                      )}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )
        }
      </Loaded>
      {foot}
    </Part>
  );
}
