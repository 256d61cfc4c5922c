import { IconExternalLink } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import type { z } from 'zod';
import { listCalendars } from '#contract/calendars.ts';
import { listCaseTypes } from '#contract/case-types-api.ts';
import {
  createEntryPoint,
  listEntryPoints,
  updateEntryPoint,
  type entryPoint,
} from '#contract/entry-points.ts';
import { listQueues } from '#contract/routing.ts';
import { languages, type Channel } from '#contract/words.ts';
import {
  AreaField,
  ChannelIcon,
  CheckField,
  formats,
  nameIn,
  SelectField,
  TextField,
  useApi,
  useText,
} from '#web/kit/index.ts';
import { Filter, Part, Snippet, useEditor, type Controls } from '#web/kit/records.tsx';
import { useMay } from '../app/session.ts';
import { ActiveMark, labelOf, useServices } from './common.tsx';
import { read, written, type Settings } from './entry-point-settings.rules.ts';
import { RecordEditor, RecordSection, type Opened } from './section.tsx';

type EntryPoint = z.output<typeof entryPoint>;
const rowsOf = ({ items }: { items: EntryPoint[] }) => items;
const channels: Channel[] = ['email', 'form', 'chat', 'phone', 'portal', 'kiosk', 'sms'];
// With the flows it knows, only where one is set.
const PointFlow = lazy(() => import('./point-flow.tsx'));
const SmsProvider = lazy(() => import('./sms-provider.tsx'));
const withFlow = new Set<Channel>(['chat', 'phone', 'portal', 'kiosk', 'sms']);

export default function EntryPoints() {
  const t = useText('admin');
  const points = useApi(listEntryPoints, { query: {} }, { select: rowsOf });
  const queues = useApi(listQueues);
  const services = useServices();
  const writes = useMay('admin.routing');
  const [channel, setChannel] = useState('');
  return (
    <RecordSection<EntryPoint>
      id="entry-points"
      newLabel={t('points.new')}
      tools={
        <Filter
          label={t('channelTitle')}
          all={t('points.allChannels')}
          value={channel}
          onChange={setChannel}
          options={channels.map((value) => ({ value, label: t(`channel.${value}`) }))}
        />
      }
      writes={writes}
      query={{ ...points, data: points.data?.filter((one) => channel === '' || one.channel === channel) }}
      all={points.data}
      empty={t('points.empty')}
      wide
      columns={[
        {
          id: 'name',
          head: t('name'),
          cell: (one) => (
            <span className="row">
              <ChannelIcon channel={one.channel} size={15} />
              {one.name}
            </span>
          ),
        },
        {
          id: 'address',
          head: t('points.address'),
          cell: (one) => <span className="t2">{one.address}</span>,
        },
        { id: 'service', head: t('service'), minor: true, cell: (one) => labelOf(services, one.serviceId) },
        {
          id: 'queue',
          head: t('queues.one'),
          cell: (one) => queues.data?.items.find(({ id }) => id === one.queueId)?.name ?? '—',
        },
        {
          id: 'open',
          head: t('points.page'),
          cell: (one) =>
            one.url === null ? (
              <span className="t3">—</span>
            ) : (
              <a
                href={one.url}
                target="_blank"
                rel="noopener noreferrer"
                className="row"
                onClick={(event) => event.stopPropagation()}
              >
                {t('points.try')}
                <IconExternalLink size={13} aria-hidden />
                <span className="sr">: {one.name}</span>
              </a>
            ),
        },
        { id: 'active', head: t('state'), cell: (one) => <ActiveMark active={one.active} /> },
      ]}
      editor={(opened) => <PointEditor opened={opened} others={points.data ?? []} />}
    />
  );
}

