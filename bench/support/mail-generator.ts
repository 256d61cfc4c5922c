/**
 * Seeded mail as customers of a water and electricity company send it: replies, attachments, old charsets, HTML,
 * phones that quote everything. One seed, one stream of bytes; addresses are at example.org only.
 */

/** Numbers in [0, 1). */
export type Rng = () => number;

/** A small seeded generator (mulberry32). */
export function seededRng(seed: number): Rng {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** What is answered: the mail's id, its references, its subject and who wrote it. */
export type ReplyTarget = {
  messageId: string;
  references?: readonly string[];
  subject: string;
  from?: { name: string; address: string };
  text?: string;
};

export type GenerateMailOptions = {
  /** Address of the entry point. */
  to?: string;
  from?: { name: string; address: string };
  replyTo?: ReplyTarget;
  date?: Date;
  /** Message-ID without chance, for a run that counts what arrived. Brackets included. */
  messageId?: string;
};

const FIRST = [
  'Giulia',
  'Marco',
  'Lucia',
  'Andrea',
  'Francesca',
  'Paolo',
  'Chiara',
  'Davide',
  'Elena',
  'Nicolò',
  'Sara',
  'Piero',
  'Loredana',
  'Matteo',
  'Ilaria',
  'Renzo',
];
const LAST = [
  'Bianchi',
  'Ferri',
  'Conti',
  'Galli',
  'Moretti',
  'Riva',
  'Serra',
  'Dalpozzo',
  'Fontana',
  'Marchetti',
  'Niccolò',
  'Pèrcivaldi',
  'Orsini',
  'Vitale',
];
const TOPICS = [
  {
    subject: 'Bolletta acqua troppo alta',
    lines: [
      'ho ricevuto la bolletta dell’acqua del periodo {period} con un importo di € {amount}, molto più alto del solito.',
      'Il contatore matricola {meter} segna {reading} m³: potete verificare se la lettura è stimata?',
    ],
  },
  {
    subject: 'Doppio addebito luce',
    lines: [
      'nel mio conto risultano due addebiti per la fattura {invoice} di € {amount}.',
      'Chiedo il rimborso del secondo, perché la fornitura è una sola.',
    ],
  },
  {
    subject: 'Autolettura contatore',
    lines: [
      'comunico la lettura del contatore {meter}: {reading}, rilevata oggi.',
      'La fornitura è intestata a me in {street}.',
    ],
  },
  {
    subject: 'Richiesta voltura',
    lines: [
      'vorrei intestarmi la fornitura di energia elettrica in {street}: il precedente intestatario è mio padre.',
      'Quali documenti servono e quanto tempo ci vuole?',
    ],
  },
  {
    subject: 'Perdita d’acqua in strada',
    lines: [
      'segnalo una perdita d’acqua davanti al civico di {street}, da questa mattina.',
      'Il marciapiede è già allagato: è possibile un intervento urgente?',
    ],
  },
  {
    subject: 'Rateizzazione fattura {invoice}',
    lines: [
      'a causa di una perdita occulta la fattura {invoice} è di € {amount}.',
      'Chiedo di poterla pagare in sei rate e l’applicazione della tariffa prevista per le perdite.',
    ],
  },
  {
    subject: 'Interruzione della corrente',
    lines: [
      'in {street} manca la corrente dalle ore {hour}:00, il contatore {meter} è spento.',
      'Abbiamo in casa una persona con apparecchi elettromedicali: quando torna?',
    ],
  },
  {
    subject: 'Bonus sociale non applicato',
    lines: [
      'il bonus sociale idrico non compare nella bolletta del periodo {period}.',
      'Ho presentato la dichiarazione a gennaio: perché non è stato riconosciuto?',
    ],
  },
  {
    subject: 'Cambio indirizzo di recapito',
    lines: [
      'mi sono trasferito: vi chiedo di spedire le bollette in {street}.',
      'Il codice cliente è {customer}. È possibile anche averle per posta elettronica?',
    ],
  },
] as const;
const STREETS = [
  'via Garibaldi',
  'via dei Mille',
  'piazza della Libertà',
  'corso Cavour',
  'via Città di Castello',
  'vicolo del Pozzo',
];
const MONTHS = [
  'gennaio-febbraio',
  'marzo-aprile',
  'maggio-giugno',
  'luglio-agosto',
  'settembre-ottobre',
  'novembre-dicembre',
];

function pick<T>(rng: Rng, list: readonly T[]): T {
  return list[Math.floor(rng() * list.length)] as T;
}
const whole = (rng: Rng, low: number, high: number): number => low + Math.floor(rng() * (high - low + 1));

function fill(rng: Rng, text: string): string {
  return text.replace(/\{(\w+)\}/g, (all, name: string) => {
    switch (name) {
      case 'amount':
        return `${whole(rng, 40, 900)},${String(whole(rng, 0, 99)).padStart(2, '0')}`;
      case 'period':
        return pick(rng, MONTHS);
      case 'meter':
        return `A${whole(rng, 1_000_000, 9_999_999)}`;
      case 'reading':
        return String(whole(rng, 120, 9_800));
      case 'invoice':
        return `2026/${whole(rng, 100_000, 999_999)}`;
      case 'customer':
        return String(whole(rng, 10_000_000, 99_999_999));
      case 'street':
        return `${pick(rng, STREETS)} ${whole(rng, 1, 180)}`;
      case 'hour':
        return String(whole(rng, 6, 21));
      default:
        return all;
    }
  });
}

/** Characters that Latin-1 lacks and Windows-1252 has, as their byte in the latter. */
const WINDOWS: Readonly<Record<string, number>> = { '€': 0x80, '’': 0x92, '“': 0x93, '”': 0x94, '–': 0x96 };

function encodeText(text: string, charset: string): Buffer {
  if (charset === 'utf-8') return Buffer.from(text, 'utf8');
  if (charset === 'windows-1252')
    return Buffer.from(
      Array.from(text, (char) => WINDOWS[char] ?? (char.charCodeAt(0) < 256 ? char.charCodeAt(0) : 63)),
    );
  return Buffer.from(text.replaceAll('€', 'EUR').replaceAll('’', "'"), 'latin1');
}

function encodedWord(text: string, charset: string, encoding: 'B' | 'Q'): string {
  if (/^[ -~]*$/.test(text)) return text;
  const words: string[] = [];
  const chars = Array.from(text);
  for (let at = 0; at < chars.length; at += 24) {
    const bytes = encodeText(chars.slice(at, at + 24).join(''), charset);
    const payload =
      encoding === 'B'
        ? bytes.toString('base64')
        : bytes
            .toString('latin1')
            .replace(/[^A-Za-z0-9]/g, (char) =>
              char === ' ' ? '_' : `=${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
            );
    words.push(`=?${charset}?${encoding}?${payload}?=`);
  }
  return words.join('\r\n ');
}

function quotedPrintable(bytes: Buffer): string {
  let out = '';
  let column = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === 13 && bytes[at + 1] === 10) {
      out += '\r\n';
      column = 0;
      at++;
      continue;
    }
    const endOfLine = bytes[at + 1] === 13 || at === bytes.length - 1;
    const plain = (byte >= 33 && byte <= 126 && byte !== 61) || ((byte === 32 || byte === 9) && !endOfLine);
    const piece = plain ? String.fromCharCode(byte) : `=${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    if (column + piece.length > 75) {
      out += '=\r\n';
      column = 0;
    }
    out += piece;
    column += piece.length;
  }
  return out;
}

function base64Lines(bytes: Buffer): string {
  return bytes.toString('base64').replace(/(.{76})(?=.)/g, '$1\r\n');
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

type Attached = { name: string; type: string; content: Buffer };

function attachment(rng: Rng): Attached {
  const size = rng() < 0.8 ? whole(rng, 8_000, 60_000) : whole(rng, 60_000, 250_000);
  const content = Buffer.alloc(size);
  for (let at = 0; at + 4 <= size; at += 4) content.writeUInt32LE(Math.floor(rng() * 4_294_967_296), at);
  switch (whole(rng, 0, 3)) {
    case 0:
      content.write('%PDF-1.5\n%\n', 0, 'latin1');
      return { name: `bolletta_${whole(rng, 100_000, 999_999)}.pdf`, type: 'application/pdf', content };
    case 1:
      Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex').copy(content);
      return { name: `foto contatore è ${whole(rng, 1, 30)}.jpg`, type: 'image/jpeg', content };
    case 2:
      Buffer.from('89504e470d0a1a0a0000000d49484452000000100000001008060000001ff3ff61', 'hex').copy(content);
      return { name: 'schermata.png', type: 'image/png', content };
    default:
      return {
        name: 'letture.csv',
        type: 'text/csv',
        content: Buffer.from(
          `data;lettura\r\n${Array.from({ length: 60 }, (_, day) => `2026-0${1 + (day % 9)}-10;${1_000 + day * 7}`).join('\r\n')}\r\n`,
        ),
      };
  }
}

function fileNameParams(name: string): { type: string; disposition: string } {
  if (/^[ -~]*$/.test(name)) return { type: `; name="${name}"`, disposition: `; filename="${name}"` };
  const coded = encodeURIComponent(name).replace(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return {
    type: `;\r\n name="${encodedWord(name, 'utf-8', 'B')}"`,
    disposition: `;\r\n filename*=utf-8''${coded}`,
  };
}

const token = (rng: Rng, length: number): string => {
  let out = '';
  while (out.length < length) out += Math.floor(rng() * 4_294_967_296).toString(36);
  return out.slice(0, length);
};

/**
 * One mail, ready for DATA or a raw import. About half are plain text, half have HTML beside it; one in five carries
 * an attachment; one in four is in an old charset. With `replyTo` it is an answer as real clients write them.
 */
export function generateMail(rng: Rng, options: GenerateMailOptions = {}): Buffer {
  const topic = pick(rng, TOPICS);
  const first = pick(rng, FIRST);
  const last = pick(rng, LAST);
  const from = options.from ?? {
    name: `${first} ${last}`,
    address: `${`${first}.${last}`
      .normalize('NFD')
      .replace(/[^A-Za-z.]/g, '')
      .toLowerCase()}.${whole(rng, 1, 9_999)}@example.org`,
  };
  const date = options.date ?? new Date(Date.UTC(2026, 2, 2, 8) + Math.floor(rng() * 90 * 86_400_000));
  const messageId = options.messageId ?? `<${token(rng, 12)}.${token(rng, 12)}@mail.example.org>`;
  const charset = pick(rng, ['utf-8', 'utf-8', 'utf-8', 'windows-1252', 'iso-8859-1'] as const);
  const reply = options.replyTo;
  const subject = reply
    ? `${pick(rng, ['Re: ', 'R: ', 'RE: '])}${reply.subject.replace(/^(?:(?:re|r):\s*)+/i, '')}`
    : fill(rng, topic.subject);
  const opening = pick(rng, [
    'Buongiorno,',
    'Gentile servizio clienti,',
    'Salve,',
    'Spett.le Acque e Luce del Colle,',
  ]);
  const paragraphs = reply
    ? [
        pick(rng, [
          'grazie per la risposta, ma il problema non è risolto:',
          'ecco quanto mi avete chiesto.',
          'va bene così, però vorrei una conferma scritta.',
        ]),
        fill(rng, topic.lines[1]),
      ]
    : topic.lines.map((line) => fill(rng, line));
  const closing = [
    pick(rng, ['Cordiali saluti', 'Distinti saluti', 'Grazie e buona giornata', 'Resto in attesa']),
    from.name,
    ...(rng() < 0.4 ? [`Codice cliente ${whole(rng, 10_000_000, 99_999_999)}`] : []),
  ];
  const own = [opening, '', ...paragraphs, '', ...closing];
  const attribution = reply
    ? `Il giorno ${date.getUTCDate()} marzo 2026 alle ore ${String(date.getUTCHours()).padStart(2, '0')}:${String(date.getUTCMinutes()).padStart(2, '0')} ${reply.from?.name ?? 'Acque e Luce del Colle'} <${reply.from?.address ?? options.to ?? 'info@example.com'}> ha scritto:`
    : '';
  const oldLines = reply
    ? (reply.text ?? 'Gentile cliente,\nabbiamo ricevuto la sua richiesta e la stiamo verificando.').split(
        '\n',
      )
    : [];
  const text = [
    ...own,
    ...(reply ? ['', attribution, '', ...oldLines.map((line) => `> ${line}`)] : []),
    '',
  ].join('\r\n');

  const wordEncoding = rng() < 0.5 ? 'B' : 'Q';
  const headers = [
    `Received: from mx.example.org by mail.example.com with ESMTP id ${token(rng, 10)}; ${date.toUTCString().replace('GMT', '+0000')}`,
    `From: ${/^[\w ]+$/.test(from.name) ? from.name : encodedWord(from.name, charset, wordEncoding)} <${from.address}>`,
    `To: ${options.to ?? 'info@example.com'}`,
    `Subject: ${encodedWord(subject, charset, wordEncoding)}`,
    `Date: ${date.toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: ${messageId}`,
    ...(reply
      ? [
          `In-Reply-To: ${reply.messageId}`,
          `References: ${[...(reply.references ?? []), reply.messageId].join('\r\n ')}`,
        ]
      : []),
    'MIME-Version: 1.0',
  ];
  const boundary = `=_${token(rng, 24)}`;
  const body = encodeText(text, charset);
  const encoding = rng() < 0.5 ? 'quoted-printable' : charset === 'utf-8' && rng() < 0.3 ? 'base64' : '8bit';
  const encode = (bytes: Buffer): string =>
    encoding === 'quoted-printable'
      ? quotedPrintable(bytes)
      : encoding === 'base64'
        ? base64Lines(bytes)
        : bytes.toString('latin1');
  const part = (type: string, bytes: Buffer): string =>
    `Content-Type: ${type}; charset=${charset}\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n${encode(bytes)}`;

  let content = part('text/plain', body);
  if (rng() < 0.5) {
    const quotedHtml = reply
      ? `<br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">${escape(attribution)}<br></div><blockquote class="gmail_quote" style="margin:0 0 0 .8ex;border-left:1px #ccc solid;padding-left:1ex">${oldLines.map(escape).join('<br>')}</blockquote></div>`
      : '';
    const html = `<html><head><style>p{margin:0}</style></head><body><div dir="ltr">${own.map((line) => (line === '' ? '<div><br></div>' : `<div>${escape(line)}</div>`)).join('')}</div>${quotedHtml}</body></html>`;
    content = `Content-Type: multipart/alternative; boundary="${boundary}a"\r\n\r\n--${boundary}a\r\n${content}\r\n--${boundary}a\r\n${part('text/html', encodeText(html, charset))}\r\n--${boundary}a--\r\n`;
  }
  if (rng() < 0.2) {
    const file = attachment(rng);
    const params = fileNameParams(file.name);
    content =
      `Content-Type: multipart/mixed; boundary="${boundary}m"\r\n\r\n--${boundary}m\r\n${content}\r\n--${boundary}m\r\n` +
      `Content-Type: ${file.type}${params.type}\r\nContent-Disposition: attachment${params.disposition}\r\nContent-Transfer-Encoding: base64\r\n\r\n${base64Lines(file.content)}\r\n--${boundary}m--\r\n`;
  }
  return Buffer.from(`${headers.join('\r\n')}\r\n${content}`, 'latin1');
}
