import { useState } from 'react';
import { Button, Chip, EmptyState, useText } from '#web/kit/index.ts';
import { useStandardTexts } from './suggest.tsx';
import type { FullContact } from './types.ts';
import { giveBack } from './outbox.ts';

/** Standard texts, filled in for this contact. */
export default function TextsTab({ contact }: { contact: FullContact }) {
  const t = useText('inbox');
  const [search, setSearch] = useState('');
  const texts = useStandardTexts(contact, true, search.trim().replace(/^\//, ''));
  const found = texts ?? [];
  return (
    <div className="context-part">
      <input
        className="input"
        type="search"
        aria-label={t('texts.search')}
        placeholder={t('texts.search')}
        value={search}
        onChange={(event) => setSearch(event.target.value)}
      />
      <ul className="texts">
        {found.map((one) => (
          <li key={one.id}>
            <details>
              <summary>
                <b>{one.title}</b>
                <span className="t3 s12">/{one.code}</span>
                <Chip tone={one.fallback ? 'warn' : 'line'}>{one.language.toUpperCase()}</Chip>
                {one.outOfDate && <Chip tone="warn">{t('texts.outOfDate')}</Chip>}
              </summary>
              <p className="text-body" dir="auto">
                {one.filled}
              </p>
              <Button
                small
                onClick={() =>
                  giveBack(contact.conversation, {
                    body: { kind: 'reply', text: one.filled, standardTexts: [one.id] },
                    files: [],
                    insert: true,
                  })
                }
              >
                {t('texts.use')}
              </Button>
            </details>
          </li>
        ))}
      </ul>
      {texts !== null && found.length === 0 && <EmptyState>{t('texts.none')}</EmptyState>}
    </div>
  );
}
