import type { TypeFinding } from '#contract/case-types.ts';
import { fieldWords } from '#web/kit/field-words.ts';
import { textOf, useText, type Text } from '#web/kit/index.ts';

// What the server's checker says of a document that has not the form of a definition; the rest are codes with words.
const shapes: [RegExp, string][] = [
  [/^Invalid input: expected .*, received (?:undefined|null)/, 'missing'],
  [/^Invalid input: expected (string|number|boolean|array|object|record|map)/, 'kind'],
  [/^Invalid input: expected (?:int|nonoptional)/, 'whole'],
  [/^Unrecognized keys?/, 'unknownKey'],
  [/^Invalid option: expected one of (.+)/s, 'option'],
  [/^Invalid key in record/, 'key'],
  [/^Invalid input/, 'other'],
  [/^Too small: expected array to have >=1/, 'none'],
  [/^Too small: expected string to have >=1/, 'missing'],
  [/^Too big: expected (?:array|string) to have <=(\d+)/, 'tooMany'],
  [/^Too big: expected number to be <=?(\d+)/, 'tooBig'],
  [/^Too small: expected number to be >=?(\d+)/, 'tooSmall'],
  [/^Invalid string: must match pattern/, 'key'],
];

/** One finding as a sentence in the reader's language. */
export function findingText({ code, value, message }: TypeFinding, t: Text): string {
  const words = code === 'shape' ? shapeText(message, t) : t(`finding.${code}`);
  return value === '' ? `${words.charAt(0).toUpperCase()}${words.slice(1)}.` : `«${value}»: ${words}.`;
}
function shapeText(message: string, t: Text): string {
  for (const [pattern, key] of shapes) {
    const found = pattern.exec(message);
    if (found !== null)
      return t(`shape.${key}`, { value: (found[1] ?? '').replaceAll('"', '').replaceAll('|', ', ') });
  }
  return fieldWords(message, textOf('kit')).replace(/\.$/, '');
}

/** All findings, each leading to what it is about. */
export function Findings({
  findings,
  checking,
  onOpen,
  placeName,
}: {
  findings: readonly TypeFinding[];
  checking: boolean;
  /** Left out where a place cannot be opened: then it is named as in the document. */
  onOpen?: ((place: string) => void) | undefined;
  placeName: (place: string) => string;
}) {
  const t = useText('case-types');
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  return (
    <section className="type-findings" aria-label={t('findings')}>
      <h2>{t('findings')}</h2>
      <p className="t2 s12" role="status">
        {checking
          ? t('form.checking')
          : findings.length === 0
            ? t('noFindings')
            : t('form.found', {
                errors: t('form.errors', { count: errors }),
                warnings: t('form.warnings', { count: findings.length - errors }),
              })}
      </p>
      <ul>
        {findings.map((one, index) => (
          <li key={index} className={one.severity}>
            {onOpen === undefined ? (
              <code>{one.place}</code>
            ) : (
              <button type="button" className="link" onClick={() => onOpen(one.place)}>
                {placeName(one.place)}
              </button>
            )}
            <p>
              <b>{t(`severity.${one.severity}`)}</b> {findingText(one, t)}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
