import type { StandardTextRow } from '#contract/standard-texts.ts';
import { Chip, formats, useText } from '#web/kit/index.ts';

/** In which languages a text is in force, and which of them is behind or waits. */
export function TextLanguages({ languages }: { languages: StandardTextRow['languages'] }) {
  const t = useText('standard-texts');
  return (
    <span className="row wrap">
      {languages.map((one) => {
        const signs = [
          ...(one.outOfDate ? [t('outOfDate')] : []),
          ...(one.open === null ? [] : [t(`version.state.${one.open}`)]),
        ];
        return (
          <Chip
            key={one.language}
            tone={one.outOfDate || one.open === 'submitted' ? 'warn' : one.published === null ? 'line' : 'ok'}
          >
            <span title={formats.languageName(one.language)}>{one.language.toUpperCase()}</span>
            {signs.length > 0 && ` · ${signs.join(' · ')}`}
          </Chip>
        );
      })}
    </span>
  );
}
