import { useEffect, useState } from 'react';
import { getFlowFigures } from '#contract/flows.ts';
import { flowChannels, type FlowChannel } from '#contract/flow-graph.ts';
import { EmptyState, formats, Loaded, SelectField, Table, useApi, useText } from '#web/kit/index.ts';
import { useDesigning } from './context.ts';
import { exitName, nodeTitle } from './words.ts';

const periods = [1, 7, 30, 90, 365] as const;

/** What really happened: in the drawing on every edge, here in words and as tables. */
export function UsePane() {
  const t = useText('flows');
  const { code, flow, draft, language, setFigures, show } = useDesigning();
  const [days, setDays] = useState<number>(30);
  const [channel, setChannel] = useState<FlowChannel | ''>('');
  const [version, setVersion] = useState<'all' | 'published'>('all');
  const query = useApi(
    getFlowFigures,
    {
      params: { code },
      query: {
        days,
        ...(channel === '' ? {} : { channel }),
        ...(version === 'published' && flow.published !== null ? { version: flow.published.number } : {}),
      },
    },
    { keepPrevious: true },
  );
  const figures = query.data;
  useEffect(() => {
    setFigures(figures === undefined || figures.sessions === 0 ? null : figures);
  }, [figures, setFigures]);
  useEffect(() => () => setFigures(null), [setFigures]);
  const nodeOf = (id: string) => draft.graph.nodes.find((one) => one.id === id);
  const nameOf = (id: string) => {
    const node = nodeOf(id);
    return node === undefined ? id : nodeTitle(node, t);
  };
  return (
    <div className="flow-use dense">
      <div className="flow-trial-choices">
        <SelectField
          label={t('use.period')}
          options={periods.map((value) => ({ value: `${value}`, label: t('use.days', { count: value }) }))}
          value={`${days}`}
          onChange={(event) => setDays(Number(event.target.value))}
        />
        <SelectField
          label={t('trial.channel')}
          options={[
            { value: '', label: t('use.allChannels') },
            ...flowChannels.map((value) => ({ value, label: t(`channel.${value}`) })),
          ]}
          value={channel}
          onChange={(event) => setChannel(event.target.value as FlowChannel | '')}
        />
        <SelectField
          label={t('use.version')}
          options={[
            { value: 'all', label: t('use.allVersions') },
            ...(flow.published === null
              ? []
              : [{ value: 'published', label: t('version.number', { number: flow.published.number }) }]),
          ]}
          value={version}
          onChange={(event) => setVersion(event.target.value as typeof version)}
        />
      </div>
      <Loaded query={query} rows={5}>
        {(data) => {
          if (data.sessions === 0) return <EmptyState>{t('use.none')}</EmptyState>;
          // Whom an announcement answered has not walked through it.
          const closed = Math.max(1, data.sessions - data.open - data.announced);
          const shares = [
            ['contained', data.contained],
            ['handedOver', data.handedOver],
            ['hungUp', data.hungUp],
            ['unanswered', data.unanswered],
          ] as const;

          const leaving = new Map<string, number>();
          for (const { from, count } of data.edges) leaving.set(from, (leaving.get(from) ?? 0) + count);
          return (
            <>
              <dl className="flow-shares">
                <div>
                  <dt>{t('use.sessions')}</dt>
                  <dd className="num">{formats.number(data.sessions)}</dd>
                </div>
                {data.announced > 0 && (
                  <div>
                    <dt>{t('use.announced')}</dt>
                    <dd className="num">{formats.number(data.announced)}</dd>
                  </div>
                )}
                {shares.map(([name, count]) => (
                  <div key={name}>
                    <dt>{t(`use.${name}`)}</dt>
                    <dd className="num">
                      {formats.number(count)} <span className="t3">{formats.percent(count / closed)}</span>
                    </dd>
                  </div>
                ))}
                <div>
                  <dt>{t('use.identified')}</dt>
                  <dd className="num">{formats.number(data.identified)}</dd>
                </div>
                {data.medianSeconds !== null && (
                  <div>
                    <dt>{t('use.median')}</dt>
                    <dd className="num">{formats.clock(data.medianSeconds)}</dd>
                  </div>
                )}
              </dl>
              <p className="help">{t('use.drawn')}</p>
              <h3>{t('use.ways')}</h3>
              <Table
                label={t('use.ways')}
                rows={data.edges.toSorted((one, other) => other.count - one.count)}
                rowKey={({ from, exit }) => `${from} ${exit}`}
                onOpen={({ from }) => show(from)}
                columns={[
                  {
                    id: 'from',
                    head: t('use.from'),
                    cell: ({ from, exit }) => {
                      const node = nodeOf(from);
                      return `${nameOf(from)} · ${node === undefined ? exit : exitName(node, exit, language, t)}`;
                    },
                  },
                  {
                    id: 'count',
                    head: t('use.count'),
                    end: true,
                    cell: ({ count }) => formats.number(count),
                  },
                  {
                    id: 'share',
                    head: t('use.share'),
                    end: true,
                    cell: ({ from, count }) => formats.percent(count / Math.max(1, leaving.get(from) ?? 1)),
                  },
                ]}
              />
              <h3>{t('use.nodes')}</h3>
              <Table
                label={t('use.nodes')}
                rows={data.nodes.toSorted(
                  (one, other) => other.hungUp - one.hungUp || other.visits - one.visits,
                )}
                rowKey={({ node }) => node}
                onOpen={({ node }) => show(node)}
                columns={[
                  { id: 'node', head: t('use.node'), cell: ({ node }) => nameOf(node) },
                  {
                    id: 'visits',
                    head: t('use.visited'),
                    end: true,
                    cell: ({ visits }) => formats.number(visits),
                  },
                  {
                    id: 'hungUp',
                    head: t('use.hungUp'),
                    end: true,
                    cell: ({ hungUp }) => formats.number(hungUp),
                  },
                  {
                    id: 'handedOver',
                    head: t('use.handedOver'),
                    end: true,
                    cell: ({ handedOver }) => formats.number(handedOver),
                  },
                ]}
              />
            </>
          );
        }}
      </Loaded>
    </div>
  );
}
