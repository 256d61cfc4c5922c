import { useState } from 'react';
import { endSmsAddress, getSmsPoint, makeSmsAddress } from '#contract/sms.ts';
import {
  Button,
  callPatiently,
  Confirm,
  formats,
  invalidate,
  Loaded,
  toastProblem,
  useApi,
  useText,
} from '#web/kit/index.ts';
import { Part, Snippet } from '#web/kit/records.tsx';
import { useMay } from '../app/session.ts';

/** How the short messages of a number fare, and the address at which its provider tells. */
export default function SmsProvider({ id }: { id: string }) {
  const t = useText('admin');
  const writes = useMay('admin.routing');
  const params = { params: { id } };
  const point = useApi(getSmsPoint, params);
  const [asking, setAsking] = useState<'renew' | 'end' | null>(null);
  const [busy, setBusy] = useState(false);
  async function change(route: typeof makeSmsAddress) {
    setBusy(true);
    try {
      await callPatiently(route, params);
    } catch (error) {
      toastProblem(error);
    }
    invalidate(getSmsPoint, params);
    setAsking(null);
    setBusy(false);
  }
  return (
    <Part title={t('points.provider.title')} help={t('points.provider.help')}>
      <Loaded query={point} rows={2} height={24}>
        {({ url, madeAt, usedAt, waiting, waitingSince, sent, delivered, rejected, lastRejected }) => (
          <>
            <p className={`s12 ${waiting > 0 ? 'warn-text' : 't2'}`}>
              {waitingSince === null
                ? t('points.provider.noneWaiting')
                : t('points.provider.waiting', { count: waiting, at: formats.brief(waitingSince) })}
            </p>
            <p className="s12 t2 num">{t('points.provider.week', { sent, delivered, rejected })}</p>
            {lastRejected.length > 0 && (
              <ul className="s12 t2" aria-label={t('points.provider.rejected')}>
                {lastRejected.map((one, index) => (
                  <li key={index}>
                    <span className="num">
                      {formats.brief(one.at)} · {one.number}
                    </span>{' '}
                    · <span dir="auto">{one.why}</span>
                  </li>
                ))}
              </ul>
            )}
            <p className="s12 t2">
              {madeAt === null
                ? t('points.provider.noAddress')
                : usedAt === null
                  ? t('points.provider.unused', { at: formats.brief(madeAt) })
                  : t('points.provider.used', { at: formats.brief(usedAt) })}
            </p>
            {url !== null && <Snippet label={t('points.provider.address')} text={url} />}
            {writes && (
              <p className="row">
                <Button
                  small
                  busy={busy}
                  onClick={() => (madeAt === null ? void change(makeSmsAddress) : setAsking('renew'))}
                >
                  {t(madeAt === null ? 'points.provider.make' : 'points.provider.renew')}
                </Button>
                {madeAt !== null && (
                  <Button small look="ghost" onClick={() => setAsking('end')}>
                    {t('points.provider.end')}
                  </Button>
                )}
              </p>
            )}
          </>
        )}
      </Loaded>
      {asking !== null && (
        <Confirm
          title={t(`points.provider.${asking}Title`)}
          confirm={t(`points.provider.${asking}`)}
          danger={asking === 'end'}
          busy={busy}
          onConfirm={() => void change(asking === 'renew' ? makeSmsAddress : endSmsAddress)}
          onClose={() => setAsking(null)}
        >
          {t('points.provider.oldEnds')}
        </Confirm>
      )}
    </Part>
  );
}
