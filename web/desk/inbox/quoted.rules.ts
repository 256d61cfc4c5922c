/** What a mail says, and the history under it that the reader has seen already. */
export interface Folded {
  fresh: string;
  quoted: string | null;
}

// "Il giorno mar 17 nov 2026 alle ore 10:42 Lucia ha scritto:", "On Tue, … wrote:", Outlook's header block.
const opener =
  /^(?:>|(?:Il (?:giorno )?.{6,120}ha scritto:|On .{6,160}wrote:|Am .{6,120}schrieb.{0,60}:|Le .{6,120}a écrit ?:)\s*$|-{2,}\s*(?:Messaggio originale|Original Message|Messaggio inoltrato|Forwarded message)\s*-{2,}|_{10,}\s*$|(?:Da|From): .+)/i;

/** Splits plain text before its quoted history; nothing is folded when nothing would be left. */
export function foldText(text: string): Folded {
  const lines = text.split('\n');
  for (let at = 1; at < lines.length; at++) {
    const line = lines[at]?.trim() ?? '';
    if (!opener.test(line)) continue;
    // A line that begins with ">" opens the history only when nothing of the writer's own follows.
    if (
      line.startsWith('>') &&
      lines.slice(at).some((rest) => rest.trim() !== '' && !rest.trim().startsWith('>'))
    )
      continue;
    if (
      /^(?:Da|From):/i.test(line) &&
      !lines.slice(at + 1, at + 5).some((rest) => /^\s*(?:Inviato|Sent|A|To|Data|Date):/i.test(rest))
    )
      continue;
    const fresh = lines.slice(0, at).join('\n').trimEnd();
    if (fresh.split('\n').every((one) => one.trim() === '' || one.trim().startsWith('>'))) continue;
    return { fresh, quoted: lines.slice(at).join('\n') };
  }
  return { fresh: text, quoted: null };
}
