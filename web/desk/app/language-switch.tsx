import { useTranslation } from 'react-i18next';
import { setLanguage, useText } from '#web/kit/index.ts';

/** Italian or English, before anybody is signed in. */
export function LanguageSwitch() {
  const t = useText('desk');
  const { i18n } = useTranslation();
  return (
    <div className="language" role="group" aria-label={t('language.label')}>
      {(['it', 'en'] as const).map((one) => (
        <button
          key={one}
          type="button"
          className="link"
          lang={one}
          aria-pressed={i18n.language === one}
          onClick={() => void setLanguage(one)}
        >
          {one === 'it' ? 'Italiano' : 'English'}
        </button>
      ))}
    </div>
  );
}
