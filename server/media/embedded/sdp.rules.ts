import { isIPv4 } from 'node:net';

// What is done to session descriptions on their way: pure.

const lines = (sdp: string): string[] => sdp.split(/\r?\n/).filter((line) => line !== '');
const whole = (all: readonly string[]): string => `${all.join('\r\n')}\r\n`;

/**
 * Whether an offer can be answered here: one audio stream with A-law.
 * @returns what is wrong with it, for people; null when nothing is
 */
export function offerTrouble(offer: string): string | null {
  const all = lines(offer);
  if (!all[0]?.startsWith('v=0')) return 'a session description (SDP)';
  const media = all.filter((line) => line.startsWith('m='));
  if (media.length !== 1 || !media[0]!.startsWith('m=audio ')) return 'exactly one stream, of audio';
  if (!/^m=audio \d+ [A-Z/]+.* 8( |$)/.test(media[0]!))
    return 'an audio stream that offers G.711 A-law (PCMA)';
  if (!all.some((line) => line.startsWith('a=fingerprint:'))) return 'an encrypted stream (DTLS)';
  return null;
}

/**
 * The offer without candidates that nobody here would try: names to be asked for by multicast, and what is not UDP over
 * IPv4. The browser finds us, not we the browser.
 */
export const lightOffer = (offer: string): string =>
  whole(
    lines(offer).filter((line) => {
      if (!line.startsWith('a=candidate:')) return true;
      const [, , protocol, , address] = line.split(' ');
      return protocol?.toLowerCase() === 'udp' && isIPv4(address ?? '');
    }),
  );

/** The port of the first candidate of ours; null: there is none, it could not be opened. */
export function candidatePort(answer: string): number | null {
  const found = /^a=candidate:\S+ 1 udp \d+ \S+ (\d+) typ host/im.exec(answer);
  return found === null ? null : Number(found[1]);
}

/**
 * The answer of a library that would take whatever was offered: only A-law and keys are left of it, and what we send is
 * announced by its source.
 */
export function onlyTelephone(answer: string, source: number): string {
  const all = lines(answer);
  const keys = all.flatMap((line) => /^a=rtpmap:(\d+) telephone-event\/8000/.exec(line)?.[1] ?? []);
  const kept = new Set(['8', ...keys]);
  return whole(
    all.flatMap((line) => {
      if (line.startsWith('m=audio ')) {
        const [media, port, protocol, ...types] = line.split(' ');
        return [[media, port, protocol, ...types.filter((type) => kept.has(type))].join(' ')];
      }
      const type = /^a=(?:rtpmap|fmtp|rtcp-fb):(\d+)/.exec(line)?.[1];
      if (type !== undefined && !kept.has(type)) return [];
      return line.startsWith('a=mid:') ? [line, `a=ssrc:${source} cname:filodiretto`] : [line];
    }),
  );
}

/**
 * The answer with a candidate for each of our addresses, all at the one port that is open at all of them, the best
 * first; and what a telephone needs to be said: 20 ms, one packet each.
 */
export function fullAnswer(answer: string, addresses: readonly string[]): string {
  const port = candidatePort(answer);
  let written = false;
  return whole(
    lines(answer).flatMap((line) => {
      if (line.startsWith('a=candidate:')) {
        if (written || port === null) return [];
        written = true;
        return addresses.map(
          (address, i) =>
            `a=candidate:${i + 1} 1 udp ${((126 << 24) | ((65_535 - i * 256) << 8) | 255) >>> 0} ${address} ${port} typ host generation 0`,
        );
      }
      return line.startsWith('a=ptime') ? [] : [line];
    }),
  ).replace(/^(a=rtpmap:8 .*\r\n)/m, '$1a=ptime:20\r\n');
}
