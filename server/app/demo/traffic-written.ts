import { createTransport, type SendMailOptions } from 'nodemailer';
import { zeroBits } from '#server/channels/form/proof-of-work.rules.ts';
import type { Random } from './index.ts';
import { bill, photograph } from './traffic-files.ts';
import { visitorAddress, type Visit } from './traffic-people.ts';
import type { Places } from './traffic-places.ts';
import { formFrom, mailFrom } from './writing.ts';

interface Sent {
  visit: Visit;
  to: string;
  subject: string;
  text: string;
  ids: string[];
}

/** Sends mails as customers do: plain and HTML, some with a photograph or a bill, some in reply to their own earlier one. */
export function mailSender(
  { smtp, addresses }: Places,
  rng: Random,
): { send(visit: Visit): Promise<void>; close(): void } {
  const transport = createTransport({
    host: smtp.host,
    port: smtp.port,
    secure: false,
    ignoreTLS: true,
    pool: true,
    maxConnections: 2,
  });
  const before: Sent[] = [];
  return {
    async send(visit) {
      const reply = before.length > 5 && rng.chance(0.15) ? rng.pick(before) : null;
      const mail = reply === null ? first(visit) : reminder(reply);
      const from = reply?.visit ?? visit;
      const id = `<${rng.uuid()}@${from.email.split('@')[1]!}>`;
      await transport.sendMail({ ...mail, from: { name: from.name, address: from.email }, messageId: id });
      if (reply !== null) reply.ids.push(id);
      else {
        before.push({
          visit,
          to: String(mail.to),
          subject: String(mail.subject),
          text: String(mail.text),
          ids: [id],
        });
        if (before.length > 200) before.shift();
      }
    },
    close: () => transport.close(),
  };

  function first({ item, address }: Visit): SendMailOptions {
    // Only in Italian: the sentence that speaks of the file is.
    const file =
      item.contact.language === 'it' && rng.chance(0.15) ? rng.pick([photograph, bill])(rng) : null;
    const ask = file === null ? item.exchange.ask : `${item.exchange.ask} ${file.said}`;
    const text = mailFrom(rng, item.customer, item.contact.language, ask);
    return {
      to: addresses.includes(address) ? address : rng.pick(addresses),
      subject: item.exchange.subject,
      text,
      ...(rng.chance(0.45) ? { html: asHtml(text) } : {}),
      ...(file === null ? {} : { attachments: [file.attachment] }),
      textEncoding: rng.pick(['quoted-printable', 'base64']),
    };
  }

  function reminder({ to, subject, text, ids }: Sent): SendMailOptions {
    const words = rng.pick([
      'Buongiorno, avete novità sulla mia richiesta? Grazie.',
      'Buongiorno,\n\naggiungo che il problema continua anche oggi. Attendo un riscontro.\n\nCordiali saluti',
      'Scusate, ho dimenticato di dire che sono reperibile solo dopo le 17.',
      'Vi ringrazio, resto in attesa.',
    ]);
    return {
      to,
      subject: `Re: ${subject.replace(/^Re: /, '')}`,
      text: `${words}\n\n${text.replace(/^/gm, '> ')}`,
      inReplyTo: ids.at(-1)!,
      references: [...ids],
    };
  }
}

const asHtml = (text: string): string =>
  `<div style="font-family: sans-serif">${text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .split(/\n\n+/)
    .map((part) => `<p>${part.replace(/\n/g, '<br>')}</p>`)
    .join('')}</div>`;

interface FormAsked {
  subjects: { id: string; name: string }[];
  challenge: { nonce: string; difficulty: number; signature: string };
}

/** Fills a web form in and sends it, its task solved. @throws Error with the server's words */
export async function sendForm({ url, forms }: Places, rng: Random, visit: Visit): Promise<void> {
  const { item, name, email } = visit;
  const headers = { 'x-forwarded-for': visitorAddress(rng) };
  const place = `${url}/api/v1/public/forms/${rng.pick(forms)}`;
  const asked = (await answered(await fetch(`${place}?lang=it`, { headers }))) as FormAsked;
  const first = item.topic.key.split('.')[0]!;
  // Subjects are told by their names; a customer who finds none that fits takes any.
  const fitting = asked.subjects.find((one) => one.name.toLowerCase().startsWith(first.slice(0, 5)));
  const { nonce, difficulty, signature } = asked.challenge;
  const file = item.contact.language === 'it' && rng.chance(0.12) ? photograph(rng) : null;
  const ask = file === null ? item.exchange.ask : `${item.exchange.ask} ${file.said}`;
  const body = new FormData();
  const fields: Record<string, string> = {
    name,
    email,
    phone: rng.chance(0.6) ? `+39310${rng.digits(7)}` : '',
    subject: asked.subjects.length === 0 ? '' : (fitting ?? rng.pick(asked.subjects)).id,
    message: formFrom(rng, item.contact.language, ask),
    language: item.contact.language === 'it' ? 'it' : 'en',
    consent: 'true',
    website: '',
    clientKey: rng.uuid(),
    nonce,
    difficulty: String(difficulty),
    signature,
    solution: solve(nonce, difficulty),
  };
  for (const [field, value] of Object.entries(fields)) body.append(field, value);
  if (file !== null)
    body.append(
      'files',
      new Blob([Uint8Array.from(file.attachment.content)], { type: file.attachment.contentType }),
      file.attachment.filename,
    );
  await answered(await fetch(place, { method: 'POST', headers, body }));
}

function solve(nonce: string, difficulty: number): string {
  for (let n = 0; ; n += 1) if (zeroBits(nonce, String(n)) >= difficulty) return String(n);
}

async function answered(response: Response): Promise<unknown> {
  const body = (await response.json()) as { detail?: string };
  if (!response.ok) throw new Error(`form: ${body.detail ?? response.status}`);
  return body;
}
