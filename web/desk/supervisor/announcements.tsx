import { useState } from 'react';
import {
  changeAnnouncement,
  createAnnouncement,
  endAnnouncement,
  listAnnouncements,
  type Announcement,
} from '#contract/announcements.ts';
import { listQueues } from '#contract/routing.ts';
import {
  AreaField,
  Button,
  callPatiently,
  CheckField,
  Chip,
  Dialog,
  formats,
  FormMessage,
  Loaded,
  Panel,
  SelectField,
  TextField,
  useApi,
  useForm,
  useNow,
  useText,
} from '#web/kit/index.ts';
import { CheckList, refresh } from '#web/kit/records.tsx';
import { mayAt } from '../app/places.ts';
import { useMay, useMe } from '../app/session.ts';
import { isWhy, rememberWhy, WhyDialog, WhyField } from '../steering/why.tsx';

/** What callers are told at this moment, whom it has answered, and the way to say something new. */
export function Announcements() {
  const t = useText('supervisor');
  const supervises = useMay('routing.supervise');
  const query = useApi(listAnnouncements, undefined, { refetchInterval: 15_000 });
  const now = useNow(10_000);
  const [open, setOpen] = useState<Announcement | 'new' | null>(null);
  const [ending, setEnding] = useState<Announcement | null>(null);
  return (
    <Panel
      title={t('announcements.title')}
      actions={
        supervises && (
          <Button small onClick={() => setOpen('new')}>
            {t('announcements.new')}
          </Button>
        )
      }
      flush
    >
      <Loaded query={query} rows={2}>
        {({ items }) => {
          const shown = items.filter(({ state }) => state !== 'over');
          return shown.length === 0 ? (
            <p className="t2 s12 none-told">{t('announcements.none')}</p>
          ) : (
            <ul className="loans">
              {shown.map((one) => (
                <li key={one.id}>
                  <div className="row">
                    <b className="grow">{one.title}</b>
                    <Chip tone={one.state === 'running' ? 'warn' : 'mute'}>
                      {t(`announcements.state.${one.state}`)}
                    </Chip>
                    {supervises && (
                      <>
                        <Button small look="ghost" onClick={() => setOpen(one)}>
                          {t('announcements.change')}
                          <span className="sr">: {one.title}</span>
                        </Button>
                        <Button small look="ghost" onClick={() => setEnding(one)}>
                          {t('announcements.end')}
                          <span className="sr">: {one.title}</span>
                        </Button>
                      </>
                    )}
                  </div>
                  <p>{one.texts['it']}</p>
                  <p className="t2 s12 num">
                    {t('announcements.counts', {
                      heard: formats.number(one.heard),
                      answered: formats.number(one.answered),
                    })}
                    {one.untilAt !== null &&
                      ` · ${t('announcements.until', { time: formats.brief(one.untilAt, now) })}`}
                    {one.areas.length > 0 && ` · ${one.areas.join(', ')}`}
                  </p>
                </li>
              ))}
            </ul>
          );
        }}
      </Loaded>
      {open !== null && (
        <AnnouncementDialog one={open === 'new' ? null : open} onClose={() => setOpen(null)} />
      )}
      {ending !== null && (
        <WhyDialog
          title={t('announcements.endTitle', { title: ending.title })}
          confirm={t('announcements.end')}
          onClose={() => setEnding(null)}
          run={async (why) => {
            await callPatiently(endAnnouncement, { params: { id: ending.id }, body: { why } });
            await refresh(listAnnouncements);
          }}
        >
          <p>{t('announcements.endText')}</p>
        </WhyDialog>
      )}
    </Panel>
  );
}

const inHours = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString();

