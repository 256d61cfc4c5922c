import { useState } from 'react';
import { keyOrder } from '#contract/pure/readable-text.ts';
import { languages } from '#contract/words.ts';
import { Button, useText } from '#web/kit/index.ts';
import { keyFor, type TypeDocument } from './document.rules.ts';
import { Choose, useEdit, useWrong } from './edit.tsx';
import type { SectionProps } from './fields.tsx';
import { Items, KeyField } from './items.tsx';
import { keysOf, takenKeys, usesOf } from './references.rules.ts';
import { usePlaceName } from './places.ts';
import { NoticeText, type NoticeWords } from './notice-text.tsx';

type Language = (typeof languages)[number];

/** What customers are told, in every language, and when. */
export default function Notices({ open, onOpen }: SectionProps) {
  const t = useText('case-types');
  const { document, change } = useEdit();
  const keys = keysOf(document, 'notices');
  const wanted = document.languages ?? ['it', 'en'];
  return (
    <>
      <fieldset className="bare form type-opened" disabled={useEdit().readOnly}>
        <Choose
          place="openedNotice"
          label={t('form.openedNotice')}
          none={t('form.noNotice')}
          value={document.openedNotice}
          options={keys.map((key) => ({ value: key, label: key }))}
          onChange={(key) => change({ ...document, openedNotice: key === '' ? null : key })}
        />
        <Choose
          place="takenNotice"
          label={t('form.takenNotice')}
          none={t('form.noNotice')}
          value={document.takenNotice}
          options={keys.map((key) => ({ value: key, label: key }))}
          onChange={(key) => change({ ...document, takenNotice: key === '' ? undefined : key })}
        />
      </fieldset>
      <Items
        part="notices"
        open={open}
        onOpen={onOpen}
        items={keys.map((key) => {
          const missing = wanted.filter((one) => document.notices![key]?.[one] === undefined);
          return {
            key,
            name: key,
            note:
              missing.length === 0
                ? t('form.inLanguages', { count: Object.keys(document.notices![key] ?? {}).length })
                : t('form.missing', {
                    languages: missing.map((one) => t(`languages.${one}`)).join(', '),
                  }),
          };
        })}
        onAdd={() => {
          const key = keyFor('', takenKeys(document, 'notices'), 'notice');
          change({
            ...document,
            notices: {
              ...document.notices,
              [key]: Object.fromEntries(wanted.map((one) => [one, { text: '' }])),
            },
          });
          // The document lists notices by name.
          onOpen([...keys, key].toSorted(keyOrder).indexOf(key));
        }}
      >
        {(index) => <NoticeForm key={keys[index]} name={keys[index]!} index={index} onOpen={onOpen} />}
      </Items>
    </>
  );
}

function NoticeForm({
  name,
  index,
  onOpen,
}: {
  name: string;
  index: number;
  onOpen: (index: number) => void;
}) {
  const t = useText('case-types');
  const { document, readOnly, change, goTo, focus } = useEdit();
  const wrong = useWrong();
  const nameOf = usePlaceName();
  const notice = document.notices?.[name] ?? {};
  const wanted: readonly Language[] = document.languages ?? ['it', 'en'];
  // The language of the finding that led here.
  const asked = languages.find((one) => focus?.place.startsWith(`notices.${name}.${one}`) ?? false);
  const [chosen, setChosen] = useState<Language>(asked ?? wanted[0] ?? 'it');
  const [seen, setSeen] = useState(focus);
  if (focus !== seen) {
    setSeen(focus);
    if (asked !== undefined) setChosen(asked);
  }
  const uses = usesOf(document, 'notices', name);
  const put = (words: NoticeWords | undefined, about: string | null = null) => {
    const rest = Object.fromEntries(Object.entries(notice).filter(([language]) => language !== chosen));
    change(
      {
        ...document,
        notices: {
          ...document.notices,
          [name]: words === undefined ? rest : { ...notice, [chosen]: words },
        } as TypeDocument['notices'],
      },
      about,
    );
  };
  const words = notice[chosen];
  return (
    <>
      <KeyField
        part="notices"
        index={index}
        onRenamed={(key) =>
          onOpen(
            keysOf(document, 'notices')
              .map((one) => (one === name ? key : one))
              .toSorted(keyOrder)
              .indexOf(key),
          )
        }
      />
      <p className="t2">
        {uses.length === 0 ? (
          t('form.neverSent')
        ) : (
          <>
            {t('form.sentBy')}{' '}
            {uses.map((place, at) => (
              <span key={place}>
                {at > 0 && ', '}
                <button type="button" className="link" onClick={() => goTo(place)}>
                  {place === 'openedNotice'
                    ? t('form.opening')
                    : place === 'takenNotice'
                      ? t('form.taking')
                      : nameOf(place).replace(/^.*? › (.*) › .*$/, '$1')}
                </button>
              </span>
            ))}
          </>
        )}
      </p>
      <div className="type-languages" role="group" aria-label={t('form.languageOf')}>
        {languages.map((one) => {
          const there = notice[one] !== undefined;
          const state = there ? 'there' : wanted.includes(one) ? 'missing' : 'none';
          return (
            <button
              key={one}
              type="button"
              className={state}
              aria-pressed={one === chosen}
              onClick={() => setChosen(one)}
            >
              {t(`languages.${one}`)}
              <small>{t(`form.languageState.${state}`)}</small>
            </button>
          );
        })}
      </div>
      {words === undefined ? (
        <div data-place={`notices.${name}.${chosen}`} tabIndex={-1} className="form">
          <p className={wanted.includes(chosen) ? 'notice warn' : 't2'}>
            {t('form.notWritten', { language: t(`languages.${chosen}`) })}
          </p>
          {!readOnly && (
            <div className="row">
              <Button onClick={() => put({ text: '' })}>
                {t('form.write', { language: t(`languages.${chosen}`) })}
              </Button>
            </div>
          )}
        </div>
      ) : (
        <NoticeText
          key={chosen}
          place={`notices.${name}.${chosen}`}
          language={chosen}
          words={words}
          onChange={put}
          onRemove={() => put(undefined)}
          wrong={wrong}
        />
      )}
    </>
  );
}
