import type { FlowLanguage } from '#contract/flow-graph.ts';
import type { Option } from './render.rules.ts';

// What somebody probably means who says something else than an option is called. It is lent by the module that knows how
// people speak; without it only the words of the options themselves are understood.

/** An option, and whether it is clear enough to go on without asking. */
export interface Guess {
  id: string;
  sure: boolean;
}
type Guesser = (text: string, language: FlowLanguage, options: readonly Option[]) => Guess | null;

let lent: Guesser = () => null;
/** Called once by the composition root; pure. */
export const lendGuesser = (guesser: Guesser): void => {
  lent = guesser;
};
/** Which of the options was probably meant; null when none. */
export const guess: Guesser = (text, language, options) => lent(text, language, options);