function AnnouncementDialog({ one, onClose }: { one: Announcement | null; onClose: () => void }) {
  const t = useText('supervisor');
  const kit = useText('kit');
  const me = useMe();
  const queues = (useApi(listQueues).data?.items ?? []).filter(
    (queue) => queue.active && mayAt(me, 'routing.supervise', queue),
  );
  const form = useForm({
    title: one?.title ?? '',
    it: one?.texts['it'] ?? '',
    en: one?.texts['en'] ?? '',
    areas: one?.areas.join(', ') ?? '',
    hours: '',
    queues: one?.queues ?? [],
    endsCall: one?.endsCall ?? true,
    why: '',
  });
  const { values } = form;
  // One announcement belongs to one service: that of the first queue that is chosen.
  const service =
    queues.find(({ id }) => values.queues.includes(id))?.serviceId ?? one?.serviceId ?? queues[0]?.serviceId;
  const ofService = queues.filter((queue) => values.queues.length === 0 || queue.serviceId === service);
  const submit = form.submit(async ({ title, it, en, areas, hours, endsCall, why }) => {
    const { it: _it, en: _en, ...others } = one?.texts ?? {};
    const body = {
      title: title.trim(),
      texts: {
        ...others,
        ...(it.trim() === '' ? {} : { it: it.trim() }),
        ...(en.trim() === '' ? {} : { en: en.trim() }),
      },
      serviceId: service ?? '',
      queues: values.queues,
      entryPoints: one?.entryPoints ?? [],
      areas: areas
        .split(',')
        .map((area) => area.trim())
        .filter((area) => area !== ''),
      endsCall,
      untilAt: hours === '' ? (one?.untilAt ?? null) : inHours(Number(hours)),
      why: why.trim(),
    };
    if (one === null) await callPatiently(createAnnouncement, { body });
    else await callPatiently(changeAnnouncement, { params: { id: one.id }, body });
    rememberWhy(why.trim());
    await refresh(listAnnouncements);
    onClose();
  });
  return (
    <Dialog
      title={t(one === null ? 'announcements.newTitle' : 'announcements.changeTitle')}
      onClose={onClose}
      size={600}
    >
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>{form.message}</FormMessage>
        <TextField
          label={t('announcements.name')}
          required
          data-autofocus
          maxLength={120}
          {...form.text('title')}
        />
        <AreaField
          label={t('announcements.it')}
          help={t('announcements.textHelp')}
          rows={3}
          maxLength={600}
          required
          {...form.text('it')}
          error={form.error('texts.it')}
        />
        <AreaField
          label={t('announcements.en')}
          optional
          rows={2}
          maxLength={600}
          {...form.text('en')}
          error={form.error('texts.en')}
        />
        <CheckList
          legend={t('announcements.queues')}
          options={ofService.map(({ id, name }) => ({ value: id, label: name }))}
          value={values.queues}
          error={form.error('queues')}
          onChange={(chosen: string[]) => form.set('queues', chosen)}
        />
        <TextField
          label={t('announcements.areas')}
          help={t('announcements.areasHelp')}
          optional
          {...form.text('areas')}
        />
        <SelectField
          label={t('announcements.forHours')}
          options={['', '1', '2', '4', '8', '24'].map((hours) => ({
            value: hours,
            label:
              hours === ''
                ? t(one?.untilAt == null ? 'announcements.untilEnded' : 'announcements.asBefore')
                : t('announcements.hours', { count: Number(hours) }),
          }))}
          value={values.hours}
          error={form.error('untilAt')}
          onChange={(event) => form.set('hours', event.target.value)}
        />
        <CheckField
          label={t('announcements.endsCall')}
          help={t('announcements.endsCallHelp')}
          checked={values.endsCall}
          onChange={(event) => form.set('endsCall', event.target.checked)}
        />
        <WhyField {...form.text('why')} />
        <div className="form-actions">
          <Button onClick={onClose}>{kit('cancel')}</Button>
          <Button
            type="submit"
            look="solid"
            busy={form.busy} // Who it is told to is chosen, never guessed.
            disabled={!isWhy(values.why) || (one === null && values.queues.length === 0)}
          >
            {t('announcements.say')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
