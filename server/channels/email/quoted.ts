/** What the writer wrote apart from the history below it. When in doubt everything is the writer's own. */
import { htmlToText } from './html-to-text.ts';

/** The two parts of a body; `quoted` is '' when no history was recognised. */
export type SplitBody = { own: string; quoted: string };

const ORIGINAL =
  /^[>\s]*-{2,}\s*(?:messaggio originale|original message|original appointment|ursprüngliche nachricht|message d'origine|mensaje original)\s*-{2,}/i;
/** One logical line, after wrapped lines have been joined: `Il giorno … ha scritto:`, `On … wrote:`. */
const ATTRIBUTION =
  /^(?:(?:il(?: giorno)?|in data)\s.{4,300}(?:ha scritto|scrive)|on\s.{4,300}wrote|le\s.{4,300}a écrit|am\s.{4,300}(?:schrieb.{0,200})|el\s.{4,300}escribió)\s?:\s*$/i;
const ATTRIBUTION_START = /^(?:il|in data|on|le|am|el)\s/i;
const HEADER_FROM = /^\*?(?:da|from|von|de)\s?:\*?\s+\S/i;
const HEADER_NEXT =
  /^\*?(?:inviato|data|a|cc|oggetto|sent|date|to|subject|gesendet|an|betreff|envoyé|à|objet|enviado|para|asunto)\s?:/i;

function isAttribution(lines: readonly string[], at: number): number {
  const first = lines[at] ?? '';
  if (!ATTRIBUTION_START.test(first)) return 0;
  let joined = '';
  for (let count = 1; count <= 4 && at + count - 1 < lines.length; count++) {
    const next = (lines[at + count - 1] ?? '').trim();
    if (next === '') return 0;
    joined = joined === '' ? next : `${joined} ${next}`;
    if (joined.length > 600) return 0;
    if (ATTRIBUTION.test(joined)) return count;
  }
  return 0;
}

function isHeaderBlock(lines: readonly string[], at: number): boolean {
  if (!HEADER_FROM.test(lines[at] ?? '')) return false;
  let fields = 0;
  for (let next = at + 1; next < Math.min(at + 8, lines.length); next++) {
    if (HEADER_NEXT.test(lines[next] ?? '')) fields++;
  }
  return fields >= 2;
}

/** Only quoted or blank lines from here on: the history stands at the end and holds no answer between its lines. */
function onlyQuotedAfter(lines: readonly string[], from: number): boolean {
  let quoted = false;
  for (let at = from; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (line.startsWith('>')) quoted = true;
    else if (line.trim() !== '') return false;
  }
  return quoted;
}

/** Splits a plain text body. Answers written between quoted lines stay whole, as one `own` part. */
export function splitQuotedText(text: string): SplitBody {
  const split = cutQuoted(text);
  return split.own.trim() === '' ? { own: text, quoted: '' } : split;
}

/** Whether a body holds nothing of its writer: it is empty, or history from its first line on. */
export const saysNothingOwn = (text: string): boolean => cutQuoted(text).own.trim() === '';

function cutQuoted(text: string): SplitBody {
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''));
  const anyQuote = lines.some((line) => line.startsWith('>'));
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    let cut = false;
    if (ORIGINAL.test(line) || isHeaderBlock(lines, at)) cut = true;
    else if (line.startsWith('>')) cut = onlyQuotedAfter(lines, at);
    else {
      const count = isAttribution(lines, at);
      // Some clients indent nothing: then what follows the attribution is the history, as nobody quotes by `>`.
      cut = count > 0 && (anyQuote ? onlyQuotedAfter(lines, at + count) : true);
    }
    if (!cut) continue;
    let end = at;
    while (end > 0 && /^[\s_]*$/.test(lines[end - 1] ?? '')) end--;
    return { own: lines.slice(0, end).join('\n'), quoted: lines.slice(at).join('\n') };
  }
  return { own: text, quoted: '' };
}

/** Longer than this no history is looked for: it will be shown as text anyway. */
const MAX_SPLIT = 1_000_000;

/** Marks that mail clients put before the history. Looked for in the HTML as received, before it is made safe. */
const HTML_MARKS = [
  /<(?:div|blockquote)\b[^>]{0,300}class=["']?[^"'>]{0,100}\b(?:gmail_quote|yahoo_quoted|protonmail_quote|moz-cite-prefix|zmail_extra|tutanota_quote)\b/i,
  /<blockquote\b[^>]{0,300}type=["']?cite/i,
  /<(?:div|hr)\b[^>]{0,300}id=["']?(?:x_)?(?:appendonsend|divRplyFwdMsg|stopSpelling|mail-editor-reference-message-container|reply-intro)\b/i,
  /<div\b[^>]{0,200}style=["'][^"'>]{0,200}border:\s?none;\s?border-top:\s?solid #(?:E1E1E1|B5C4DF) 1\.0pt/i,
  /-{3,}\s*(?:Messaggio originale|Original Message)\s*-{3,}/i,
];

/** Splits an HTML body at the first mark that leaves something of the writer's own above it. */
export function splitQuotedHtml(html: string): SplitBody {
  let cut = -1;
  if (html.length > MAX_SPLIT) return { own: html, quoted: '' };
  for (const mark of HTML_MARKS) {
    const found = mark.exec(html);
    if (found && (cut < 0 || found.index < cut)) cut = found.index;
  }
  if (cut < 0) return { own: html, quoted: '' };
  // Apple puts the attribution in a block of its own, right before the cited block.
  const before = html.slice(Math.max(0, cut - 1_500), cut);
  const attribution =
    /<(?:div|p|span)\b[^<>]{0,200}>(?:\s|<br[^<>]{0,20}>)*(?:Il(?: giorno)? |On |In data )[^<]{4,200}(?:<a\b[^<>]{0,300}>[^<]{0,200}<\/a>[^<]{0,40})?(?:ha scritto|wrote)\s?:(?:\s|&nbsp;|<br[^<>]{0,20}>|<\/(?:div|p|span)>){0,10}$/i.exec(
      before,
    );
  if (attribution) cut -= before.length - attribution.index;
  const own = html.slice(0, cut);
  if (htmlToText(own).trim() === '' && !/<img\b/i.test(own)) return { own: html, quoted: '' };
  return { own, quoted: html.slice(cut) };
}

/** Both bodies of a mail, each split by its own marks. */
export function splitQuoted(mail: { text: string; html: string | null }): {
  text: SplitBody;
  html: SplitBody | null;
} {
  return { text: splitQuotedText(mail.text), html: mail.html === null ? null : splitQuotedHtml(mail.html) };
}
