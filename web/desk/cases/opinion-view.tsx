import { IconDownload, IconPaperclip } from '@tabler/icons-react';
import { downloadOpinionPaper, type Opinion } from '#contract/opinions.ts';
import { Chip, formats, urlOf, useText, type Tone } from '#web/kit/index.ts';
import './escalations.css';

const tones: Record<Opinion['standing'], Tone> = {
  valid: 'ok',
  future: 'line',
  expired: 'warn',
  superseded: 'warn',
  withdrawn: 'mute',
};

/** Whether an opinion holds, by a word and its tone. */
export function Standing({ one }: { one: Opinion }) {
  const t = useText('escalations');
  return <Chip tone={tones[one.standing]}>{t(`opinion.standing.${one.standing}`)}</Chip>;
}

/** Who gave it, since when it holds and how often it helped. */
export function OpinionFacts({ one }: { one: Opinion }) {
  const t = useText('escalations');
  return (
    <p className="s12 t3">
      {[
        [one.centreName, one.expert].filter(Boolean).join(', '),
        one.validTo === null
          ? t('opinion.since', { day: formats.day(one.validFrom) })
          : t('opinion.between', { from: formats.day(one.validFrom), to: formats.day(one.validTo) }),
        t('opinion.used', { count: one.uses }),
      ]
        .filter(Boolean)
        .join(' · ')}
    </p>
  );
}

export function OpinionPapers({ one }: { one: Opinion }) {
  const t = useText('escalations');
  if (one.papers.length === 0) return null;
  return (
    <ul className="papers" aria-label={t('opinion.papers')}>
      {one.papers.map((paper) => (
        <li key={paper.id}>
          <a href={urlOf(downloadOpinionPaper, { params: { id: paper.id } })} download className="row s12">
            <IconPaperclip size={12} aria-hidden />
            <span className="ell">{paper.name}</span>
            <span className="t3 num">{formats.bytes(paper.size)}</span>
            <IconDownload size={12} aria-hidden />
          </a>
        </li>
      ))}
    </ul>
  );
}
