import { useState } from 'react';
import {
  changeAnnouncement,
  createAnnouncement,
  listAnnouncements,
  type Announcement,
} from '#contract/announcements.ts';
import { listServices } from '#contract/access.ts';
import { listEntryPoints } from '#contract/entry-points.ts';
import { listQueues } from '#contract/routing.ts';
import { speechLanguages } from '#contract/speech.ts';
import {
  AreaField,
  Button,
  callPatiently,
  ChannelIcon,
  CheckField,
  Dialog,
  formats,
  FormMessage,
  SelectField,
  TextField,
  useApi,
  useForm,
  useText,
} from '#web/kit/index.ts';
import { CheckList, refresh } from '#web/kit/records.tsx';
import { mayAt } from '../app/places.ts';
import { useMe } from '../app/session.ts';
import { isWhy, rememberWhy, WhyField } from '../steering/why.tsx';

type Language = (typeof speechLanguages)[number];
const audiences = ['service', 'queues', 'points'] as const;
type Audience = (typeof audiences)[number];
/** Where something is heard, or stands in writing before a flow. */
const channels: ReadonlySet<string> = new Set(['phone', 'chat', 'portal', 'kiosk', 'sms']);

/** A moment as the browser's field for it takes it. */
const fieldOf = (instant: string | null): string => {
  if (instant === null) return '';
  const at = new Date(instant);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
};
const instantOf = (field: string): string | null => {
  const at = new Date(field);
  return field === '' || Number.isNaN(at.getTime()) ? null : at.toISOString();
};
const inHours = (from: string, hours: number): string =>
  new Date((from === '' ? Date.now() : new Date(from).getTime()) + hours * 3_600_000).toISOString();
const audienceOf = (one: Announcement | null): Audience | '' =>
  one === null ? '' : one.queues.length > 0 ? 'queues' : one.entryPoints.length > 0 ? 'points' : 'service';

