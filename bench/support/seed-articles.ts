import { random } from '#server/app/demo/index.ts';
import type { DemoArticle } from '#server/app/demo/knowledge/shapes.ts';

// Articles about other things than the demo's, in the same kind of words: what a search must not take for the right ones.

const services = [
  ['mensa scolastica', 'pasto, dieta, classe'],
  ['asilo nido', 'bambini, retta, graduatoria'],
  ['parcheggio residenti', 'sosta, strisce, permesso'],
  ['biblioteca comunale', 'prestito, libri, sala studio'],
  ['palestra comunale', 'corsi, certificato medico'],
  ['trasporto scolastico', 'scuolabus, fermata, abbonamento'],
  ['illuminazione votiva', 'cimitero, lampada, loculo'],
  ['teleriscaldamento', 'sottocentrale, scambiatore, condominio'],
  ['occupazione di suolo pubblico', 'ponteggio, dehors, canone'],
  ['mercato settimanale', 'banco, posteggio, ambulanti'],
  ['impianti sportivi', 'campo, società, ore'],
  ['servizi cimiteriali', 'concessione, sepoltura, tomba'],
  ['pratiche edilizie', 'permesso, planimetria, cila'],
  ['anagrafe canina', 'cane, microchip, proprietario'],
  ['teatro civico', 'biglietto, stagione, posto'],
  ['noleggio biciclette', 'bicicletta, stazione, sblocco'],
  ['affissioni', 'manifesto, spazio, diritti'],
  ['autobus urbano', 'corsa, linea, biglietteria'],
  ['residenza per anziani', 'ospite, assistenza, camera'],
  ['centro estivo', 'settimana, educatori, gita'],
] as const;
const matters = [
  ['iscrizione', 'Si presenta la domanda con un documento e il codice fiscale, entro la data del bando.'],
  ['pagamento', 'Si paga con l’avviso ricevuto; la ricevuta va conservata per un anno.'],
  ['rimborso', 'Chi ha versato di più chiede la restituzione con il modulo e le ricevute.'],
  ['rinuncia', 'La rinuncia si comunica per iscritto e vale dal mese dopo.'],
  ['tariffe', 'Le tariffe cambiano con la fascia di reddito e con il numero di persone.'],
  ['orari', 'L’ufficio riceve al mattino e, su appuntamento, al pomeriggio.'],
  ['reclami', 'La segnalazione riceve una risposta scritta dall’ufficio competente.'],
  ['riduzioni', 'Ha diritto alla riduzione chi presenta la dichiarazione aggiornata.'],
  ['cambio dei dati', 'Indirizzo e recapiti si aggiornano dal portale o allo sportello.'],
  ['tessera', 'La tessera si ritira di persona e si sostituisce se si perde.'],
] as const;
/** How people ask about it. */
const askedFor: Readonly<Record<string, readonly string[]>> = {
  iscrizione: [
    'Come ci si iscrive?',
    'Entro quando faccio la domanda?',
    'Quali documenti servono per iscriversi?',
  ],
  pagamento: ['Come si paga?', 'Posso pagare a rate?', 'Ho pagato in ritardo, che succede?'],
  rimborso: ['Mi ridate i soldi?', 'Ho pagato due volte, come riavere quanto versato?'],
  rinuncia: ['Non mi serve più, come disdico?', 'Voglio rinunciare al posto'],
  tariffe: ['Quanto costa?', 'Con l’ISEE pago meno?', 'Perché è aumentato il prezzo?'],
  orari: ['A che ora aprite?', 'Che giorni ricevete?', 'Serve un appuntamento?'],
  reclami: ['Voglio lamentarmi', 'A chi segnalo un problema?', 'Non mi avete risposto'],
  riduzioni: ['C’è uno sconto?', 'Siamo una famiglia numerosa, paghiamo meno?'],
  'cambio dei dati': ['Ho cambiato indirizzo', 'Devo aggiornare il telefono'],
  tessera: ['Ho perso la tessera', 'La tessera non funziona', 'Dove ritiro la tessera?'],
};
const places = [
  'Colle Alto',
  'Borgo Lungo',
  'Pratofiorito',
  'Santa Lena',
  'Montecorvo',
  'Valbona',
  'Ripalta',
  'Fontechiara',
];
const more = [
  'La richiesta si può fare anche per conto di un familiare.',
  'Chi non può venire manda i documenti per posta elettronica.',
  'Il contratto dura un anno e si rinnova da solo.',
  'In caso di ritardo arriva un sollecito.',
  'Un tecnico controlla l’impianto prima dell’inizio.',
  'Il servizio è sospeso nei giorni festivi.',
  'Per informazioni chiami il numero verde.',
  'Le domande si esaminano in ordine di arrivo.',
] as const;

/** So many articles about other things, the same every time. */
export function otherArticles(count: number): DemoArticle[] {
  const rng = random('other-articles');
  return Array.from({ length: count }, (_, index) => {
    const [service, keywords] = services[index % services.length]!;
    const [matter, first] = matters[Math.floor(index / services.length) % matters.length]!;
    const place = places[rng.int(0, places.length - 1)]!;
    const rest = Array.from({ length: rng.int(2, 5) }, () => more[rng.int(0, more.length - 1)]!);
    return {
      code: `altro-${index + 1}`,
      subject: '',
      title: `${service[0]!.toUpperCase()}${service.slice(1)}: ${matter}, ${place} ${rng.int(1, 400)}`,
      summary: `${first} Vale per ${service} a ${place}.`,
      body: rest.join('\n\n'),
      keywords,
      asked: askedFor[matter]!.map((one) => `${one} (${service})`),
    };
  });
}
