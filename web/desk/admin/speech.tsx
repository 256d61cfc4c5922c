import { IconAlertTriangle, IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useState } from 'react';
import { getSpeech, orderProviders, setSpeechCache, type Provider } from '#contract/speech.ts';
import {
  Button,
  callPatiently,
  Chip,
  Facts,
  formats,
  IconButton,
  Loaded,
  Panel,
  TextField,
  toast,
  toastProblem,
  useApi,
  useText,
  type Tone,
} from '#web/kit/index.ts';
import { refresh, useEditor } from '#web/kit/records.tsx';
import type { Output } from '#contract/route.ts';
import { useMay } from '../app/session.ts';
import { SectionPage } from './common.tsx';
import { ProviderDialog } from './speech-provider.tsx';
import { TryProvider } from './speech-try.tsx';
import '../speech/speech.css';

type Status = Output<typeof getSpeech>;
type Purpose = Provider['purpose'];
const tones: Record<Provider['state'], Tone> = {
  ok: 'ok',
  new: 'mute',
  failing: 'crit',
  missing: 'line',
  off: 'line',
};

export default function Speech() {
  const t = useText('speech');
  const status = useApi(getSpeech, undefined, { refetchInterval: 30_000 });
  const writes = useMay('admin.routing');
  const [open, setOpen] = useState<{ row: Provider | null; purpose: Purpose } | null>(null);
  return (
    <SectionPage id="speech" lead={t('voices.lead')}>
      <div className="speech-page">
        <Loaded query={status} rows={4} height={56}>
          {(found) => (
            <>
              <Providers
                status={found}
                purpose="speak"
                writes={writes}
                onOpen={(row) => setOpen({ row, purpose: 'speak' })}
              />
              <Providers
                status={found}
                purpose="transcribe"
                writes={writes}
                onOpen={(row) => setOpen({ row, purpose: 'transcribe' })}
              />
              <Cache status={found} writes={writes} />
            </>
          )}
        </Loaded>
      </div>
      {open !== null && <ProviderDialog {...open} onClose={() => setOpen(null)} />}
    </SectionPage>
  );
}

