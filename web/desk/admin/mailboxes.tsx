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
import { Part, refresh, useEditor } from '#web/kit/records.tsx';
import { useMay } from '../app/session.ts';
import { RecordEditor, RecordSection, type Opened } from './section.tsx';

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
  return (
    <RecordSection<Mailbox>
      id="mailboxes"
      lead={t('mailboxes.lead')}
      newLabel={t('mailboxes.new')}
      writes={writes}
      query={boxes}
      empty={t('mailboxes.empty')}
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
      editor={(opened) => (
        <MailboxEditor
          opened={opened}
          points={(points.data?.items ?? []).map(({ id, address }) => ({ value: id, label: address }))}
        />
      )}
    />
  );
}

function MailboxEditor({
  opened,
  points,
}: {
  opened: Opened<Mailbox>;
  points: { value: string; label: string }[];
}) {
  const { row, writes } = opened;
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
    <RecordEditor
      opened={opened}
      title={row?.username}
      editor={editor}
      actions={
        row !== null &&
        writes && (
          <Button small icon={<IconRefresh size={14} aria-hidden />} onClick={() => setReplaying(true)}>
            {t('mailboxes.replay')}
          </Button>
        )
      }
      create={createMailbox}
      update={updateMailbox}
      refreshes={[listMailboxes]}
      emptied={{ password: '' }}
      body={({ password, port, pollSeconds, ...rest }) => ({
        ...rest,
        port: port ?? 0,
        pollSeconds: pollSeconds ?? 0,
        ...(password === '' ? {} : { password }),
      })}
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
    </RecordEditor>
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
