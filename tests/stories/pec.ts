import { randomUUID } from 'node:crypto';

// The provider of certified mail at the other end, as far as we see it: what it answers to a mail of ours.

export interface ReceiptWish {
  type: 'accettazione' | 'non-accettazione' | 'avvenuta-consegna' | 'errore-consegna';
  /** The Message-ID of the mail that it is about. */
  about: string;
  /** Who sent that mail, and gets the receipt; and to whom it went. */
  sender: string;
  recipient: string;
  subject: string;
  at: Date;
}

const two = (value: number) => String(value).padStart(2, '0');

/** A receipt (DPR 68/2005) with its daticert.xml, byte for byte as a provider writes it, but for the signature. */
export function writeReceipt({ type, about, sender, recipient, subject, at }: ReceiptWish): string {
  const day = `${two(at.getUTCDate())}/${two(at.getUTCMonth() + 1)}/${at.getUTCFullYear()}`;
  const hour = [at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()].map(two).join(':');
  const identifier = `opec1.${randomUUID()}@pec.example.org`;
  const title = { accettazione: 'ACCETTAZIONE', 'avvenuta-consegna': 'CONSEGNA' } as Record<string, string>;
  const certificate = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<postacert tipo="${type}" errore="nessuno"><intestazione><mittente>${sender}</mittente>`,
    `<destinatari tipo="certificato">${recipient}</destinatari><risposte>${sender}</risposte>`,
    `<oggetto>${subject}</oggetto></intestazione><dati><gestore-emittente>Gestore di Prova</gestore-emittente>`,
    `<data zona="+0000"><giorno>${day}</giorno><ora>${hour}</ora></data><identificativo>${identifier}</identificativo>`,
    `<msgid>${about.replaceAll('<', '&lt;').replaceAll('>', '&gt;')}</msgid>`,
    type === 'accettazione' ? '' : `<consegna>${recipient}</consegna>`,
    '</dati></postacert>',
  ].join('\n');
  return [
    'From: posta-certificata@pec.example.org',
    `To: ${sender}`,
    `Subject: ${title[type] ?? 'AVVISO'}: ${subject}`,
    `Message-ID: <${randomUUID()}@pec.example.org>`,
    `X-Ricevuta: ${type}`,
    `X-Riferimento-Message-ID: ${about}`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary="ricevuta"',
    '',
    '--ricevuta',
    'Content-Type: text/plain; charset=utf-8',
    '',
    `Il messaggio "${subject}" proveniente da ${sender} e indirizzato a ${recipient}: ${type}.`,
    '--ricevuta',
    'Content-Type: application/xml; name="daticert.xml"',
    'Content-Disposition: attachment; filename="daticert.xml"',
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from(certificate).toString('base64').replace(/.{76}/g, '$&\n'),
    '--ricevuta--',
    '',
  ]
    .join('\n')
    .replaceAll('\n', '\r\n');
}
