import './cases.css';
import { useState } from 'react';
import {
  getCaseNews,
  getCustomerNews,
  listNotices,
  noticeChannels,
  putCaseNews,
  putConsent,
  putCustomerNews,
  type NewsPreference,
} from '#contract/telling.ts';
import {
  AreaField,
  Button,
  callPatiently,
  Dialog,
  FormMessage,
  formats,
  invalidate,
  SelectField,
  TextField,
  useForm,
  useText,
} from '#web/kit/index.ts';

/** The languages in which notices can be told; a text that is missing in one falls back to English. */
const languages = ['it', 'en', 'fr', 'de', 'es', 'ar', 'pl', 'ru'];
type How = NewsPreference['consents'][number]['how'];
const hows: How[] = ['phone', 'writing', 'desk'];

const refresh = () => {
  invalidate(getCaseNews);
  invalidate(getCustomerNews);
  invalidate(listNotices);
};

/** How a customer wants to be told of one case, or of all; with the proof that they agreed. */
export function NewsDialog({
  news,
  caseId,
  onClose,
}: {
  news: NewsPreference;
  /** Opened from a case: the wish may be for that one only. */
  caseId?: string;
  onClose: () => void;
}) {
  const t = useText('telling');
  const start = caseId === undefined ? news.all : (news.case ?? news.all);
  const [ending, setEnding] = useState<NewsPreference['consents'][number] | null>(null);
  const form = useForm({
    scope: caseId !== undefined && news.case !== null ? 'case' : 'all',
    channel: start.channel ?? '',
    language: start.language ?? '',
    how: 'phone',
    words: '',
  });
  const { channel, scope } = form.values;
  const last = news.consents.find((one) => one.channel === channel);
  const asks =
    (channel === 'sms' || channel === 'pec') && last?.given !== true ? true : last?.given === false;
  const submit = form.submit(async (values) => {
    const body = {
      channel: values.channel === '' ? null : (values.channel as NonNullable<typeof start.channel>),
      language: values.language === '' ? null : values.language,
      ...(asks ? { consent: { how: values.how as How, words: values.words } } : {}),
    };
    if (scope === 'case' && caseId !== undefined)
      await callPatiently(putCaseNews, { params: { id: caseId }, body });
    else await callPatiently(putCustomerNews, { params: { id: news.customer }, body });
    refresh();
    onClose();
  });
  const name = (one: string) => t(`channel.${one}`);
  return (
    <Dialog title={t('news.title')} onClose={onClose}>
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>{form.message}</FormMessage>
        {caseId !== undefined && (
          <SelectField
            label={t('news.scope')}
            options={[
              { value: 'all', label: t('news.all') },
              { value: 'case', label: t('news.case') },
            ]}
            {...form.text('scope')}
          />
        )}
        <SelectField
          label={t('news.channel')}
          options={[
            { value: '', label: t('news.asWritten') },
            ...noticeChannels
              .filter((one) => one !== 'chat' || news.reachable.includes('chat') || channel === 'chat')
              .map((one) => ({
                value: one,
                label: news.reachable.includes(one) ? name(one) : t('news.noAddress', { channel: name(one) }),
              })),
            { value: 'none', label: name('none') },
          ]}
          {...form.text('channel')}
          data-autofocus
        />
        <SelectField
          label={t('news.language')}
          options={[
            { value: '', label: t('news.own') },
            ...languages.map((one) => ({ value: one, label: formats.languageName(one) })),
          ]}
          {...form.text('language')}
        />
        {asks && (
          <fieldset className="form consent">
            <legend>{t('news.consent')}</legend>
            <p className="help">{t('news.consentHelp')}</p>
            <SelectField
              label={t('news.how')}
              options={hows.map((one) => ({ value: one, label: t(`news.hows.${one}`) }))}
              {...form.text('how')}
            />
            <TextField
              label={t('news.words')}
              {...form.text('words')}
              error={form.error('consent') ?? form.error('words')}
            />
          </fieldset>
        )}
        {news.consents.length > 0 && (
          <ul className="consents">
            {news.consents.map((one) => (
              <li key={one.channel} className="row s12">
                <span className="grow t2">
                  {t(one.given ? 'news.given' : 'news.refused', {
                    channel: name(one.channel),
                    day: formats.shortDate(one.at),
                    by: one.by === '' ? t('news.hows.page') : one.by,
                    words: one.words,
                  })}
                </span>
                {one.given && (
                  <Button small look="ghost" onClick={() => setEnding(one)}>
                    {t('news.takeBack')}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        )}
        <div className="form-actions">
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" look="solid" busy={form.busy}>
            {t('save')}
          </Button>
        </div>
      </form>
      {ending !== null && (
        <TakeBack
          customer={news.customer}
          consent={ending}
          onClose={() => setEnding(null)}
          onDone={() => {
            setEnding(null);
            refresh();
            onClose();
          }}
        />
      )}
    </Dialog>
  );
}

function TakeBack({
  customer,
  consent,
  onClose,
  onDone,
}: {
  customer: string;
  consent: NewsPreference['consents'][number];
  onClose: () => void;
  onDone: () => void;
}) {
  const t = useText('telling');
  const form = useForm({ how: 'phone', words: '' });
  const channel = t(`channel.${consent.channel}`);
  const submit = form.submit(async ({ how, words }) => {
    await callPatiently(putConsent, {
      params: { id: customer },
      body: { channel: consent.channel, given: false, how: how as How, words },
    });
    onDone();
  });
  return (
    <Dialog title={t('news.takeBackTitle', { channel })} onClose={onClose}>
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>{form.message}</FormMessage>
        <p className="t2">{t('news.takeBackHelp')}</p>
        <SelectField
          label={t('news.how')}
          options={hows.map((one) => ({ value: one, label: t(`news.hows.${one}`) }))}
          {...form.text('how')}
        />
        <AreaField label={t('news.words')} rows={2} data-autofocus {...form.text('words')} />
        <div className="form-actions">
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" look="danger" busy={form.busy}>
            {t('news.takeBack')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
