import { listColleagues } from '#contract/access.ts';
import { listClassification } from '#contract/knowledge.ts';
import {
  createStandardText,
  getStandardText,
  listPlaceholders,
  listStandardTexts,
  updateStandardText,
  type StandardTextFull,
} from '#contract/standard-texts.ts';
import { channels, languages, type Channel } from '#contract/words.ts';
import {
  Button,
  callPatiently,
  CheckField,
  Dialog,
  FormMessage,
  formats,
  nameIn,
  SelectField,
  TextField,
  useApi,
  useForm,
  useText,
} from '#web/kit/index.ts';
import { CheckList, refresh, TreeSelect } from '#web/kit/records.tsx';
import { go } from '../app/go.ts';
import { useMe } from '../app/session.ts';
import { orNull, useServices } from '../admin/common.tsx';
import { BodyField } from './body-field.tsx';

/** Makes a text with its first draft. */
export function NewText({ onClose }: { onClose: () => void }) {
  const t = useText('standard-texts');
  const me = useMe();
  const services = useServices(t('everyService'));
  const placeholders = useApi(listPlaceholders);
  const form = useForm({ title: '', code: '', language: 'it', serviceId: '', body: '' });
  const submit = form.submit(async ({ serviceId, language, ...values }) => {
    const made = await callPatiently(createStandardText, {
      body: { ...values, language: language as 'it', serviceId: orNull(serviceId), ownerId: me.id },
    });
    await refresh(listStandardTexts);
    onClose();
    go(`/admin/texts/${made.id}`);
  });
  return (
    <Dialog title={t('new.open')} onClose={onClose} size={720}>
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>{form.message}</FormMessage>
        <TextField label={t('title')} {...form.text('title')} data-autofocus />
        <div className="form-row">
          <TextField label={t('code')} help={t('codeHelp')} className="input mono" {...form.text('code')} />
          <SelectField
            label={t('language')}
            options={languages.map((value) => ({ value, label: formats.languageName(value) }))}
            {...form.text('language')}
          />
          <SelectField label={t('service')} options={services} {...form.text('serviceId')} />
        </div>
        <BodyField
          value={form.values.body}
          onChange={(body) => form.set('body', body)}
          error={form.error('body')}
          language={form.values.language}
          placeholders={placeholders.data?.items ?? []}
          rows={6}
        />
        <div className="form-actions">
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" look="solid" busy={form.busy}>
            {t('new.make')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** What a text is: code, where it is used, who looks after it and after them, until when it is sure to hold. */
export function TextProperties({ text, onClose }: { text: StandardTextFull; onClose: () => void }) {
  const t = useText('standard-texts');
  const admin = useText('admin');
  const services = useServices(t('everyService'));
  const colleagues = useApi(listColleagues);
  const tree = useApi(listClassification);
  const form = useForm({
    code: text.code,
    serviceId: text.serviceId ?? '',
    ownerId: text.ownerId ?? '',
    successorId: text.successorId ?? '',
    reviewOn: text.reviewOn ?? '',
    classificationId: text.classificationId,
    channels: text.channels as string[],
    active: text.active,
  });
  const submit = form.submit(async (values) => {
    await callPatiently(updateStandardText, {
      params: { id: text.id },
      body: {
        code: values.code,
        language: text.language as 'it',
        channels: values.channels as Channel[],
        serviceId: orNull(values.serviceId),
        classificationId: values.classificationId,
        ownerId: orNull(values.ownerId),
        successorId: orNull(values.successorId),
        reviewOn: orNull(values.reviewOn),
        active: values.active,
      },
    });
    await refresh(getStandardText, listStandardTexts);
    onClose();
  });
  // Who has left is not among the colleagues, and stays named until somebody else is.
  const people = (named: string | null, name: string | null) => {
    const there = (colleagues.data?.items ?? []).map(({ id, name: label }) => ({ value: id, label }));
    const gone = named !== null && !there.some(({ value }) => value === named);
    return [
      { value: '', label: t('nobody') },
      ...(gone ? [{ value: named, label: t('gone', { name: name ?? '' }) }] : []),
      ...there,
    ];
  };
  return (
    <Dialog title={t('properties')} onClose={onClose} size={640}>
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>{form.message}</FormMessage>
        <div className="form-row">
          <TextField
            label={t('code')}
            help={t('codeHelp')}
            className="input mono"
            {...form.text('code')}
            data-autofocus
          />
          <SelectField label={t('service')} options={services} {...form.text('serviceId')} />
          <TextField label={t('reviewOn')} type="date" optional {...form.text('reviewOn')} />
        </div>
        <div className="form-row">
          <SelectField
            label={t('owner')}
            options={people(text.ownerId, text.ownerName)}
            {...form.text('ownerId')}
          />
          <SelectField
            label={t('successor')}
            options={people(text.successorId, text.successorName)}
            {...form.text('successorId')}
          />
        </div>
        <CheckList
          legend={t('channelsLegend')}
          options={channels.map((value) => ({ value, label: admin(`channel.${value}`) }))}
          value={form.values.channels}
          onChange={(value) => form.set('channels', value)}
          error={form.error('channels')}
        />
        <TreeSelect
          label={t('classification')}
          none={t('unclassified')}
          optional
          anyLevel
          nodes={(tree.data?.items ?? []).map(({ id, parentId, name, active }) => ({
            id,
            parentId,
            active,
            label: nameIn(name),
          }))}
          value={form.values.classificationId}
          error={form.error('classificationId')}
          onChange={(id) => form.set('classificationId', id)}
        />
        <CheckField
          label={admin('active')}
          help={t('activeHelp')}
          checked={form.values.active}
          onChange={(event) => form.set('active', event.target.checked)}
        />
        <div className="form-actions">
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" look="solid" busy={form.busy}>
            {t('save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
