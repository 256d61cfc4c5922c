import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { checkNoticeText, type NoticeTextCheck } from '#contract/telling-texts.ts';
import {
  call,
  Chip,
  formats,
  keyOf,
  TextField,
  useSettled,
  useText,
  type ApiProblem,
} from '#web/kit/index.ts';
import { Part } from '#web/kit/records.tsx';
import type { Place } from './telling-names.ts';

type Preview = NoticeTextCheck['previews'][number];

/** What is wrong with a text as it is typed, and how a customer reads it on each channel. */
export function TextPreview({
  place,
  subject,
  text,
}: {
  place: Place;
  subject: string | null;
  text: string;
}) {
  const t = useText('telling-texts');
  const [number, setNumber] = useState('');
  const wished = useSettled(number.trim(), 400);
  const words = useSettled(text, 400);
  const title = useSettled(subject, 400);
  const input = {
    body: { ...place, subject: title, text: words, ...(wished === '' ? {} : { case: wished }) },
  };
  const { data, error } = useQuery<NoticeTextCheck, ApiProblem>({
    queryKey: keyOf(checkNoticeText, input),
    queryFn: ({ signal }) => call(checkNoticeText, input, { signal }),
    placeholderData: (before) => before,
    retry: false,
  });
  const noCase = error?.fields.some(({ field }) => field === 'case') === true;
  return (
    <Part title={t('preview')}>
      <TextField
        label={t('case')}
        help={t('caseHelp')}
        optional
        value={number}
        {...(noCase ? { error: t('noCase') } : {})}
        onChange={({ target }) => setNumber(target.value)}
      />
      {data !== undefined && (
        <>
          {data.findings.length > 0 && (
            <ul className="text-versions s12" aria-label={t('findings')}>
              {data.findings.map(({ severity, code, value }) => (
                <li key={`${code} ${value}`} className={severity === 'error' ? 'error' : 'warn-text'}>
                  {t(`finding.${code}`, { value })}
                </li>
              ))}
            </ul>
          )}
          <p className="t3 s12">{t(data.invented ? 'invented' : 'real', { number: data.number })}</p>
          {data.previews
            .toSorted((a, b) => Number(b.used) - Number(a.used))
            .map((one) => (
              <Shown key={one.channel} one={one} language={place.language} />
            ))}
        </>
      )}
    </Part>
  );
}

function Shown({ one, language }: { one: Preview; language: string }) {
  const t = useText('telling-texts');
  const { source, sms } = one;
  return (
    <section className={`told ${one.used ? 'used' : ''}`} aria-label={t(`on.${one.channel}`)}>
      <p className="row wrap s12">
        <b>{t(`on.${one.channel}`)}</b>
        {one.used ? (
          <Chip tone="accent">{t('source.this')}</Chip>
        ) : (
          <span className="t2">
            {t(`source.${source.from}`)}
            {source.language !== language && ` · ${formats.languageName(source.language)}`}
          </span>
        )}
        {sms !== null && (
          <span className={sms.parts > 1 ? 'warn-text' : 't2'}>
            {t('sms', { count: sms.parts, characters: sms.characters, perPart: sms.perPart })}
            {sms.alphabet === 'unicode' && ` · ${t('unicode', { signs: sms.odd.slice(0, 8).join(' ') })}`}
          </span>
        )}
      </p>
      {one.subject !== '' && <p className="s12 t2">{one.subject}</p>}
      <p className="words s12" lang={source.language} dir="auto">
        {one.text}
      </p>
    </section>
  );
}
