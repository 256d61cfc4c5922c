import { useQuery } from '@tanstack/react-query';
import type { CaseView } from '#contract/cases.ts';
import { previewNotice } from '#contract/telling.ts';
import type { Output } from '#contract/route.ts';
import { call, CheckField, formats, keyOf, useSettled, useText, type ApiProblem } from '#web/kit/index.ts';
import './notices.css';

/** What the customer would be told of a step before it is made, and whether they shall be. */
export default function NoticePreview({
  one,
  transition,
  resolution,
  tells,
  onTells,
}: {
  one: CaseView;
  transition: string;
  resolution: string;
  tells: boolean;
  onTells: (tells: boolean) => void;
}) {
  const t = useText('telling');
  const input = { params: { id: one.id }, body: { transition, resolution: useSettled(resolution, 400) } };
  const { data } = useQuery<Output<typeof previewNotice>, ApiProblem>({
    queryKey: keyOf(previewNotice, input),
    queryFn: ({ signal }) => call(previewNotice, input, { signal }),
    placeholderData: (before) => before,
  });
  if (data === undefined) return null;
  if (!data.tells) return <p className="s12 t2">{t('preview.internal')}</p>;
  if (data.channel === null)
    return (
      <p className={`s12 ${data.why === 'no_address' ? 'warn-text' : 't2'}`}>
        {t(data.why === 'no_address' ? 'preview.nobody' : 'preview.unwanted')}
      </p>
    );
  return (
    <>
      <CheckField
        label={t('preview.tell')}
        checked={tells}
        onChange={(event) => onTells(event.target.checked)}
      />
      {tells && (
        // Longer than its frame it is scrolled by keys, too.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <section className="notice-preview" aria-label={t('preview.label')} tabIndex={0}>
          <p className="s12 t2">
            {t('preview.via', {
              channel: t(`channel.${data.channel}`),
              at: data.dueAt === null ? '' : formats.brief(data.dueAt),
            })}
            {data.parts !== null && ` · ${t('preview.parts', { count: data.parts })}`}
          </p>
          {data.subject !== '' && <p className="s12">{data.subject}</p>}
          <p className="notice-words" lang={data.language} dir="auto">
            {data.text}
          </p>
        </section>
      )}
    </>
  );
}
