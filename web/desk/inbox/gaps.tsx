import './gaps.css';
import { IconPencilExclamation } from '@tabler/icons-react';
import { gapsIn, marksIn } from '#contract/pure/gaps.ts';
import { useText } from '#web/kit/index.ts';
import { placeholderLabel } from '../texts/placeholder-label.ts';

/** What of a standard text is still to be filled before the answer can leave; each leads to its place. */
export default function Gaps({ text, onGo }: { text: string; onGo: (written: string) => void }) {
  const t = useText('standard-texts');
  const marks = marksIn(text);
  return (
    <div className="gaps" role="status">
      <IconPencilExclamation size={15} aria-hidden />
      <span>{t('gaps.lead')}</span>
      {gapsIn(text).map((name) => (
        <button
          key={name}
          type="button"
          className="btn plain small"
          onClick={() => onGo(marks.find((one) => one.name === name)!.written)}
        >
          {placeholderLabel(t, name)}
        </button>
      ))}
    </div>
  );
}