function PointEditor({ opened, others }: { opened: Opened<EntryPoint>; others: EntryPoint[] }) {
  const { row } = opened;
  const t = useText('admin');
  const services = useServices();
  const queues = useApi(listQueues);
  const queueChoices = (queues.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const editor = useEditor({
    channel: row?.channel ?? ('email' as Channel),
    address: row?.address ?? '',
    name: row?.name ?? '',
    serviceId: row?.serviceId ?? services[0]?.value ?? '',
    queueId: row?.queueId ?? queueChoices[0]?.value ?? '',
    language: row?.language ?? 'it',
    active: row?.active ?? true,
    ...read(row?.settings ?? {}),
  });
  const { channel } = editor.values;
  const page = channel === 'form' || channel === 'chat';
  const named = page || channel === 'portal' || channel === 'kiosk';
  return (
    <RecordEditor
      opened={opened}
      title={row?.name}
      lead={
        row?.url != null && (
          <a href={row.url} target="_blank" rel="noopener noreferrer" className="row">
            {t('points.tryPage')}
            <IconExternalLink size={13} aria-hidden />
          </a>
        )
      }
      editor={editor}
      create={createEntryPoint}
      update={updateEntryPoint}
      version={row?.version}
      refreshes={[listEntryPoints]}
      body={({ address, name, serviceId, queueId, language, active, ...settings }) => ({
        channel,
        address,
        name,
        serviceId,
        queueId,
        language,
        active,
        settings: written(channel, row?.settings ?? {}, settings),
      })}
    >
      <div className="form-row">
        <SelectField
          label={t('channelTitle')}
          options={(channels.includes(channel) ? channels : [channel, ...channels]).map((value) => ({
            value,
            label: t(`channel.${value}`),
          }))}
          {...editor.text('channel')}
          disabled={row !== null}
        />
        <TextField
          label={t(
            channel === 'email' || channel === 'pec'
              ? 'points.mail'
              : channel === 'phone' || channel === 'sms'
                ? 'points.phoneNumber'
                : 'points.address',
          )}
          help={named ? t('points.addressHelp') : undefined}
          {...editor.text('address')}
        />
      </div>
      <TextField label={t('name')} help={t('points.nameHelp')} {...editor.text('name')} />
      <div className="form-row">
        <SelectField label={t('service')} options={services} {...editor.text('serviceId')} />
        <SelectField label={t('queues.one')} options={queueChoices} {...editor.text('queueId')} />
        <SelectField
          label={t('language')}
          options={languages.map((value) => ({ value, label: formats.languageName(value) }))}
          {...editor.text('language')}
        />
      </div>
      <CheckField label={t('active')} {...editor.check('active')} />
      {(channel === 'email' || channel === 'pec') && <MailSettings editor={editor} />}
      {page && <PageSettings editor={editor} channel={channel} forms={others} />}
      {withFlow.has(channel) && (
        <Suspense fallback={null}>
          <PointFlow editor={editor} channel={channel} url={row?.url ?? null} />
        </Suspense>
      )}
      {channel === 'sms' && row !== null && (
        <Suspense fallback={null}>
          <SmsProvider id={row.id} />
        </Suspense>
      )}
      {channel === 'phone' && <PhoneSettings editor={editor} />}
      {page && row !== null && <Embed row={row} />}
    </RecordEditor>
  );
}

type PointForm = Controls<keyof Settings> & { wrong: readonly string[] };

function MailSettings({ editor }: { editor: PointForm }) {
  const t = useText('admin');
  return (
    <Part title={t('points.mailSettings')}>
      <TextField
        label={t('points.senderName')}
        help={t('points.senderNameHelp')}
        optional
        {...editor.text('senderName')}
        error={editor.error('settings.senderName')}
      />
      <AreaField
        label={t('points.signatureIt')}
        help={t('points.signatureHelp')}
        optional
        {...editor.text('signatureIt')}
        error={editor.error('settings.signature')}
      />
      <AreaField label={t('points.signatureEn')} optional {...editor.text('signatureEn')} />
      <AreaField
        label={t('points.autoReplyIt')}
        help={t('points.autoReplyHelp')}
        optional
        {...editor.text('autoReplyIt')}
        error={editor.error('settings.autoReply')}
      />
      <AreaField label={t('points.autoReplyEn')} optional {...editor.text('autoReplyEn')} />
    </Part>
  );
}

/** A number that is also called from the browser. */
function PhoneSettings({ editor }: { editor: PointForm }) {
  const t = useText('admin');
  const calendars = useApi(listCalendars);
  return (
    <Part title={t('points.phoneSettings')}>
      <CheckField label={t('points.web')} help={t('points.webHelp')} {...editor.check('web')} />
      <SelectField
        label={t('sections.hours')}
        options={[
          { value: '', label: t('points.queueHours') },
          ...(calendars.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
        ]}
        {...editor.text('calendarId')}
        error={editor.error('settings.calendarId')}
      />
    </Part>
  );
}

/** The type of case that what is sent opens, of those that citizens may open. */
function OpensField({ editor }: { editor: PointForm }) {
  const t = useText('admin');
  const types = useApi(listCaseTypes);
  const chosen = editor.text('opens').value;
  const open = (types.data?.items ?? []).filter(({ active, definition }) => active && definition.portal);
  return (
    <SelectField
      label={t('points.opens')}
      help={t('points.opensHelp')}
      options={[
        { value: '', label: t('points.opensNothing') },
        ...open.map(({ definition }) => ({ value: definition.code, label: nameIn(definition.name) })),
        // One that was closed to citizens since stays visible until somebody chooses another.
        ...(chosen === '' || open.some(({ definition }) => definition.code === chosen)
          ? []
          : [{ value: chosen, label: chosen }]),
      ]}
      {...editor.text('opens')}
      error={editor.error('settings.opens')}
    />
  );
}

function PageSettings({
  editor,
  channel,
  forms,
}: {
  editor: PointForm;
  channel: Channel;
  forms: EntryPoint[];
}) {
  const t = useText('admin');
  const calendars = useApi(listCalendars);
  return (
    <Part title={t('points.pageSettings')}>
      {channel === 'chat' && (
        <>
          <AreaField
            label={t('points.greetingIt')}
            rows={2}
            optional
            {...editor.text('greetingIt')}
            error={editor.error('settings.greeting')}
          />
          <AreaField label={t('points.greetingEn')} rows={2} optional {...editor.text('greetingEn')} />
        </>
      )}
      <div className="form-row">
        <SelectField
          label={t('sections.hours')}
          options={[
            { value: '', label: t('points.queueHours') },
            ...(calendars.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
          ]}
          {...editor.text('calendarId')}
          error={editor.error('settings.calendarId')}
        />
        {channel === 'chat' && (
          <SelectField
            label={t('points.offlineForm')}
            options={[
              { value: '', label: t('none') },
              ...forms
                // Inside a chat a message is left; a case is opened on a page of its own.
                .filter((one) => one.channel === 'form' && typeof one.settings['opens'] !== 'string')
                .map(({ id, name }) => ({ value: id, label: name })),
            ]}
            {...editor.text('offlineForm')}
            error={editor.error('settings.offlineForm')}
          />
        )}
      </div>
      {channel === 'form' && <OpensField editor={editor} />}
      <AreaField
        label={t('points.origins')}
        help={t('points.originsHelp')}
        rows={2}
        optional
        placeholder="https://www.example.org"
        {...editor.text('origins')}
        error={editor.error(
          editor.wrong.find((field) => field.startsWith('settings.origins')) ?? 'settings.origins',
        )}
      />
      <TextField
        label={t('points.privacyUrl')}
        type="url"
        optional
        {...editor.text('privacyUrl')}
        error={editor.error('settings.privacyUrl')}
      />
      <div className="form-row">
        <TextField
          label={t('points.maxFiles')}
          optional
          {...editor.number('maxFiles')}
          error={editor.error('settings.maxFiles')}
        />
        <TextField
          label={t('points.maxMegabytes')}
          optional
          {...editor.number('maxMegabytes')}
          error={editor.error('settings.maxFileBytes')}
        />
      </div>
    </Part>
  );
}

/** What the webmaster pastes. */
function Embed({ row }: { row: EntryPoint }) {
  const t = useText('admin');
  const base = row.url === null ? location.origin : new URL(row.url).origin;
  const file = row.channel === 'chat' ? 'widget.js' : 'form.js';
  return (
    <Part
      title={t('points.embed')}
      help={t(row.channel === 'chat' ? 'points.embedChat' : 'points.embedForm')}
    >
      <Snippet
        label={t('points.tag')}
        text={`<script src="${base}/${file}" data-entry-point="${row.id}" data-lang="${row.language}" async></script>`.replace(
          row.channel === 'chat' ? '\n' : ' async',
          '',
        )}
      />
      {row.url !== null && <Snippet label={t('points.link')} text={row.url} />}
    </Part>
  );
}
