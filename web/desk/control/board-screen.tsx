import './control.css';
import { IconArrowsMaximize, IconShieldLock } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { wallboardGroups } from '#contract/wallboard.ts';
import {
  Button,
  EmptyState,
  formats,
  Loaded,
  Page,
  Panel,
  TabPanel,
  Tabs,
  useTabIds,
  useText,
} from '#web/kit/index.ts';
import { useFilters } from '#web/kit/records.tsx';
import { useMay } from '../app/session.ts';
import { AlertsPanel } from './alerts-panel.tsx';
import { readSort, writeSort } from './board.rules.ts';
import { BoardTable } from './board-table.tsx';
import { DayChoice, readDay } from './day-choice.tsx';
import { ClockNote, DayLegend, DayTable, LargeDay } from './half-hours.tsx';
import { Freshness, usePulse } from './pulse.tsx';
import { RowDialog } from './row-dialog.tsx';
import { Summary } from './summary.tsx';
import { readBy, useBoard } from './use-board.ts';
import { WallDialog } from './wall-dialog.tsx';

/** The day of the room by queue, channel, team or supplier, against forecast, target and limits; live by events. */
export default function BoardScreen() {
  const t = useText('control');
  const ids = useTabIds();
  const [filters, setFilters] = useFilters<'by' | 'sort' | 'day'>();
  const by = readBy(filters.by);
  const sort = readSort(filters.sort);
  const day = readDay(filters.day);
  const { query, board } = useBoard(by, day);
  const [opened, setOpened] = useState<string | null>(null);
  const [hanging, setHanging] = useState(false);
  const [words, setWords] = useState(false);
  const administers = useMay('admin.read');
  const failing = query.error !== null;
  const pulse = usePulse(query.dataUpdatedAt, failing);
  const live = board?.live ?? day === undefined;
  return (
    <Page
      title={t('title')}
      actions={
        <>
          {live && <Freshness readAt={query.dataUpdatedAt} failing={failing} />}
          <Button
            icon={<IconArrowsMaximize size={15} aria-hidden />}
            disabled={board === null || !live}
            onClick={() => setHanging(true)}
          >
            {t('wall.open')}
          </Button>
        </>
      }
      tools={
        <>
          <Tabs
            label={t('by.label')}
            tabs={wallboardGroups.map((id) => ({ id, label: t(`by.${id}`) }))}
            open={by}
            onOpen={(id) => setFilters({ by: id === 'queue' ? '' : id })}
            ids={ids}
          />
          <span className="grow" />
          <DayChoice day={day} onChange={(next) => setFilters({ day: next ?? '' })} />
        </>
      }
    >
      <Loaded query={query} rows={8} height={60}>
        {(data) => {
          if (board === null) return null;
          const row = board.rows.find(({ key }) => key === opened);
          return (
            <div className={`board ${live && pulse.state === 'still' ? 'still' : ''}`}>
              <Summary board={board} />
              <TabPanel ids={ids} id={by}>
                <Panel flush>
                  {board.rows.length === 0 ? (
                    <EmptyState
                      action={administers && <Link to="/admin/queues">{t('board.makeQueue')}</Link>}
                    >
                      {t('board.empty')}
                    </EmptyState>
                  ) : (
                    <BoardTable
                      board={board}
                      sort={sort}
                      onSort={(next) => setFilters({ sort: writeSort(next) })}
                      onOpen={({ key }) => setOpened(key)}
                    />
                  )}
                </Panel>
              </TabPanel>
              <div className="board-lower">
                <Panel
                  title={t('chart.all')}
                  actions={
                    <Button small look="ghost" aria-pressed={words} onClick={() => setWords(!words)}>
                      {t('chart.asTable')}
                    </Button>
                  }
                >
                  {words ? (
                    <DayTable row={board.totals} board={board} label={t('chart.all')} />
                  ) : (
                    <>
                      <LargeDay row={board.totals} board={board} height={260} />
                      <DayLegend row={board.totals} />
                      <ClockNote board={board} />
                    </>
                  )}
                  <p className="t2 s12 board-note">
                    {data.forecast === null
                      ? t('chart.noForecast')
                      : data.forecast.wape === null
                        ? t('chart.noError')
                        : t('chart.error', { error: formats.percent(data.forecast.wape) })}
                  </p>
                </Panel>
                <AlertsPanel />
              </div>
              {!data.single && (
                <p className="board-why s12 t2">
                  <IconShieldLock size={15} aria-hidden />
                  <span>
                    {t('protected', { size: data.groupSize })}{' '}
                    {administers && <Link to="/admin/staff-protection">{t('protectedHow')}</Link>}
                  </span>
                </p>
              )}
              {row !== undefined && <RowDialog row={row} board={board} onClose={() => setOpened(null)} />}
              {hanging && <WallDialog board={board} onClose={() => setHanging(false)} />}
            </div>
          );
        }}
      </Loaded>
    </Page>
  );
}
