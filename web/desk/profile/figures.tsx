import { IconEye, IconShieldLock } from '@tabler/icons-react';
import { useState } from 'react';
import { myFigures, protectionNotice, readProtectionNotice } from '#contract/figures.ts';
import {
  Button,
  callPatiently,
  Facts,
  formats,
  invalidate,
  Loaded,
  Panel,
  SelectField,
  toastProblem,
  useApi,
  useText,
} from '#web/kit/index.ts';
import { may, useMe } from '../app/session.ts';

const spans = { today: 0, week: 6, month: 29 } as const;
const dayBefore = (days: number) => {
  const at = new Date();
  at.setDate(at.getDate() - days);
  return `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, '0')}-${String(at.getDate()).padStart(2, '0')}`;
};

/** What the system knows of how I work: always mine to see, and who else may. */
export function MyFigures() {
  const me = useMe();
  return me.isAgent && may(me, 'routing.presence') ? <Figures /> : null;
}

function Figures() {
  const t = useText('figures');
  const [span, setSpan] = useState<keyof typeof spans>('today');
  const query = useApi(myFigures, { query: { from: dayBefore(spans[span]), to: dayBefore(0) } });
  const share = (part: number, of: number) => (of === 0 ? '—' : formats.percent(part / of));
  return (
    <Panel title={t('mine.title')}>
      <div className="form my-figures">
        <Notice />
        <SelectField
          label={t('mine.span')}
          value={span}
          onChange={(event) => setSpan(event.target.value as keyof typeof spans)}
          options={Object.keys(spans).map((value) => ({ value, label: t(`mine.${value}`) }))}
        />
        <Loaded query={query} rows={4} height={28}>
          {(mine) => (
            <>
              <Facts
                facts={[
                  [t('mine.handled'), formats.number(mine.handled + mine.handledOut)],
                  [t('mine.answeredInTime'), share(mine.answeredInTime, mine.answered)],
                  [
                    t('mine.handlingTime'),
                    mine.handlingTime === null ? '—' : formats.span(mine.handlingTime),
                  ],
                  [t('mine.offers'), formats.number(mine.offers)],
                  [
                    t('mine.offersEnded'),
                    t('mine.offersText', {
                      accepted: mine.accepted,
                      declined: mine.declined,
                      missed: mine.missed,
                    }),
                  ],
                  [
                    t('mine.consults'),
                    mine.consults === 0
                      ? formats.number(0)
                      : t('mine.consultsText', {
                          count: mine.consults,
                          number: formats.number(mine.consults),
                          time: formats.span(mine.consultTime),
                        }),
                  ],
                  [t('mine.occupancy'), mine.occupancy === null ? '—' : formats.percent(mine.occupancy)],
                ]}
              />
              {mine.states.length > 0 && (
                <>
                  <h3 className="s12 t2">{t('mine.time')}</h3>
                  <Facts
                    facts={mine.states.map(({ state, reason, seconds }) => [
                      reason === '' ? t(`state.${state}`) : t(`reason.${reason}`, { defaultValue: reason }),
                      formats.span(seconds),
                    ])}
                  />
                </>
              )}
              <p className="t3 s12">{t('mine.kept', { count: mine.keptDays })}</p>
            </>
          )}
        </Loaded>
      </div>
    </Panel>
  );
}

const told = {
  figures: 'mine.seen',
  listening: 'mine.followed',
  recording: 'mine.recorded',
  transcripts: 'mine.transcribed',
} as const;

/** Whether others see me singly and may follow my chats, under which agreements. */
function Notice() {
  const t = useText('figures');
  const query = useApi(protectionNotice);
  if (query.data === undefined) return null;
  const { single, agreements, listeningAsks } = query.data;
  return (
    <>
      {!single && (
        <p className="notice">
          <IconShieldLock size={16} aria-hidden />
          <span>{t('mine.notSeen')}</span>
        </p>
      )}
      {agreements.map(({ id, covers, reference, signedOn, purposes, sites, retentionDays }) => (
        <div key={id} className="notice warn">
          <IconEye size={16} aria-hidden />
          <div>
            {covers.map((cover) => (
              <p key={cover}>
                {t(told[cover], {
                  reference,
                  day: formats.shortDate(signedOn),
                })}
                {cover === 'listening' && ` ${t(listeningAsks ? 'mine.asked' : 'mine.toldAtOnce')}`}
              </p>
            ))}
            <p className="s12">
              {t('mine.seenFor', { purposes, sites })} {t('mine.kept', { count: retentionDays })}
            </p>
          </div>
        </div>
      ))}
      {agreements.some(({ read }) => !read) && (
        <div>
          <Button
            small
            onClick={() =>
              void callPatiently(readProtectionNotice, {}).then(
                () => invalidate(protectionNotice),
                toastProblem,
              )
            }
          >
            {t('mine.understood')}
          </Button>
        </div>
      )}
    </>
  );
}
