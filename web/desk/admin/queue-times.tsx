import type { WorkChannel } from '#contract/words.ts';
import { ChannelIcon, formats, useText } from '#web/kit/index.ts';

const always: WorkChannel[] = ['email', 'form', 'chat', 'phone', 'desk', 'case'];

type Times = Record<string, number>;
/** Per channel: how long an offer rings, and within how long the first answer is promised. Seconds. */
export function ChannelTimes({
  offer,
  threshold,
  error,
  onOffer,
  onThreshold,
}: {
  offer: Times;
  threshold: Times;
  error: (name: string) => string | undefined;
  onOffer: (value: Times) => void;
  onThreshold: (value: Times) => void;
}) {
  const t = useText('admin');
  const channels = [
    ...new Set([...always, ...Object.keys(offer), ...Object.keys(threshold)]),
  ] as WorkChannel[];
  const cell = (
    channel: WorkChannel,
    label: string,
    values: Times,
    name: string,
    onChange: (value: Times) => void,
  ) => (
    <>
      <input
        className="input"
        type="number"
        inputMode="numeric"
        aria-label={`${label}, ${t(`channel.${channel}`)}`}
        aria-invalid={error(`${name}.${channel}`) !== undefined || undefined}
        value={values[channel] ?? ''}
        onChange={(event) => {
          const { [channel]: _old, ...rest } = values;
          onChange(event.target.value === '' ? rest : { ...rest, [channel]: Number(event.target.value) });
        }}
      />
      {error(`${name}.${channel}`) !== undefined && <p className="error">{error(`${name}.${channel}`)}</p>}
    </>
  );
  return (
    <table className="grid-table" aria-label={t('queues.offerSeconds')}>
      <thead>
        <tr>
          <th scope="col">{t('channelTitle')}</th>
          <th scope="col">{t('queues.offerSeconds')}</th>
          <th scope="col">{t('queues.threshold')}</th>
          <th scope="col">
            <span className="sr">{t('queues.thresholdWords')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {channels.map((channel) => (
          <tr key={channel}>
            <td>
              <span className="row channel-cell">
                <ChannelIcon channel={channel} size={15} silent />
                {t(`channel.${channel}`)}
              </span>
            </td>
            <td>{cell(channel, t('queues.offerSeconds'), offer, 'offerSeconds', onOffer)}</td>
            <td>{cell(channel, t('queues.threshold'), threshold, 'serviceLevel.threshold', onThreshold)}</td>
            <td className="t3 s12 num">
              {threshold[channel] === undefined ? '' : formats.span(threshold[channel])}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
