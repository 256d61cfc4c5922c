import { IconThumbDown, IconThumbUp } from '@tabler/icons-react';
import { useState } from 'react';
import { giveFeedback } from '#contract/article-work.ts';
import { AreaField, Button, FormMessage, useForm, useText, callPatiently } from '#web/kit/index.ts';

/** Whether it was of use, and what is missing: a task of whoever looks after the article. */
export function Feedback({
  article,
  language,
  contact,
}: {
  article: string;
  language: string;
  contact: string | null;
}) {
  const t = useText('knowledge');
  const [state, setState] = useState<'asked' | 'missing' | 'thanked'>('asked');
  const form = useForm({ words: '' });
  const say = (body: { useful: boolean; words?: string }) =>
    callPatiently(giveFeedback, {
      params: { id: article },
      body: { ...body, language: language as 'it', contactId: contact },
    });
  if (state === 'thanked')
    return (
      <p role="status" className="t2 s12">
        {t('feedback.thanks')}
      </p>
    );
  if (state === 'asked')
    return (
      <div className="row wrap feedback">
        <span className="t2 s12">{t('feedback.ask')}</span>
        <Button
          small
          icon={<IconThumbUp size={14} aria-hidden />}
          onClick={() => void say({ useful: true }).then(() => setState('thanked'))}
        >
          {t('feedback.yes')}
        </Button>
        <Button small icon={<IconThumbDown size={14} aria-hidden />} onClick={() => setState('missing')}>
          {t('feedback.no')}
        </Button>
      </div>
    );
  const submit = form.submit(async ({ words }) => {
    await say({ useful: false, words });
    setState('thanked');
  });
  return (
    <form className="form feedback" noValidate onSubmit={(event) => void submit(event)}>
      <FormMessage>{form.message}</FormMessage>
      <AreaField label={t('feedback.missing')} rows={3} optional {...form.text('words')} />
      <div className="form-actions">
        <Button small onClick={() => setState('asked')}>
          {t('cancel')}
        </Button>
        <Button small type="submit" look="solid" busy={form.busy}>
          {t('feedback.send')}
        </Button>
      </div>
    </form>
  );
}
