import type { ArticleRow } from '#contract/articles.ts';
import { Chip, formats, useText } from '#web/kit/index.ts';

/** In which languages an article is published, and which of them is behind or only a draft. */
export function LanguageSigns({ languages }: { languages: ArticleRow['languages'] }) {
  const t = useText('knowledge');
  return (
    <span className="row wrap">
      {languages.map((one) => {
        const state = one.outOfDate
          ? t('outOfDate')
          : one.published === null
            ? t(`state.${one.open ?? 'draft'}`)
            : one.open === null
              ? ''
              : t(`state.${one.open}`);
        return (
          <Chip key={one.language} tone={one.outOfDate ? 'warn' : one.published === null ? 'line' : 'ok'}>
            <span title={formats.languageName(one.language)}>{one.language.toUpperCase()}</span>
            {state !== '' && ` · ${state}`}
          </Chip>
        );
      })}
    </span>
  );
}
