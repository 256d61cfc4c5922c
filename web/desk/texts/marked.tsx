import type { ReactNode } from 'react';
import type { PlaceholderView } from '#contract/standard-texts.ts';
import { nameIn } from '#web/kit/index.ts';

/** A text with its placeholders marked: by an example of what fills them, or as they are written. One that nobody knows shows. */
export function Marked({
  text,
  placeholders,
  filled,
  language,
}: {
  text: string;
  placeholders: readonly PlaceholderView[];
  filled: boolean;
  language?: string;
}): ReactNode {
  const known = new Map(placeholders.map((one) => [one.name, one]));
  return (
    <div className="text-words" dir="auto" lang={language}>
      {text.split(/(\{\{[^{}]*\}\})/).map((part, index) => {
        const name = /^\{\{\s*([^{}]*?)\s*\}\}$/.exec(part)?.[1];
        if (name === undefined) return part;
        const one = known.get(name);
        return (
          <mark key={index} {...(one === undefined ? { className: 'unknown' } : { title: name })}>
            {one === undefined || !filled ? part : nameIn(one.example)}
          </mark>
        );
      })}
    </div>
  );
}
