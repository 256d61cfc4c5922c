import { IconDots } from '@tabler/icons-react';
import { useState } from 'react';
import type { CaseWork } from '#contract/case-work.ts';
import { Button, nameIn, useText } from '#web/kit/index.ts';
import type { Way } from './move-dialog.tsx';
import { missingWords } from './work-words.ts';

const beside = 3;

/** The ways on of a case as buttons: the main one first in weight, at its end in place; rarer ones behind one button. */
export function Ways({ work, onWay }: { work: CaseWork; onWay: (way: Way) => void }) {
  const t = useText('cases');
  const [all, setAll] = useState(false);
  const [first, ...others] = work.transitions;
  const few = others.length <= beside + 1 || all;
  const shown = few ? others : others.slice(0, beside);
  return (
    <>
      {!few && (
        <Button icon={<IconDots size={15} aria-hidden />} aria-expanded={false} onClick={() => setAll(true)}>
          {t('move.more', { count: others.length - beside })}
        </Button>
      )}
      {shown.map((way) => (
        <Button key={way.key} title={missingWords(way.missing, t).join('\n')} onClick={() => onWay(way)}>
          {nameIn(way.name)}
        </Button>
      ))}
      {first !== undefined && (
        <Button look="solid" title={missingWords(first.missing, t).join('\n')} onClick={() => onWay(first)}>
          {nameIn(first.name)}
        </Button>
      )}
    </>
  );
}
