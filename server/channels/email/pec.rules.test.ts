import { expect, test } from 'vitest';
import { parseMail } from './mime.ts';
import { certificationOf } from './pec.rules.ts';

const daticert = (tipo: string, giorno: string, ora: string, zona: string) =>
  Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?><postacert tipo="${tipo}" errore="nessuno"><intestazione><mittente>ada@pec.example.org</mittente><destinatari tipo="certificato">ente@pec.example.org</destinatari><risposte>ada@pec.example.org</risposte><oggetto>Reclamo</oggetto></intestazione><dati><gestore-emittente>Gestore Prova</gestore-emittente><data zona="${zona}"><giorno>${giorno}</giorno><ora>${ora}</ora></data><identificativo>opec1.prova@pec.example.org</identificativo></dati></postacert>`,
  ).toString('base64');
const mail = (headers: string[], certificate: string | null) =>
  parseMail(
    Buffer.from(
      [
        ...headers,
        'From: "Per conto di: ada@pec.example.org" <posta-certificata@pec.example.org>',
        'To: ente@pec.example.org',
        'Subject: POSTA CERTIFICATA: Reclamo',
        'MIME-Version: 1.0',
        'Content-Type: multipart/mixed; boundary=b',
        '',
        '--b',
        'Content-Type: text/plain',
        '',
        'Messaggio di posta certificata',
        ...(certificate === null
          ? []
          : [
              '--b',
              'Content-Type: application/xml; name="daticert.xml"',
              'Content-Disposition: attachment; filename="daticert.xml"',
              'Content-Transfer-Encoding: base64',
              '',
              certificate,
            ]),
        '--b--',
        '',
      ].join('\r\n'),
    ),
  );
const arrived = new Date('2026-03-04T08:00:00+01:00');
const provider = 'Received: from mx by mailbox.pec.example.org; Tue, 3 Mar 2026 22:30:00 +0100';
const earlier = 'Received: from sender by mx.pec.example.org; Tue, 3 Mar 2026 22:29:00 +0100';
const certificate = daticert('posta-certificata', '03/03/2026', '22:28:10', '+0100');

test('a certified mail is delivered when its provider put it into the mailbox, not when we fetched it', () => {
  expect(
    certificationOf(mail([provider, earlier, 'X-Trasporto: posta-certificata'], certificate), arrived),
  ).toEqual({
    type: 'posta-certificata',
    identifier: 'opec1.prova@pec.example.org',
    deliveredAt: new Date('2026-03-03T22:30:00+01:00'),
  });
});

test('without that hour the one of its certificate counts, in the zone that it names', () => {
  const summer = daticert('posta-certificata', '03/07/2026', '22:28:10', '+0200');
  expect(
    certificationOf(mail(['X-Trasporto: posta-certificata'], summer), new Date('2026-07-04T08:00:00+02:00'))!
      .deliveredAt,
  ).toEqual(new Date('2026-07-03T20:28:10Z'));
});

test('an hour before the certificate or after the arrival is not believed', () => {
  const wrong = (received: string) =>
    certificationOf(mail([received, 'X-Trasporto: posta-certificata'], certificate), arrived)!.deliveredAt;
  expect(wrong('Received: from mx by box; Mon, 2 Mar 2026 10:00:00 +0100')).toEqual(
    new Date('2026-03-03T22:28:10+01:00'),
  );
  expect(wrong('Received: from mx by box; Fri, 6 Mar 2026 10:00:00 +0100')).toEqual(arrived);
});

test('a delivery receipt carries the hour of the delivery', () => {
  const receipt = daticert('avvenuta-consegna', '02/03/2026', '09:15:00', '+0100');
  expect(certificationOf(mail([provider, 'X-Ricevuta: avvenuta-consegna'], receipt), arrived)).toMatchObject({
    type: 'avvenuta-consegna',
    deliveredAt: new Date('2026-03-02T09:15:00+01:00'),
  });
});

test('an ordinary mail, an anomaly and a subject that only looks certified are no certified mail', () => {
  expect(certificationOf(mail([provider], certificate), arrived)).toBeNull();
  expect(certificationOf(mail([provider, 'X-Trasporto: errore'], null), arrived)).toBeNull();
});

test('a certificate that is none leaves the hour of the provider, or of the arrival', () => {
  const nonsense = Buffer.from('<postacert><dati><data><giorno>31/02/x</giorno></data></dati>').toString(
    'base64',
  );
  expect(
    certificationOf(mail([provider, 'X-Trasporto: posta-certificata'], nonsense), arrived)!.deliveredAt,
  ).toEqual(new Date('2026-03-03T22:30:00+01:00'));
  expect(certificationOf(mail(['X-Trasporto: posta-certificata'], null), arrived)!.deliveredAt).toEqual(
    arrived,
  );
});
