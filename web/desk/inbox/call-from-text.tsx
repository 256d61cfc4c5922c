import { createContext, useContext } from 'react';
import { useText } from '#web/kit/index.ts';
import { CallNumber, useCalls } from '../phone/call-number.tsx';
import type { Wish } from '../phone/calling.ts';
import { shownNumber } from '../callbacks/numbers.ts';
import { numbersIn } from './numbers-in-text.rules.ts';

/** Because of which contact, and whose, numbers in what is shown here are called; null: they are text. */
export const CallsBecauseOf = createContext<Omit<Wish, 'number'> | null>(null);

/** A telephone number as somebody wrote it, with the way to call it. */
export function TextNumber({ text, number }: { text: string; number: string }) {
  const because = useContext(CallsBecauseOf);
  if (because === null) return <>{text}</>;
  return (
    <span className="text-number">
      {text}
      <CallNumber {...because} number={number} shown={shownNumber(number)} />
    </span>
  );
}

/** The telephone numbers of a text that cannot have buttons of its own. */
export function NumbersBelow({ text }: { text: string }) {
  const t = useText('inbox');
  const calls = useCalls();
  const because = useContext(CallsBecauseOf);
  const numbers = [...new Set(numbersIn(text).map(({ number }) => number))];
  if (!calls || because === null || numbers.length === 0) return null;
  return (
    <p className="row wrap s12 t2">
      {t('mail.numbers')}
      {numbers.map((number) => (
        <TextNumber key={number} text={shownNumber(number)} number={number} />
      ))}
    </p>
  );
}
