/** A hint, not a verdict: routing asks people, the hint only breaks the tie for a first answer. */
const WORDS: Readonly<Record<string, ReadonlySet<string>>> = {
  it: new Set(
    'il lo la gli le un una che di non per con del della sono ho mi si come bolletta buongiorno grazie saluti vorrei anche dei'.split(
      ' ',
    ),
  ),
  en: new Set(
    'the a an that of and not for with is are have my i you to in this dear regards would please thanks bill'.split(
      ' ',
    ),
  ),
  fr: new Set(
    'le la les un une que de et ne pas pour avec est sont je vous mon ma bonjour merci facture des du'.split(
      ' ',
    ),
  ),
  de: new Set(
    'der die das ein eine und nicht für mit ist sind ich sie mein meine zu den von rechnung danke grüße bitte'.split(
      ' ',
    ),
  ),
  es: new Set(
    'el la los las un una que de y no para con del es son mi me usted factura gracias hola buenos días por'.split(
      ' ',
    ),
  ),
};

/** ISO 639-1 code of the language a text seems to be in (it, en, fr, de, es), or null when unsure. */
export function languageHint(text: string): string | null {
  const words = text
    .slice(0, 2_000)
    .toLowerCase()
    .match(/\p{L}+/gu);
  if (!words || words.length < 4) return null;
  let best: string | null = null;
  let bestScore = 0;
  let second = 0;
  for (const [language, known] of Object.entries(WORDS)) {
    let score = 0;
    for (const word of words) if (known.has(word)) score++;
    if (score > bestScore) {
      second = bestScore;
      bestScore = score;
      best = language;
    } else if (score > second) second = score;
  }
  return bestScore >= 2 && bestScore > second && bestScore / words.length >= 0.08 ? best : null;
}
