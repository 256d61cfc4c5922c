import { flowChannels, type FlowChannel } from '#contract/flow-graph.ts';
import { listFlows } from '#contract/flows.ts';
import type { Channel } from '#contract/words.ts';
import { formats, nameIn, SelectField, TextField, useApi, useText } from '#web/kit/index.ts';
import { Part, Snippet, type Controls } from '#web/kit/records.tsx';
import { useMay } from '../app/session.ts';
import type { Settings } from './entry-point-settings.rules.ts';

const isFlowChannel = (channel: Channel): channel is FlowChannel =>
  (flowChannels as readonly string[]).includes(channel);

/** The flow that an entry point runs, in which languages it speaks, and where it is found. */
export default function PointFlow({
  editor,
  channel,
  url,
}: {
  editor: Controls<keyof Settings>;
  channel: Channel;
  url: string | null;
}) {
  const t = useText('admin');
  const reads = useMay('flow.read');
  const flows = useApi(listFlows, undefined, { enabled: reads }).data?.items ?? [];
  const field = editor.text('flow');
  const chosen = flows.find(({ code }) => code === field.value);
  const fitting = flows.filter(
    (one) =>
      one.active &&
      one.published !== null &&
      isFlowChannel(channel) &&
      one.channels.includes(channel) &&
      one.code !== field.value,
  );
  const fits =
    chosen !== undefined &&
    chosen.active &&
    chosen.published !== null &&
    isFlowChannel(channel) &&
    chosen.channels.includes(channel);
  const ownPage = channel === 'portal' || channel === 'kiosk';
  return (
    <Part title={t('points.flowSettings')} help={t(`points.flowHelp.${channel}`)}>
      <SelectField
        label={t('points.flow')}
        options={[
          { value: '', label: t(ownPage ? 'none' : 'points.noFlow') },
          ...(field.value === ''
            ? []
            : [{ value: field.value, label: chosen === undefined ? field.value : nameIn(chosen.name) }]),
          ...fitting.map(({ code, name }) => ({ value: code, label: nameIn(name) })),
        ]}
        {...field}
        error={editor.error('settings.flow')}
      />
      {reads && field.value !== '' && !fits && <p className="notice warn">{t('points.flowUnfit')}</p>}
      {fits && (
        <p className="s12 t2">
          {t('points.flowLanguages', {
            languages: chosen.languages.map((one) => formats.languageName(one)).join(', '),
          })}
        </p>
      )}
      {(channel === 'kiosk' || channel === 'chat') && (
        <TextField
          label={t('points.idleSeconds')}
          help={t(channel === 'kiosk' ? 'points.idleKiosk' : 'points.idleChat')}
          optional
          {...editor.number('idleSeconds')}
          error={editor.error('settings.idleSeconds')}
        />
      )}
      {ownPage && url !== null && <Snippet label={t('points.link')} text={url} />}
    </Part>
  );
}
