import { listServices } from '#contract/access.ts';
import { listQueues } from '#contract/routing.ts';
import {
  getPrompt,
  getSpeech,
  listPrompts,
  speechLanguages,
  type Prompt,
  type SpeechLanguage,
} from '#contract/speech.ts';
import { Link } from '@tanstack/react-router';
import { Chip, EmptyState, formats, useApi, useText, type Tone } from '#web/kit/index.ts';
import { Filter, RecordList, SearchField, useFilters } from '#web/kit/records.tsx';
import { useMay } from '../app/session.ts';
import { soundOf } from '../speech/player.ts';
import { PlayButton } from '../speech/sound.tsx';
import { SectionPage } from './common.tsx';
import { PromptPane, type At } from './prompt-pane.tsx';

const tones: Record<Prompt['from'], Tone> = {
  queue: 'accent',
  service: 'accent',
  organisation: 'accent',
  shipped: 'mute',
  none: 'warn',
};
const groups = ['messages', 'values', 'numbers', 'letters'] as const;

/** The words as they are compared: without accents and case. */
const plain = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

function placeOf(value: string | undefined): At {
  const [kind, id] = (value ?? '').split(':');
  return kind === 'service' ? { service: id! } : kind === 'queue' ? { queue: id! } : {};
}

export default function Prompts() {
  const t = useText('speech');
  const [filters, setFilters] = useFilters<'language' | 'place' | 'own' | 'group' | 'q' | 'prompt'>();
  const language = (speechLanguages as readonly string[]).includes(filters.language ?? '')
    ? (filters.language as SpeechLanguage)
    : 'it';
  const at = placeOf(filters.place);
  const query = useApi(listPrompts, { query: { language, ...at } }, { keepPrevious: true });
  const speech = useApi(getSpeech);
  const services = useApi(listServices);
  const queues = useApi(listQueues);
  const writes = useMay('admin.routing');
  const group = filters.group ?? 'messages';
  const wanted = plain(filters.q ?? '');
  const shown = query.data?.items.filter(
    (one) =>
      (wanted === '' ? one.group === group : plain(`${one.text} ${one.key}`).includes(wanted)) &&
      (filters.own !== 'own' || one.own !== null) &&
      (filters.own !== 'other' || one.own === null),
  );
  const open = query.data?.items.find(({ key }) => key === filters.prompt);
  const load = (one: Prompt) => () =>
    soundOf(getPrompt, { params: { key: one.key, language }, query: { ...at, format: 'wav' } });
  return (
    <SectionPage
      id="prompts"
      lead={t('prompts.lead')}
      tools={
        <>
          <select
            className="input filter"
            aria-label={t('language')}
            value={language}
            onChange={(event) => setFilters({ language: event.target.value })}
          >
            {speechLanguages.map((one) => (
              <option key={one} value={one}>
                {formats.languageName(one)}
              </option>
            ))}
          </select>
          <select
            className={`input filter ${filters.place === undefined ? '' : 'on'}`}
            aria-label={t('prompts.place')}
            value={filters.place ?? ''}
            onChange={(event) => setFilters({ place: event.target.value })}
          >
            <option value="">{t('prompts.organisation')}</option>
            <optgroup label={t('prompts.services')}>
              {(services.data?.items ?? []).map(({ id, name }) => (
                <option key={id} value={`service:${id}`}>
                  {name}
                </option>
              ))}
            </optgroup>
            <optgroup label={t('prompts.queues')}>
              {(queues.data?.items ?? []).map(({ id, name }) => (
                <option key={id} value={`queue:${id}`}>
                  {name}
                </option>
              ))}
            </optgroup>
          </select>
          <select
            className="input filter"
            aria-label={t('prompts.group')}
            value={group}
            disabled={wanted !== ''}
            onChange={(event) => setFilters({ group: event.target.value })}
          >
            {groups.map((one) => (
              <option key={one} value={one}>
                {t(`prompts.groups.${one}`)}
              </option>
            ))}
          </select>
          <Filter
            label={t('prompts.sound')}
            all={t('prompts.anySound')}
            value={filters.own}
            options={[
              { value: 'own', label: t('prompts.withOwn') },
              { value: 'other', label: t('prompts.withoutOwn') },
            ]}
            onChange={(own) => setFilters({ own })}
          />
          <SearchField
            label={t('prompts.search')}
            value={filters.q ?? ''}
            onSearch={(q) => setFilters({ q })}
          />
        </>
      }
    >
      <RecordList<Prompt>
        label={t('prompts.title')}
        query={{ ...query, data: shown }}
        rowKey={({ key }) => key}
        openKey={open?.key}
        onOpen={({ key }) => setFilters({ prompt: key })}
        empty={<EmptyState>{t('prompts.empty')}</EmptyState>}
        before={
          speech.data?.speaks === false && (
            <p className="notice info prompt-notice">
              <span>
                {t('prompts.noVoice')} <Link to="/admin/speech">{t('prompts.toVoices')}</Link>
              </span>
            </p>
          )
        }
        columns={[
          {
            id: 'text',
            head: t('prompts.text'),
            cell: (one) => (
              <span className="prompt-text" lang={language} dir="auto">
                {one.text}
              </span>
            ),
          },
          {
            id: 'play',
            head: <span className="sr">{t('prompts.listen')}</span>,
            width: 44,
            cell: (one) => (
              <PlayButton
                name={`${language}/${one.key}/${filters.place ?? ''}`}
                label={t('prompts.listenTo', { text: one.text })}
                disabled={one.from === 'none'}
                load={load(one)}
              />
            ),
          },
          {
            id: 'seconds',
            head: t('prompts.length'),
            end: true,
            cell: (one) =>
              one.seconds === null
                ? '—'
                : t('prompts.seconds', { n: formats.number(Math.round(one.seconds * 10) / 10) }),
          },
          {
            id: 'from',
            head: t('prompts.sound'),
            cell: (one) => <Chip tone={tones[one.from]}>{t(`prompts.from.${one.from}`)}</Chip>,
          },
          {
            id: 'key',
            head: t('prompts.key'),
            minor: true,
            cell: (one) => <span className="mono t2">{one.key}</span>,
          },
        ]}
        pane={
          open !== undefined && (
            <PromptPane
              key={`${language}/${open.key}/${filters.place ?? ''}`}
              prompt={open}
              at={at}
              writes={writes}
              load={load(open)}
              onClose={() => setFilters({ prompt: '' })}
            />
          )
        }
      />
    </SectionPage>
  );
}
