import { getTellingSettings, putTellingSettings, type TellingSettings } from '#contract/telling.ts';
import {
  Button,
  callPatiently,
  CheckField,
  FormMessage,
  Loaded,
  Panel,
  SelectField,
  TextField,
  useApi,
  useText,
} from '#web/kit/index.ts';
import { CheckList, refresh, UnsavedGuard, useEditor } from '#web/kit/records.tsx';
import { useMay } from '../app/session.ts';
import { typeChoices, useTypes } from './telling-names.ts';

const channels = ['email', 'pec', 'sms'] as const;
const paces = ['at_once', 'window', 'daily'] as const;
const workdays = [1, 2, 3, 4, 5, 6];
type Channel = (typeof channels)[number];

/** When customers are told of their cases: how long a step waits, what leaves together, quiet hours by channel. */
export default function TellingWhen() {
  const query = useApi(getTellingSettings);
  return (
    <div className="single-page">
      <Loaded query={query} rows={5} height={48}>
        {(settings) => <Settings settings={settings} />}
      </Loaded>
    </div>
  );
}

/** What stands on screen: numbers as they are typed. */
const onScreen = ({ waitMinutes, mergeMinutes, linkDays, hours, pace, dayAt, urgent }: TellingSettings) => ({
  pace: pace as string,
  dayAt,
  urgent,
  waitMinutes: String(waitMinutes),
  mergeMinutes: String(mergeMinutes),
  linkDays: String(linkDays),
  hours,
});

function Settings({ settings }: { settings: TellingSettings }) {
  const t = useText('admin');
  const kit = useText('kit');
  const words = useText('telling-texts');
  const types = useTypes();
  const writes = useMay('admin.knowledge');
  const editor = useEditor(onScreen(settings), { follows: true });
  const { hours } = editor.values;
  const setHours = (channel: Channel, band: TellingSettings['hours'][Channel]) =>
    editor.set('hours', { ...hours, [channel]: band });
  const submit = editor.submit(async (values) => {
    await callPatiently(putTellingSettings, {
      body: {
        waitMinutes: Number(values.waitMinutes),
        mergeMinutes: Number(values.mergeMinutes),
        linkDays: Number(values.linkDays),
        hours: values.hours,
        pace: values.pace as TellingSettings['pace'],
        dayAt: values.dayAt,
        urgent: values.urgent,
      },
    });
    editor.settle();
    await refresh(getTellingSettings);
  });
  return (
    <Panel>
      <UnsavedGuard dirtyNow={editor.dirtyNow} />
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>{editor.message}</FormMessage>
        <fieldset className="form bare" disabled={!writes}>
          <TextField
            label={t('telling.wait')}
            help={t('telling.waitHelp')}
            inputMode="numeric"
            {...editor.text('waitMinutes')}
          />
          <SelectField
            label={words('pace')}
            help={words(`paceHelp.${editor.values.pace}`)}
            options={paces.map((value) => ({ value, label: words(`paces.${value}`) }))}
            {...editor.text('pace')}
          />
          {editor.values.pace !== 'at_once' && (
            <>
              <TextField label={words('dayAt')} help={words('dayAtHelp')} {...editor.text('dayAt')} />
              <TextField
                label={t('telling.merge')}
                help={t('telling.mergeHelp')}
                inputMode="numeric"
                {...editor.text('mergeMinutes')}
              />
              <CheckList
                legend={words('urgent')}
                options={typeChoices(types)}
                value={editor.values.urgent}
                onChange={(urgent) => editor.set('urgent', urgent)}
              />
              <p className="help">{words('urgentHelp')}</p>
            </>
          )}
          <TextField
            label={t('telling.linkDays')}
            help={t('telling.linkHelp')}
            inputMode="numeric"
            {...editor.text('linkDays')}
          />
          {channels.map((channel) => {
            const band = hours[channel];
            return (
              <fieldset key={channel} className="form bare">
                <legend>{t(`telling.channel.${channel}`)}</legend>
                <CheckField
                  label={t('telling.quiet')}
                  checked={band !== null}
                  onChange={({ target }) =>
                    setHours(
                      channel,
                      target.checked
                        ? { from: '08:30', to: '20:00', days: workdays, holidays: false, calendar: null }
                        : null,
                    )
                  }
                />
                {band !== null && (
                  <>
                    <TextField
                      label={t('telling.from')}
                      value={band.from}
                      error={editor.error(`hours.${channel}.from`)}
                      onChange={({ target }) => setHours(channel, { ...band, from: target.value })}
                    />
                    <TextField
                      label={t('telling.to')}
                      value={band.to}
                      error={editor.error(`hours.${channel}.to`)}
                      onChange={({ target }) => setHours(channel, { ...band, to: target.value })}
                    />
                    <CheckField
                      label={t('telling.sundays')}
                      checked={band.days.includes(7)}
                      onChange={({ target }) =>
                        setHours(channel, { ...band, days: target.checked ? [...workdays, 7] : workdays })
                      }
                    />
                    <CheckField
                      label={t('telling.holidays')}
                      checked={band.holidays}
                      onChange={({ target }) => setHours(channel, { ...band, holidays: target.checked })}
                    />
                  </>
                )}
              </fieldset>
            );
          })}
        </fieldset>
        {writes && (
          <div className="form-actions">
            <Button type="submit" look="solid" busy={editor.busy} disabled={!editor.dirty}>
              {kit('save')}
            </Button>
          </div>
        )}
      </form>
    </Panel>
  );
}