function Providers({
  status,
  purpose,
  writes,
  onOpen,
}: {
  status: Status;
  purpose: Purpose;
  writes: boolean;
  onOpen: (row: Provider | null) => void;
}) {
  const t = useText('speech');
  const [busy, setBusy] = useState(false);
  const rows = status.providers.filter((one) => one.purpose === purpose);
  const works = purpose === 'speak' ? status.speaks : status.transcribes;
  async function order(next: string[], espeak?: boolean) {
    setBusy(true);
    try {
      const others = status.providers.filter((one) => one.purpose !== purpose).map(({ id }) => id);
      await callPatiently(orderProviders, {
        body: { order: [...next, ...others], ...(espeak === undefined ? {} : { espeak }) },
      });
      await refresh(getSpeech);
    } catch (error) {
      toastProblem(error);
    } finally {
      setBusy(false);
    }
  }
  const ids = rows.map(({ id }) => id);
  const move = (at: number, step: number) => {
    const next = [...ids];
    [next[at], next[at + step]] = [next[at + step]!, next[at]!];
    void order(next);
  };
  return (
    <Panel
      flush
      title={t(`voices.${purpose}`)}
      actions={
        writes && (
          <Button small onClick={() => onOpen(null)}>
            {t(`voices.add.${purpose}`)}
          </Button>
        )
      }
    >
      {!works && (
        <p className="notice warn speech-notice">
          <IconAlertTriangle size={15} aria-hidden />
          <span>{t(`voices.none.${purpose}`)}</span>
        </p>
      )}
      {rows.length > 0 && (
        <ol className="provider-list" aria-label={t(`voices.${purpose}`)}>
          {rows.map((one, index) => (
            <li key={one.id}>
              <span className="num place">{index + 1}</span>
              <span className="grow">
                <b>{one.name}</b> <Chip tone={tones[one.state]}>{t(`voices.state.${one.state}`)}</Chip>
                <span className="t2 s12 block">{describe(one, status, t)}</span>
              </span>
              <span className="row">
                {one.state !== 'missing' && <TryProvider row={one} disabled={!writes} />}
                {writes &&
                  (one.kind === 'espeak' ? (
                    <Button small disabled={busy} onClick={() => void order(ids, !one.active)}>
                      {t(one.active ? 'voices.switchOff' : 'voices.switchOn')}
                    </Button>
                  ) : (
                    <Button
                      small
                      onClick={() => onOpen(one)}
                      aria-label={t('voices.editOf', { name: one.name })}
                    >
                      {t('voices.edit')}
                    </Button>
                  ))}
              </span>
              {writes && rows.length > 1 && (
                <span className="row">
                  <IconButton
                    label={t('voices.earlier', { name: one.name })}
                    disabled={busy || index === 0}
                    onClick={() => move(index, -1)}
                  >
                    <IconArrowUp size={15} aria-hidden />
                  </IconButton>
                  <IconButton
                    label={t('voices.later', { name: one.name })}
                    disabled={busy || index === rows.length - 1}
                    onClick={() => move(index, 1)}
                  >
                    <IconArrowDown size={15} aria-hidden />
                  </IconButton>
                </span>
              )}
              {one.state === 'failing' && one.lastError !== null && (
                <p className="notice crit fault">
                  <IconAlertTriangle size={15} aria-hidden />
                  <span>
                    {t('voices.fault', {
                      at: one.lastErrorAt === null ? '' : formats.brief(one.lastErrorAt),
                      count: one.failures,
                      fault: one.lastError,
                    })}
                  </span>
                </p>
              )}
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}

function describe(one: Provider, status: Status, t: ReturnType<typeof useText>): string {
  const what =
    one.kind === 'espeak'
      ? status.espeak.found
        ? t('voices.espeak', { version: status.espeak.version ?? '?' })
        : t('voices.espeakMissing')
      : `${one.model} · ${new URL(one.baseUrl!).host}`;
  const spoken = Object.keys(one.voices).map((code) => formats.languageName(code));
  return [
    what,
    spoken.length > 0 ? spoken.join(', ') : null,
    one.lastOkAt === null
      ? null
      : t('voices.lastOk', {
          at: formats.brief(one.lastOkAt),
          ms: formats.number(one.lastMilliseconds ?? 0),
        }),
  ]
    .filter(Boolean)
    .join(' · ');
}

function Cache({ status: { cache }, writes }: { status: Status; writes: boolean }) {
  const t = useText('speech');
  const megabytes = Math.round(cache.limitBytes / 1_000_000);
  const editor = useEditor({ limit: megabytes as number | null }, { follows: true });
  const save = editor.submit(async ({ limit }) => {
    await callPatiently(setSpeechCache, { body: { limitMegabytes: limit ?? 0 } });
    await refresh(getSpeech);
    editor.settle();
    toast(t('cache.saved'));
  });
  return (
    <Panel title={t('cache.title')}>
      <p className="t2">{t('cache.lead')}</p>
      <Facts
        facts={[
          [t('cache.entries'), formats.number(cache.entries)],
          [
            t('cache.size'),
            t('cache.of', { size: formats.bytes(cache.bytes), limit: formats.bytes(cache.limitBytes) }),
          ],
        ]}
      />
      {writes && (
        <form className="row cache-form" noValidate onSubmit={(event) => void save(event)}>
          <TextField
            label={t('cache.limit')}
            min={1}
            {...editor.number('limit')}
            error={editor.error('limitMegabytes')}
          />
          <Button type="submit" busy={editor.busy} disabled={!editor.dirty}>
            {t('cache.save')}
          </Button>
        </form>
      )}
    </Panel>
  );
}
