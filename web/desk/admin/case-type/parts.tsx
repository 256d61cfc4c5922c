import type { CaseTypeDefinition } from '#contract/case-types.ts';
import { Panel, useText } from '#web/kit/index.ts';
import { usePartsInWords } from './in-words.ts';

/** A type in words, to be read through and printed: what it asks for, who does what, what is promised and told. */
export function CaseTypeParts({ definition }: { definition: CaseTypeDefinition }) {
  const t = useText('case-types');
  const parts = usePartsInWords(definition);
  return (
    <>
      {parts
        .filter(({ items }) => items.length > 0)
        .map(({ part, items }) => (
          <Panel key={part} title={t(`parts.${part}`)}>
            <ul className="type-list">
              {items.map(({ key, name, brief, lines }) => (
                <li key={key}>
                  {name !== '' && <b>{name}</b>}
                  {name !== '' && ' '}
                  {brief.length > 0 && <span className="t2">{brief.join(' · ')}</span>}
                  {lines.length > 0 && (
                    <ul>
                      {lines.map((line, index) => (
                        <li key={index}>{line}</li>
                      ))}
                    </ul>
                  )}
                </li>
              ))}
            </ul>
          </Panel>
        ))}
    </>
  );
}
