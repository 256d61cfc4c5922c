import { IconAlertTriangle, IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import type { z } from 'zod';
import { listEntryPoints } from '#contract/entry-points.ts';
import { createMailbox, listMailboxes, replayMailbox, updateMailbox, type mailbox } from '#contract/email.ts';
import {
  Button,
  callPatiently,
  CheckField,
  Chip,
  Confirm,
  EmptyState,
  Facts,
  formats,
  SelectField,
  TextField,
  toast,
  toastProblem,
  useApi,
  useText,
  type Tone,
} from '#web/kit/index.ts';
import { EditorPane, Part, RecordList, refresh, useEditor } from '#web/kit/records.tsx';
import { useMay } from '../app/session.ts';
import { SectionPage, useRecord } from './common.tsx';

type Mailbox = z.output<typeof mailbox>;
const rowsOf = ({ items }: { items: Mailbox[] }) => items;
const toneOf = ({ state, alarm, active }: Mailbox): Tone =>
  !active || state === 'off'
    ? 'line'
    : alarm
      ? 'crit'
      : state === 'ok'
        ? 'ok'
        : state === 'new'
          ? 'mute'
          : 'warn';

export default function Mailboxes() {
  const t = useText('admin');
  const boxes = useApi(listMailboxes, undefined, { select: rowsOf, refetchInterval: 30_000 });
  const points = useApi(listEntryPoints, { query: { channel: 'email' } });
  const writes = useMay('admin.mail');
  const record = useRecord('mailboxes');
  const row = boxes.data?.find(({ id }) => id === record.id) ?? null;
  return (
    <SectionPage
      id="mailboxes"
      lead={t('mailboxes.lead')}
      onNew={writes ? () => record.open('new') : undefined}
      newLabel={t('mailboxes.new')}
    >
      <RecordList<Mailbox>
        label={t('sections.mailboxes')}
        query={boxes}
        rowKey={({ id }) => id}
        openKey={record.id}
        onOpen={({ id }) => record.open(id)}
        empty={<EmptyState>{t('mailboxes.empty')}</EmptyState>}
        columns={[
          { id: 'user', head: t('mailboxes.username'), cell: (one) => one.username },
          {
            id: 'host',
            head: t('mailboxes.host'),
            cell: (one) => (
              <span className="t2">
                {one.host}:{one.port} · {one.folder}
              </span>
            ),
          },
          {
            id: 'point',
            head: t('points.one'),
            cell: (one) => points.data?.items.find(({ id }) => id === one.entryPointId)?.address ?? '—',
          },
          {
            id: 'health',
            head: t('mailboxes.health'),
            cell: (one) => (
              <Chip
                tone={toneOf(one)}
                icon={toneOf(one) === 'crit' ? <IconAlertTriangle size={12} aria-hidden /> : undefined}
              >
                {t(`mailboxes.state.${one.active ? one.state : 'off'}`)}
              </Chip>
            ),
          },
          {
            id: 'read',
            head: t('mailboxes.lastRead'),
            end: true,
            cell: (one) => (one.lastSuccessAt === null ? '—' : formats.brief(one.lastSuccessAt)),
          },
          {
            id: 'fetched',
            head: t('mailboxes.fetched'),
            end: true,
            cell: (one) => formats.number(one.fetched),
          },
        ]}
        pane={
          record.id !== undefined &&
          (row !== null || record.isNew) && (
            <MailboxEditor
              key={record.id}
              row={row}
              points={(points.data?.items ?? []).map(({ id, address }) => ({ value: id, label: address }))}
              writes={writes}
              onClose={record.close}
              onSaved={record.open}
            />
          )
        }
      />
    </SectionPage>
  );
}

function MailboxEditor({
  row,
  points,
  writes,
  onClose,
  onSaved,
}: {
  row: Mailbox | null;
  points: { value: string; label: string }[];
  writes: boolean;
  onClose: () => void;
  onSaved: (id: string) => void;
}) {
  const t = useText('admin');
  const [replaying, setReplaying] = useState(false);
  const editor = useEditor({
    entryPointId: row?.entryPointId ?? points[0]?.value ?? '',
    host: row?.host ?? '',
    port: (row?.port ?? 993) as number | null,
    secure: row?.secure ?? true,
    username: row?.username ?? '',
    password: '',
    folder: row?.folder ?? 'INBOX',
    active: row?.active ?? true,
    pollSeconds: (row?.pollSeconds ?? 60) as number | null,
  });
  return (
    <EditorPane
      title={row?.username ?? t('mailboxes.new')}
      editor={editor}
      readOnly={!writes}
      creating={row === null}
      onClose={onClose}
      onSaved={onSaved}
      actions={
        row !== null &&
        writes && (
          <Button small icon={<IconRefresh size={14} aria-hidden />} onClick={() => setReplaying(true)}>
            {t('mailboxes.replay')}
          </Button>
        )
      }
      onSave={async ({ password, port, pollSeconds, ...rest }) => {
        const body = {
          ...rest,
          port: port ?? 0,
          pollSeconds: pollSeconds ?? 0,
          ...(password === '' ? {} : { password }),
        };
        const saved =
          row === null
            ? await callPatiently(createMailbox, { body })
            : await callPatiently(updateMailbox, { params: { id: row.id }, body });
        editor.set('password', '');
        await refresh(listMailboxes);
        return saved;
      }}
    >
      {row !== null && <Health row={row} />}
      <SelectField
        label={t('points.one')}
        help={t('mailboxes.pointHelp')}
        options={points}
        {...editor.text('entryPointId')}
      />
      <div className="form-row">
        <TextField label={t('mailboxes.host')} {...editor.text('host')} />
        <TextField label={t('mailboxes.port')} {...editor.number('port')} />
      </div>
      <CheckField label={t('mailboxes.secure')} {...editor.check('secure')} />
      <div className="form-row">
        <TextField label={t('mailboxes.username')} autoComplete="off" {...editor.text('username')} />
        <TextField
          label={t('mailboxes.password')}
          type="password"
          autoComplete="new-password"
          help={row === null ? undefined : t('mailboxes.passwordHelp')}
          {...editor.text('password')}
        />
      </div>
      <div className="form-row">
        <TextField label={t('mailboxes.folder')} {...editor.text('folder')} />
        <TextField label={t('mailboxes.poll')} {...editor.number('pollSeconds')} />
      </div>
      <CheckField label={t('active')} {...editor.check('active')} />
      {replaying && row !== null && <Replay row={row} onClose={() => setReplaying(false)} />}
    </EditorPane>
  );
}

function Health({ row }: { row: Mailbox }) {
  const t = useText('admin');
  return (
    <Part title={t('mailboxes.health')}>
      {row.lastError !== null && row.state !== 'ok' && (
        <p className={`notice ${row.alarm ? 'crit' : 'warn'}`}>
          <IconAlertTriangle size={15} aria-hidden />
          <span>{row.lastError}</span>
        </p>
      )}
      <Facts
        facts={[
          [t('state'), t(`mailboxes.state.${row.active ? row.state : 'off'}`)],
          [t('mailboxes.lastRead'), row.lastSuccessAt === null ? '—' : formats.dateTime(row.lastSuccessAt)],
          [t('mailboxes.fetched'), formats.number(row.fetched)],
          [t('mailboxes.lastUid'), formats.number(row.lastUid)],
          ...(row.failures === 0
            ? []
            : [[t('mailboxes.failures'), formats.number(row.failures)] as [string, string]]),
        ]}
      />
    </Part>
  );
}

function Replay({ row, onClose }: { row: Mailbox; onClose: () => void }) {
  const t = useText('admin');
  const [busy, setBusy] = useState(false);
  const [from, setFrom] = useState('0');
  async function replay() {
    setBusy(true);
    try {
      await callPatiently(replayMailbox, { params: { id: row.id }, body: { fromUid: Number(from) || 0 } });
      toast(t('mailboxes.replaying'));
      await refresh(listMailboxes);
      onClose();
    } catch (error) {
      toastProblem(error);
    } finally {
      setBusy(false);
    }
  }
  return (
    <Confirm
      title={t('mailboxes.replayTitle')}
      confirm={t('mailboxes.replay')}
      busy={busy}
      onConfirm={() => void replay()}
      onClose={onClose}
    >
      <div className="form">
        <p>{t('mailboxes.replayText')}</p>
        <TextField
          label={t('mailboxes.fromUid')}
          type="number"
          min={0}
          value={from}
          onChange={(event) => setFrom(event.target.value)}
        />
      </div>
    </Confirm>
  );
}
