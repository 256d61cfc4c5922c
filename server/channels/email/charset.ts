/**
 * Bytes to text for mail: the declared charset is a hint that is often wrong or missing.
 * Node's TextDecoder (full ICU) knows every WHATWG encoding; UTF-7, which WHATWG left out, is decoded here.
 */
import { isAscii, isUtf8 } from 'node:buffer';

/** Names seen in the wild that WHATWG does not list, and what they mean. */
const ALIASES: Readonly<Record<string, string>> = {
  cp936: 'gbk',
  cp932: 'shift_jis',
  cp949: 'euc-kr',
  cp950: 'big5',
  'utf8-mb4': 'utf-8',
  utf8mb4: 'utf-8',
  'iso-10646-ucs-2': 'utf-16be',
  'x-unknown': '',
  'unknown-8bit': '',
  '8bit': '',
  '7bit': '',
  binary: '',
  default: '',
  none: '',
};

type Decoder = InstanceType<typeof TextDecoder>;
const decoders = new Map<string, Decoder | null>();

function decoderFor(label: string): Decoder | null {
  const known = decoders.get(label);
  if (known !== undefined) return known;
  let decoder: Decoder | null = null;
  try {
    decoder = new TextDecoder(label, { fatal: false });
    if (decoder.encoding === 'replacement') decoder = null;
  } catch {
    decoder = null; // an unknown label is an answer here: the caller falls back to detection
  }
  // Labels come from strangers: the cache stays small whatever they send.
  if (decoders.size < 200) decoders.set(label, decoder);
  return decoder;
}

/** Lower case, without quotes, spaces, RFC 2231 language and the commonest misspellings. */
export function normalCharset(label: string | null | undefined): string {
  let name = (label ?? '').toLowerCase().replace(/["'\s]/g, '');
  const star = name.indexOf('*');
  if (star >= 0) name = name.slice(0, star);
  name = name
    .replace(/^utf_?(\d)/, 'utf-$1')
    .replace(/^win(?:dows)?[-_]?(\d{3,4})$/, 'windows-$1')
    .replace(/^cp[-_]?(125\d)$/, 'windows-$1')
    .replace(/^iso[-_]?8859[-_]?(\d+)(?:-[ie])?$/, 'iso-8859-$1');
  return ALIASES[name] ?? name;
}

/** UTF-7 (RFC 2152): `+` opens a run of base64 over UTF-16BE, `-` or any other character closes it. */
function decodeUtf7(bytes: Buffer): string {
  return bytes.toString('latin1').replace(/\+([A-Za-z0-9+/]*)-?/g, (_all, run: string) => {
    if (run === '') return '+';
    const wide = Buffer.from(run, 'base64');
    return wide
      .subarray(0, wide.length - (wide.length % 2))
      .swap16()
      .toString('utf16le');
  });
}

/** PostgreSQL text cannot hold U+0000 and JSON consumers choke on lone surrogates: neither leaves this file. */
function storable(text: string): string {
  const clean = text.includes('\0') ? text.replaceAll('\0', '') : text;
  return clean.isWellFormed() ? clean : clean.toWellFormed();
}

const SINGLE_BYTE = /^(?:iso-8859-|windows-|koi8|latin|macintosh|us-ascii|ascii|l\d$)/;

/**
 * Decodes a body or a header value.
 * Order: plain ASCII as it is (save ISO-2022 escapes and UTF-7); bytes that are valid UTF-8 with accents are UTF-8
 * even when a single-byte charset was declared (text in a single-byte charset is practically never valid UTF-8);
 * then the declared charset; without a usable one, Windows-1252, what old western mailers mean.
 */
export function decodeBytes(bytes: Buffer, declared?: string | null): string {
  const label = normalCharset(declared);
  if (label === 'utf-7' || label === 'unicode-1-1-utf-7') return storable(decodeUtf7(bytes));
  if (isAscii(bytes)) {
    const escaped = bytes.includes(0x1b);
    if (label.startsWith('iso-2022-jp') || (escaped && bytes.includes('\u001b$B'))) {
      return storable(decoderFor('iso-2022-jp')?.decode(bytes) ?? bytes.toString('latin1'));
    }
    if (label !== 'hz-gb-2312' && !label.startsWith('utf-16')) return storable(bytes.toString('latin1'));
  }
  const wide = label.startsWith('utf-16') || label === 'unicode';
  if (!wide && (label === '' || label.startsWith('utf-8') || SINGLE_BYTE.test(label)) && isUtf8(bytes)) {
    const text = bytes.toString('utf8');
    return storable(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  }
  if (label !== '' && !label.startsWith('utf-8')) {
    const decoder = decoderFor(label);
    if (decoder) {
      const text = decoder.decode(bytes);
      // A multi-byte charset declared over UTF-8 bytes betrays itself by replacement characters.
      return storable(text.includes('\ufffd') && isUtf8(bytes) ? bytes.toString('utf8') : text);
    }
    if (isUtf8(bytes)) return storable(bytes.toString('utf8'));
  }
  if (label.startsWith('utf-8')) {
    // Mostly right UTF-8 with a torn character (cut by a gateway) stays UTF-8; else it was never UTF-8.
    const text = bytes.toString('utf8');
    let torn = 0;
    let accents = 0;
    for (const char of text) {
      if (char === '\ufffd') torn++;
      else if (char > '\u007f') accents++;
    }
    if (accents >= torn) return storable(text);
  }
  return storable(decoderFor('windows-1252')?.decode(bytes) ?? bytes.toString('latin1'));
}
