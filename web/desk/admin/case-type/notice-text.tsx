import { useRef, useState } from 'react';
import { noticePlaceholders, type CaseField } from '#contract/case-types.ts';
import { AreaField, Button, TextField, useText } from '#web/kit/index.ts';
import { partName, useEdit } from './edit.tsx';

export interface NoticeWords {
  subject?: string | undefined;
  text: string;
  line?: string | undefined;
}
type Part = 'subject' | 'text' | 'line';

/** A notice in one language: subject, letter, one line; placeholders are put in by hand or button, and shown filled. */
export function NoticeText({
  place,
  language,
  words,
  onChange,
  onRemove,
  wrong,
}: {
  place: string;
  language: string;
  words: NoticeWords;
  onChange: (words: NoticeWords, about?: string) => void;
  onRemove: () => void;
  wrong: (place: string) => string | undefined;
}) {
  const t = useText('case-types');
  const { document, readOnly } = useEdit();
  const box = useRef<HTMLDivElement>(null);
  const [last, setLast] = useState<Part>('text');
  // What only some of the staff may see is never sent to the customer either.
  const fields = ((document.fields ?? []) as CaseField[]).filter(
    ({ visibleTo, visibleIn }) => visibleTo == null && visibleIn == null,
  );
  const set = (part: Part, text: string) =>
    onChange({ ...words, [part]: text === '' && part !== 'text' ? undefined : text }, `${place}.${part}`);
  const props = (part: Part) => ({
    label: t(`form.noticePart.${part}`),
    'data-place': `${place}.${part}`,
    'data-part': part,
    lang: language,
    dir: 'auto' as const,
    error: wrong(`${place}.${part}`),
    value: words[part] ?? '',
    onFocus: () => setLast(part),
    onChange: (event: { target: { value: string } }) => set(part, event.target.value),
  });
  function insert(name: string) {
    const field = box.current?.querySelector<HTMLInputElement | HTMLTextAreaElement>(`[data-part="${last}"]`);
    const now = words[last] ?? '';
    const [from, to] = [field?.selectionStart ?? now.length, field?.selectionEnd ?? now.length];
    const token = `{${name}}`;
    set(last, now.slice(0, from) + token + now.slice(to));
    // The cursor stands behind it once it is there.
    requestAnimationFrame(() => {
      field?.focus();
      field?.setSelectionRange(from + token.length, from + token.length);
    });
  }
  const sample = (text: string) =>
    text.replaceAll(/\{([^{}]*)\}/g, (whole, name: string) => {
      if ((noticePlaceholders as readonly string[]).includes(name)) return t(`form.sample.${name}`);
      const field = name.startsWith('field.') ? fields.find(({ key }) => key === name.slice(6)) : undefined;
      return field === undefined ? whole : `[${partName(field.label, field.key)}]`;
    });
  return (
    <div ref={box} className="form">
      <TextField {...props('subject')} optional maxLength={300} />
      <AreaField {...props('text')} rows={8} maxLength={5000} help={t('form.noticeHelp')} />
      <AreaField {...props('line')} optional rows={2} maxLength={600} help={t('form.lineHelp')} />
      {!readOnly && (
        <div className="type-tokens" role="group" aria-label={t('form.placeholders')}>
          <span className="field-label">{t('form.placeholders')}</span>
          <p className="help">{t('form.placeholdersHelp', { part: t(`form.noticePart.${last}`) })}</p>
          {[
            ...noticePlaceholders.map((name) => ({ name, label: t(`form.placeholder.${name}`) })),
            ...fields.map((one) => ({ name: `field.${one.key}`, label: partName(one.label, one.key) })),
          ].map(({ name, label }) => (
            <Button key={name} small onClick={() => insert(name)}>
              {label}
            </Button>
          ))}
        </div>
      )}
      <section className="type-sample" aria-label={t('form.samplePreview')}>
        <h3>{t('form.samplePreview')}</h3>
        {words.subject !== undefined && (
          <p lang={language} dir="auto">
            <b>{sample(words.subject)}</b>
          </p>
        )}
        <p lang={language} dir="auto" className="pre">
          {sample(words.text)}
        </p>
      </section>
      {!readOnly && (
        <div className="row">
          <Button small look="ghost" onClick={onRemove}>
            {t('form.removeLanguage', { language: t(`languages.${language}`) })}
          </Button>
        </div>
      )}
    </div>
  );
}
