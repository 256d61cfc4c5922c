import { IconEye, IconFileText, IconHeadphones, IconMicrophone2, IconShieldLock } from '@tabler/icons-react';
import { useState } from 'react';
import {
  agreementCovers,
  endAgreement,
  recordAgreement,
  setStaffProtection,
  staffProtection,
  type Agreement,
  type AgreementCover,
} from '#contract/figures.ts';
import {
  Button,
  callPatiently,
  CheckField,
  Chip,
  Dialog,
  Facts,
  formats,
  FormMessage,
  Loaded,
  Panel,
  TextField,
  useApi,
  useForm,
  useText,
} from '#web/kit/index.ts';
import { CheckList, refresh, useEditor } from '#web/kit/records.tsx';
import { useMay } from '../app/session.ts';
import { SectionPage } from './common.tsx';

/** What protects the staff: aggregates only, unless an agreement is recorded here. */
export default function StaffProtection() {
  const t = useText('figures');
  const query = useApi(staffProtection);
  const writes = useMay('admin.staff');
  const [recording, setRecording] = useState(false);
  const [ending, setEnding] = useState<Agreement | null>(null);
  return (
    <SectionPage id="staff-protection">
      <div className="protection">
        <Loaded query={query} rows={6} height={48}>
          {({
            single,
            listening,
            recording: recorded,
            transcripts,
            agreements,
            groupSize,
            retentionDays,
            listeningAsks,
          }) => (
            <>
              <Panel title={t('protection.now')}>
                <p className={`notice ${single ? 'warn' : ''}`}>
                  {single ? <IconEye size={16} aria-hidden /> : <IconShieldLock size={16} aria-hidden />}
                  <span>{t(single ? 'protection.on' : 'protection.off', { size: groupSize })}</span>
                </p>
                <p className={`notice ${listening ? 'warn' : ''}`}>
                  {listening ? (
                    <IconHeadphones size={16} aria-hidden />
                  ) : (
                    <IconShieldLock size={16} aria-hidden />
                  )}
                  <span>{t(listening ? 'protection.listeningOn' : 'protection.listeningOff')}</span>
                </p>
                <p className={`notice ${recorded ? 'warn' : ''}`}>
                  {recorded ? (
                    <IconMicrophone2 size={16} aria-hidden />
                  ) : (
                    <IconShieldLock size={16} aria-hidden />
                  )}
                  <span>{t(recorded ? 'protection.recordingOn' : 'protection.recordingOff')}</span>
                </p>
                <p className={`notice ${transcripts ? 'warn' : ''}`}>
                  {transcripts ? (
                    <IconFileText size={16} aria-hidden />
                  ) : (
                    <IconShieldLock size={16} aria-hidden />
                  )}
                  <span>{t(transcripts ? 'protection.transcriptsOn' : 'protection.transcriptsOff')}</span>
                </p>
                <p className="t2">{t('protection.law')}</p>
              </Panel>
              <Settings
                key={`${groupSize} ${retentionDays} ${String(listeningAsks)}`}
                settings={{ groupSize, retentionDays, listeningAsks }}
                writes={writes}
              />
              <Panel
                title={t('protection.agreements')}
                actions={
                  writes && <Button onClick={() => setRecording(true)}>{t('protection.record')}</Button>
                }
              >
                {agreements.length === 0 && <p className="t3">{t('protection.none')}</p>}
                <ul className="agreements">
                  {agreements.map((one) => (
                    <li key={one.id}>
                      <header>
                        <b>{one.reference}</b>
                        {one.inForce ? (
                          <Chip tone="warn">{t('protection.inForce')}</Chip>
                        ) : (
                          <Chip tone="line">{t('protection.over')}</Chip>
                        )}
                        {one.inForce && writes && (
                          <Button small onClick={() => setEnding(one)}>
                            {t('protection.end')}
                          </Button>
                        )}
                      </header>
                      <Facts
                        facts={[
                          [
                            t('protection.covers'),
                            one.covers.map((cover) => t(`protection.cover.${cover}`)).join('; '),
                          ],
                          [t('protection.signedOn'), formats.shortDate(one.signedOn)],
                          [
                            t('protection.validUntil'),
                            one.validUntil === null
                              ? t('protection.noEnd')
                              : formats.shortDate(one.validUntil),
                          ],
                          [t('protection.sites'), one.sites],
                          [t('protection.purposes'), one.purposes],
                          [t('protection.retention'), t('days', { count: one.retentionDays })],
                          [
                            t('protection.recorded'),
                            `${formats.dateTime(one.recordedAt)}${one.recordedByName === null ? '' : `, ${one.recordedByName}`}`,
                          ],
                          ...(one.endedAt === null
                            ? []
                            : ([
                                [
                                  t('protection.ended'),
                                  `${formats.dateTime(one.endedAt)}${one.endedByName === null ? '' : `, ${one.endedByName}`}`,
                                ],
                              ] as [string, string][])),
                        ]}
                      />
                    </li>
                  ))}
                </ul>
              </Panel>
            </>
          )}
        </Loaded>
      </div>
      {recording && <RecordDialog onClose={() => setRecording(false)} />}
      {ending !== null && <EndDialog agreement={ending} onClose={() => setEnding(null)} />}
    </SectionPage>
  );
}

