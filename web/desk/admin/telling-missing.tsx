import { noticeCoverage } from '#contract/telling-texts.ts';
import { Button, Chip, EmptyState, formats, Loaded, useApi, useText } from '#web/kit/index.ts';
import { useFilters } from '#web/kit/records.tsx';
import { useMay } from '../app/session.ts';
import { noticeName, typeChoices, useTypes } from './telling-names.ts';

const channels = ['email', 'pec', 'sms', 'chat'] as const;

/** For every notice of a type, language and channel: whose words are told, and what stands in where some are missing. */
export default function TellingMissing() {
  const t = useText('telling-texts');
  const admin = useText('admin');
  const types = useTypes();
  const writes = useMay('admin.knowledge');
  const choices = typeChoices(types);
  const [filters, setFilters] = useFilters<'view' | 'text' | 'type' | 'notice' | 'language' | 'channel'>();
  const type = filters.type ?? choices[0]?.value;
  const query = useApi(noticeCoverage, { params: { type: type ?? '' } }, { enabled: type !== undefined });
  return (
    <>
      <div className="telling-tools">
        <select
          className="input filter"
          aria-label={t('type')}
          value={type ?? ''}
          onChange={({ target }) => setFilters({ type: target.value })}
        >
          {choices.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
        <span className="t2 s12">{t('missingLead')}</span>
      </div>
      <div className="telling-missing">
        <Loaded query={query} rows={8}>
          {({ items, languages }) =>
            items.length === 0 ? (
              <EmptyState>{t('tellsNothing')}</EmptyState>
            ) : (
              items.map(({ notice, cells }) => (
                <section key={notice} aria-label={noticeName(types, type ?? null, notice, t)}>
                  <h3>{noticeName(types, type ?? null, notice, t)}</h3>
                  <table>
                    <thead>
                      <tr>
                        <th scope="col">{admin('language')}</th>
                        {channels.map((on) => (
                          <th key={on} scope="col">
                            {t(`on.${on}`)}
                          </th>
                        ))}
                      </tr>
                    </thead>
                    <tbody>
                      {languages.map((language) => (
                        <tr key={language}>
                          <th scope="row">{formats.languageName(language)}</th>
                          {channels.map((on) => {
                            const source = cells.find(
                              (one) => one.wanted === language && one.on === on,
                            )?.source;
                            if (source === undefined) return <td key={on}>—</td>;
                            const missing = source.from === 'bare' || source.language !== language;
                            return (
                              <td key={on}>
                                {missing ? (
                                  <span className="row wrap">
                                    <Chip tone="warn">
                                      {source.from === 'bare'
                                        ? t('source.bare')
                                        : t('instead', { language: formats.languageName(source.language) })}
                                    </Chip>
                                    {writes && (
                                      <Button
                                        look="plain"
                                        aria-label={t('writeFor', {
                                          language: formats.languageName(language),
                                          channel: t(`on.${on}`),
                                        })}
                                        onClick={() =>
                                          setFilters({
                                            view: 'texts',
                                            text: 'new',
                                            type: type!,
                                            notice,
                                            language,
                                            channel: on,
                                          })
                                        }
                                      >
                                        {t('write')}
                                      </Button>
                                    )}
                                  </span>
                                ) : (
                                  <span className={source.from === 'own' ? '' : 't3'}>
                                    {t(`source.${source.from}`)}
                                  </span>
                                )}
                              </td>
                            );
                          })}
                        </tr>
                      ))}
                    </tbody>
                  </table>
                </section>
              ))
            )
          }
        </Loaded>
      </div>
    </>
  );
}
