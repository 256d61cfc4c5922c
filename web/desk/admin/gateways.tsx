import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { z } from 'zod';
import { listGateways, type gateway, type trunkHealth } from '#contract/voice.ts';
import { Chip, EmptyState, Facts, formats, useApi, useText, type Tone } from '#web/kit/index.ts';
import { Pane, PaneBody, Part, RecordList } from '#web/kit/records.tsx';
import { SectionPage, useRecord } from './common.tsx';

type Gateway = z.output<typeof gateway>;
type Trunk = z.output<typeof trunkHealth>;
const rowsOf = ({ items }: { items: Gateway[] }) => items;

/** How the lines of a gateway stand, in one word: the worst of what is known. */
function standingOf(trunk: Trunk): 'down' | 'troubled' | 'up' {
  if (trunk.state === 'down') return 'down';
  const troubled =
    trunk.lines.some(({ state }) => state === 'offline') ||
    (trunk.registrations ?? []).some(({ state }) => state !== 'registered');
  return troubled ? 'troubled' : 'up';
}
const toneOf = { down: 'crit', troubled: 'warn', up: 'ok' } as const satisfies Record<string, Tone>;

/** What carries calls, and how it stands. */
export default function Gateways() {
  const t = useText('admin');
  const query = useApi(listGateways, undefined, { select: rowsOf, refetchInterval: 5000 });
  const record = useRecord('gateways');
  const open = query.data?.find(({ name }) => name === record.id);
  return (
    <SectionPage id="gateways" lead={t('gateways.lead')}>
      <RecordList<Gateway>
        label={t('sections.gateways')}
        query={query}
        rowKey={({ name }) => name}
        openKey={record.id}
        onOpen={({ name }) => record.open(name)}
        empty={<EmptyState>{t('gateways.empty')}</EmptyState>}
        columns={[
          { id: 'name', head: t('name'), cell: (one) => <b className="ell">{one.name}</b> },
          { id: 'state', head: t('state'), cell: (one) => <Presence one={one} /> },
          {
            id: 'abilities',
            minor: true,
            head: t('gateways.abilities'),
            cell: (one) => <span className="t2">{abilitiesOf(one, t)}</span>,
          },
          {
            id: 'lines',
            head: t('gateways.lines'),
            cell: (one) => (one.trunk === null ? <span className="t3">—</span> : <Lines trunk={one.trunk} />),
          },
          {
            id: 'calls',
            head: t('gateways.calls'),
            end: true,
            cell: (one) => <span className="num">{formats.number(one.calls)}</span>,
          },
          {
            id: 'seen',
            head: t('gateways.seenAt'),
            end: true,
            cell: (one) => <span className="num">{formats.brief(one.seenAt)}</span>,
          },
        ]}
        pane={open !== undefined && <Details key={open.name} one={open} onClose={record.close} />}
      />
    </SectionPage>
  );
}

type Text = ReturnType<typeof useText>;
const abilities = ['web', 'dial', 'machine'] as const;
const abilitiesOf = (one: Gateway, t: Text): string =>
  abilities
    .filter((ability) => one.abilities[ability])
    .map((ability) => t(`gateways.ability.${ability}`))
    .join(', ') || '—';

function Presence({ one }: { one: Gateway }) {
  const t = useText('admin');
  return (
    <Chip tone={one.present ? 'ok' : 'line'}>{t(one.present ? 'gateways.present' : 'gateways.gone')}</Chip>
  );
}

function Lines({ trunk }: { trunk: Trunk }) {
  const t = useText('admin');
  const standing = standingOf(trunk);
  return (
    <Chip
      tone={toneOf[standing]}
      icon={standing === 'up' ? undefined : <IconAlertTriangle size={12} aria-hidden />}
    >
      {t(`gateways.standing.${standing}`)}
    </Chip>
  );
}

function Details({ one, onClose }: { one: Gateway; onClose: () => void }) {
  const t = useText('admin');
  const { trunk } = one;
  return (
    <Pane title={one.name} label={t('gateways.one')} onClose={onClose}>
      <PaneBody>
        <Facts
          facts={[
            [t('state'), <Presence key="state" one={one} />],
            [t('gateways.seenAt'), formats.dateTime(one.seenAt)],
            [t('gateways.calls'), formats.number(one.calls)],
            [t('gateways.abilities'), abilitiesOf(one, t)],
          ]}
        />
        {trunk === null ? (
          one.present && <p className="t2">{t('gateways.noLines')}</p>
        ) : (
          <TrunkDetails trunk={trunk} />
        )}
      </PaneBody>
    </Pane>
  );
}

function TrunkDetails({ trunk }: { trunk: Trunk }) {
  const t = useText('admin');
  return (
    <>
      <Part title={t('gateways.lines')}>
        {trunk.state === 'down' && (
          <p className="notice crit">
            <IconAlertTriangle size={15} aria-hidden />
            <span>
              {t('gateways.down', { at: formats.brief(trunk.since) })}
              {trunk.trouble !== null && (
                <>
                  <br />
                  {t(`gateways.trouble.${trunk.trouble.kind}`)}{' '}
                  <span className="mono t2 s12">{trunk.trouble.message}</span>
                </>
              )}
            </span>
          </p>
        )}
        <Facts
          facts={[
            [t('gateways.version'), trunk.version === null ? '—' : `Asterisk ${trunk.version.split('+')[0]}`],
            [t(`gateways.since.${trunk.state}`), formats.dateTime(trunk.since)],
            ...trunk.lines.map(({ name, state }): [string, ReactNode] => [
              name,
              <Chip key={name} tone={state === 'online' ? 'ok' : state === 'offline' ? 'crit' : 'mute'}>
                {t(`gateways.line.${state}`)}
              </Chip>,
            ]),
          ]}
        />
      </Part>
      {trunk.state === 'up' && <Registrations known={trunk.registrations} />}
    </>
  );
}

function Registrations({ known }: { known: Trunk['registrations'] }) {
  const t = useText('admin');
  return (
    <Part title={t('gateways.registrations')}>
      {known === null || known.length === 0 ? (
        <p className="t2">
          {t(known === null ? 'gateways.registrationsUnknown' : 'gateways.registrationsNone')}
        </p>
      ) : (
        <Facts
          facts={known.map(({ server, state }) => [
            server,
            <Chip key={server} tone={state === 'registered' ? 'ok' : 'crit'}>
              {t(`gateways.registration.${state}`)}
            </Chip>,
          ])}
        />
      )}
    </Part>
  );
}