/** Something new to be told, or what is told changed: in which words, to whom, from when and until when. */
export function AnnouncementDialog({ one, onClose }: { one: Announcement | null; onClose: () => void }) {
  const t = useText('supervisor');
  const kit = useText('kit');
  const me = useMe();
  const queues = (useApi(listQueues).data?.items ?? []).filter(
    (queue) => queue.active && mayAt(me, 'routing.supervise', queue),
  );
  const named = useApi(listServices).data?.items ?? [];
  const points = useApi(listEntryPoints, { query: {} }).data?.items ?? [];
  const services = [...new Set(queues.map(({ serviceId }) => serviceId))];
  const form = useForm({
    title: one?.title ?? '',
    texts: Object.fromEntries(speechLanguages.map((code) => [code, one?.texts[code] ?? ''])) as Record<
      Language,
      string
    >,
    serviceId: one?.serviceId ?? '',
    queues: one?.queues ?? [],
    entryPoints: one?.entryPoints ?? [],
    areas: one?.areas.join(', ') ?? '',
    from: one?.state === 'planned' ? fieldOf(one.fromAt) : '',
    hours: one?.untilAt == null ? '' : 'at',
    until: fieldOf(one?.untilAt ?? null),
    endsCall: one?.endsCall ?? true,
    why: '',
  });
  const { values } = form;
  const [shown, setShown] = useState<Language>('it');
  // Who it is told to is chosen, never guessed.
  const [audience, setAudience] = useState<Audience | ''>(audienceOf(one));
  const service = values.serviceId || (services[0] ?? '');
  const missing = speechLanguages.filter((code) => values.texts[code].trim() === '');
  const chosen =
    audience === 'service' ||
    (audience === 'queues' && values.queues.length > 0) ||
    (audience === 'points' && values.entryPoints.length > 0);
  const submit = form.submit(async ({ title, texts, areas, from, hours, until, endsCall, why }) => {
    const written = Object.entries(texts).flatMap(([code, text]) =>
      text.trim() === '' ? [] : [[code, text.trim()]],
    );
    // What was written in a language that is not offered here stays as it is.
    const others = Object.entries(one?.texts ?? {}).filter(([code]) => !Object.hasOwn(texts, code));
    const body = {
      title: title.trim(),
      texts: Object.fromEntries([...others, ...written]) as Record<string, string>,
      serviceId: service,
      queues: audience === 'queues' ? values.queues : [],
      // Numbers that were bound to queues through the API stay bound.
      entryPoints:
        audience === 'points'
          ? values.entryPoints
          : audience === 'queues' && one !== null && one.queues.length > 0
            ? one.entryPoints
            : [],
      areas: areas
        .split(',')
        .map((area) => area.trim())
        .filter((area) => area !== ''),
      endsCall,
      // One that was planned and has no beginning any more is told at once.
      fromAt: from === '' && one?.state === 'planned' ? new Date().toISOString() : instantOf(from),
      untilAt: hours === '' ? null : hours === 'at' ? instantOf(until) : inHours(from, Number(hours)),
      why: why.trim(),
    };
    if (one === null) await callPatiently(createAnnouncement, { body });
    else await callPatiently(changeAnnouncement, { params: { id: one.id }, body });
    rememberWhy(why.trim());
    await refresh(listAnnouncements);
    onClose();
  });
  const serviceName = (id: string): string => named.find((each) => each.id === id)?.name ?? '';
  const textError = speechLanguages.find((code) => form.error(`texts.${code}`) !== undefined);
  return (
    <Dialog
      title={t(one === null ? 'announcements.newTitle' : 'announcements.changeTitle')}
      onClose={onClose}
      size={640}
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
        <fieldset className="lend-part">
          <legend className="field-label">{t('announcements.words')}</legend>
          <div className="quick">
            {speechLanguages.map((code) => (
              <label key={code} className="quick-choice">
                <input
                  type="radio"
                  name="announcement-language"
                  className="sr"
                  checked={shown === code}
                  onChange={() => setShown(code)}
                />
                <span lang={code === 'it' || code === 'en' ? undefined : code}>
                  {formats.languageName(code)}
                  {missing.includes(code) && <small className="t3"> {t('announcements.unwritten')}</small>}
                </span>
              </label>
            ))}
          </div>
          <AreaField
            key={shown}
            label={t('announcements.in', { language: formats.languageName(shown) })}
            help={t('announcements.textHelp')}
            rows={3}
            maxLength={600}
            required={shown === 'it'}
            lang={shown}
            dir="auto"
            value={values.texts[shown]}
            onChange={(event) => form.set('texts', { ...values.texts, [shown]: event.target.value })}
            error={
              form.error(`texts.${shown}`) ??
              (textError === undefined ? undefined : form.error(`texts.${textError}`))
            }
          />
          <p className="help" role="status">
            {missing.length === 0
              ? t('announcements.allWritten')
              : t('announcements.missing', {
                  languages: missing.map(formats.languageName).join(', '),
                })}
          </p>
        </fieldset>
        <fieldset className="lend-part">
          <legend className="field-label">{t('announcements.toWhom')}</legend>
          <div className="quick">
            {audiences.map((each) => (
              <label key={each} className="quick-choice">
                <input
                  type="radio"
                  name="announcement-audience"
                  className="sr"
                  checked={audience === each}
                  onChange={() => setAudience(each)}
                />
                <span>{t(`announcements.audience.${each}`)}</span>
              </label>
            ))}
          </div>
          {audience !== '' && <p className="help">{t(`announcements.audienceHelp.${audience}`)}</p>}
        </fieldset>
        {services.length > 1 && (
          <SelectField
            label={t('announcements.service')}
            options={services.map((id) => ({ value: id, label: serviceName(id) }))}
            value={service}
            error={form.error('serviceId')}
            onChange={(event) => {
              form.set('serviceId', event.target.value);
              form.set('queues', []);
              form.set('entryPoints', []);
            }}
          />
        )}
        {audience === 'queues' && (
          <CheckList
            legend={t('announcements.queues')}
            options={queues
              .filter(({ serviceId }) => serviceId === service)
              .map(({ id, name }) => ({ value: id, label: name }))}
            value={values.queues}
            error={form.error('queues')}
            onChange={(next: string[]) => form.set('queues', next)}
          />
        )}
        {audience === 'points' && (
          <CheckList
            legend={t('announcements.points')}
            options={points
              .filter((point) => point.active && point.serviceId === service && channels.has(point.channel))
              .map((point) => ({
                value: point.id,
                label: (
                  <>
                    <ChannelIcon channel={point.channel} size={14} /> {point.name}
                  </>
                ),
              }))}
            value={values.entryPoints}
            error={form.error('entryPoints') ?? form.error('queues')}
            onChange={(next: string[]) => form.set('entryPoints', next)}
          />
        )}
        {audience === 'service' && form.error('queues') !== undefined && (
          <p className="error">{form.error('queues')}</p>
        )}
        <TextField
          label={t('announcements.areas')}
          help={t('announcements.areasHelp')}
          optional
          {...form.text('areas')}
        />
        <div className="announcement-times">
          <TextField
            label={t('announcements.fromAt')}
            help={t(
              one === null || one.state === 'planned' ? 'announcements.fromHelp' : 'announcements.fromKept',
            )}
            optional
            type="datetime-local"
            {...form.text('from')}
            error={form.error('fromAt')}
          />
          <SelectField
            label={t('announcements.forHours')}
            options={['', '1', '2', '4', '8', '24', 'at'].map((hours) => ({
              value: hours,
              label:
                hours === ''
                  ? t('announcements.untilEnded')
                  : hours === 'at'
                    ? t('announcements.untilAt')
                    : t('announcements.hours', { count: Number(hours) }),
            }))}
            value={values.hours}
            error={values.hours === 'at' ? undefined : form.error('untilAt')}
            onChange={(event) => form.set('hours', event.target.value)}
          />
          {values.hours === 'at' && (
            <TextField
              label={t('announcements.at')}
              type="datetime-local"
              required
              {...form.text('until')}
              error={form.error('untilAt')}
            />
          )}
        </div>
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
            busy={form.busy}
            disabled={!isWhy(values.why) || !chosen || (values.hours === 'at' && values.until === '')}
          >
            {t(values.from === '' ? 'announcements.say' : 'announcements.plan')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