function Settings({
  settings,
  writes,
}: {
  settings: { groupSize: number; retentionDays: number; listeningAsks: boolean };
  writes: boolean;
}) {
  const t = useText('figures');
  const kit = useText('kit');
  const form = useEditor<{
    groupSize: number | null;
    retentionDays: number | null;
    listeningAsks: boolean;
  }>(settings);
  const submit = form.submit(async ({ groupSize, retentionDays, listeningAsks }) => {
    await callPatiently(setStaffProtection, {
      body: { groupSize: groupSize ?? 0, retentionDays: retentionDays ?? 0, listeningAsks },
    });
    await refresh(staffProtection);
  });
  return (
    <Panel title={t('protection.settings')}>
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>{form.message}</FormMessage>
        <fieldset className="form bare" disabled={!writes}>
          <div className="form-row">
            <TextField
              label={t('protection.groupSize')}
              help={t('protection.groupSizeHelp')}
              {...form.number('groupSize')}
            />
            <TextField
              label={t('protection.retentionDays')}
              help={t('protection.retentionHelp')}
              {...form.number('retentionDays')}
            />
          </div>
          <CheckField
            label={t('protection.asks')}
            help={t('protection.asksHelp')}
            checked={form.values.listeningAsks}
            onChange={(event) => form.set('listeningAsks', event.target.checked)}
          />
        </fieldset>
        {writes && (
          <div className="form-actions">
            <Button type="submit" look="solid" busy={form.busy} disabled={!form.dirty}>
              {kit('save')}
            </Button>
          </div>
        )}
      </form>
    </Panel>
  );
}

function RecordDialog({ onClose }: { onClose: () => void }) {
  const t = useText('figures');
  const form = useEditor({
    reference: '',
    signedOn: '',
    sites: '',
    purposes: '',
    retentionDays: 90 as number | null,
    validUntil: '',
    covers: [] as AgreementCover[],
  });
  const submit = form.submit(async ({ validUntil, retentionDays, ...rest }) => {
    await callPatiently(recordAgreement, {
      body: { ...rest, retentionDays: retentionDays ?? 0, validUntil: validUntil === '' ? null : validUntil },
    });
    await refresh(staffProtection);
    onClose();
  });
  return (
    <Dialog title={t('protection.recordTitle')} onClose={onClose} size={560}>
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>{form.message}</FormMessage>
        <p className="t2">{t('protection.recordText')}</p>
        <CheckList
          columns={1}
          legend={t('protection.covers')}
          options={agreementCovers.map((cover) => ({
            value: cover,
            label: t(`protection.cover.${cover}`),
          }))}
          value={form.values.covers}
          onChange={(covers) => form.set('covers', covers as AgreementCover[])}
          error={form.error('covers')}
        />
        <TextField
          label={t('protection.reference')}
          help={t('protection.referenceHelp')}
          data-autofocus
          {...form.text('reference')}
        />
        <div className="form-row">
          <TextField label={t('protection.signedOn')} type="date" {...form.text('signedOn')} />
          <TextField
            label={t('protection.validUntil')}
            help={t('protection.validUntilHelp')}
            type="date"
            {...form.text('validUntil')}
          />
        </div>
        <TextField label={t('protection.sites')} {...form.text('sites')} />
        <TextField
          label={t('protection.purposes')}
          help={t('protection.purposesHelp')}
          {...form.text('purposes')}
        />
        <TextField label={t('protection.retentionDays')} {...form.number('retentionDays')} />
        <div className="form-actions">
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" look="solid" busy={form.busy}>
            {t('protection.record')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function EndDialog({ agreement, onClose }: { agreement: Agreement; onClose: () => void }) {
  const t = useText('figures');
  const form = useForm({ why: '' });
  const submit = form.submit(async ({ why }) => {
    await callPatiently(endAgreement, { params: { id: agreement.id }, body: { why } });
    await refresh(staffProtection);
    onClose();
  });
  return (
    <Dialog title={t('protection.endTitle', { reference: agreement.reference })} onClose={onClose} size={440}>
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>{form.message}</FormMessage>
        <p className="t2">{t('protection.endText')}</p>
        <TextField label={t('why')} maxLength={500} data-autofocus {...form.text('why')} />
        <div className="form-actions">
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" look="solid" busy={form.busy} disabled={form.values.why.trim().length < 3}>
            {t('protection.end')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
