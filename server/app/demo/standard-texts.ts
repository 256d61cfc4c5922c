import type { Random } from './random.ts';
import type { DemoChannel, DemoStandardText } from './shapes.ts';

interface Text {
  code: string;
  title: string;
  body: string;
  /** The same in English. */
  en?: { title: string; body: string };
  channels?: DemoChannel[];
  class?: string;
}

const CHAT: DemoChannel[] = ['chat'];
const WRITTEN: DemoChannel[] = ['email', 'form'];

const TEXTS: readonly Text[] = [
  {
    code: 'saluto',
    title: 'Saluto iniziale',
    body: 'Buongiorno {{customer.name}}, sono {{agent.publicName}} del servizio clienti di Acque e Luce del Colle. Come posso aiutarla?',
    en: {
      title: 'Opening',
      body: 'Good morning {{customer.name}}, this is {{agent.publicName}} of Acque e Luce del Colle. How may I help you?',
    },
    channels: CHAT,
  },
  {
    code: 'verifica',
    title: 'Richiesta di identificazione',
    body: 'Per accedere ai suoi dati le chiedo il codice cliente, che trova in alto a destra in bolletta, oppure il codice fiscale dell’intestatario.',
  },
  {
    code: 'attendere',
    title: 'Attesa durante una verifica',
    body: 'Le chiedo di attendere qualche minuto mentre verifico.',
    channels: CHAT,
  },
  {
    code: 'congedo',
    title: 'Congedo',
    body: 'La ringrazio per averci contattato. Se ha bisogno di altro, siamo a disposizione.',
    en: {
      title: 'Closing',
      body: 'Thank you for writing to us. If you need anything else, we are at your disposal.',
    },
    channels: CHAT,
  },
  {
    code: 'ricevuta',
    title: 'Conferma di ricezione',
    body: 'Gentile {{customer.name}},\n\nabbiamo ricevuto la sua richiesta del {{contact.arrivedAt}} e la stiamo esaminando. Il numero della sua richiesta è {{contact.number}}.',
    en: {
      title: 'Receipt of a request',
      body: 'Dear {{customer.name}},\n\nwe have received your request of {{contact.arrivedAt}} and are looking into it. Its number is {{contact.number}}.',
    },
    channels: WRITTEN,
  },
  {
    code: 'documenti',
    title: 'Documenti mancanti',
    body: 'Gentile {{customer.name}},\n\nper completare la richiesta ci occorrono i documenti seguenti:\n\n- copia di un documento d’identità valido;\n- codice fiscale dell’intestatario;\n- titolo sull’immobile (rogito o contratto di locazione).\n\nPuò inviarli rispondendo a questo messaggio.',
    channels: WRITTEN,
    class: 'contratti.avvio.voltura',
  },
  {
    code: 'rateizzazione',
    title: 'Rateizzazione: condizioni',
    body: 'la bolletta può essere rateizzata fino a dieci giorni dopo la scadenza. Il piano è senza interessi, con rate mensili di almeno 30 euro. Per attivarlo è sufficiente la sua conferma.',
    en: {
      title: 'Payment in instalments',
      body: 'the bill may be paid in monthly instalments without interest if you ask within ten days of its due date. Your confirmation is enough for us to start the plan.',
    },
    class: 'bollette.pagamenti.rate',
  },
  {
    code: 'piano',
    title: 'Rateizzazione: piano attivato',
    body: 'il piano di rateizzazione richiesto è attivo. Le scadenze sono indicate nell’area clienti. Se una rata non viene pagata, il piano decade e l’importo residuo è dovuto per intero.',
    class: 'bollette.pagamenti.rate',
  },
  {
    code: 'autolettura',
    title: 'Autolettura registrata',
    body: 'abbiamo registrato la lettura che ci ha comunicato. Sarà usata per la prossima bolletta.',
    class: 'acqua.contatore.lettura',
  },
  {
    code: 'finestra',
    title: 'Autolettura gas: quando',
    body: 'la lettura del gas può essere comunicata dal 24 all’ultimo giorno del mese, dall’area clienti o rispondendo a questo messaggio con il codice PDR.',
    class: 'energia.contatore.gas',
  },
  {
    code: 'perdita',
    title: 'Segnalazione di perdita inoltrata',
    body: 'abbiamo inoltrato la segnalazione alla squadra di zona. Se la quantità d’acqua aumenta o la strada diventa pericolosa, chiami il numero dei guasti, attivo giorno e notte.',
    class: 'acqua.guasti.perdita',
  },
  {
    code: 'gas',
    title: 'Odore di gas',
    body: 'se avverte odore di gas, non accenda luci o fiamme, apra le finestre, chiuda il rubinetto ed esca. Da fuori chiami subito il pronto intervento indicato in bolletta: la chat e la posta non sono adatte alle emergenze.',
  },
  {
    code: 'torbida',
    title: 'Acqua torbida dopo i lavori',
    body: 'dopo i lavori l’acqua può essere torbida o colorata per alcuni minuti. Non è nociva: la lasci scorrere fredda finché torna limpida e pulisca i filtri dei rubinetti.',
    class: 'acqua.qualita.aspetto',
  },
  {
    code: 'voltura',
    title: 'Voltura: come si richiede',
    body: 'la voltura si richiede dall’area clienti, per e-mail o allo sportello. Servono un documento d’identità, il codice fiscale, il titolo sull’immobile e la lettura del contatore. Il costo è addebitato nella prima bolletta.',
    class: 'contratti.avvio.voltura',
  },
  {
    code: 'disdetta',
    title: 'Disdetta: tempi',
    body: 'la disdetta ha effetto dalla data richiesta. La bolletta di chiusura è emessa entro 45 giorni e comprende la restituzione del deposito, se versato.',
    class: 'contratti.fine.disdetta',
  },
  {
    code: 'bonus',
    title: 'Bonus sociale',
    body: 'il bonus sociale è riconosciuto in automatico a chi presenta ogni anno la DSU e ha un ISEE sotto la soglia: non occorre fare domanda. Di norma compare in bolletta dopo tre o quattro mesi.',
    class: 'bollette.bonus.sociale',
  },
  {
    code: 'occulta',
    title: 'Perdita occulta: sgravio',
    body: 'in caso di perdita nell’impianto interno, non visibile e riparata, può chiedere lo sgravio allegando la fattura della riparazione e le fotografie del contatore prima e dopo l’intervento.',
    class: 'bollette.importi.elevato',
  },
  {
    code: 'domiciliazione',
    title: 'Addebito in conto',
    body: 'l’addebito in conto si attiva o si modifica dall’area clienti, alla voce Pagamenti. La banca conferma di norma in dieci giorni; fino ad allora valgono le modalità attuali.',
    class: 'bollette.pagamenti.domiciliazione',
  },
  {
    code: 'digitale',
    title: 'Bolletta digitale',
    body: 'la bolletta digitale è gratuita e sostituisce quella su carta dalla prima emissione utile. Si attiva dall’area clienti, alla voce Le mie forniture.',
    class: 'bollette.invio.digitale',
  },
  {
    code: 'accesso',
    title: 'Nuova password',
    body: 'le abbiamo inviato un collegamento per impostare una nuova password, valido 24 ore. Se non lo trova, la preghiamo di controllare nella posta indesiderata.',
    class: 'servizio.online.accesso',
  },
  {
    code: 'sportello',
    title: 'Orari dello sportello',
    body: 'lo sportello di Piazza del Mercato è aperto dal lunedì al venerdì dalle 8.30 alle 12.30 e il giovedì anche dalle 14 alle 17. Con l’appuntamento non c’è attesa.',
    class: 'servizio.sportello.appuntamento',
  },
  {
    code: 'reclamo',
    title: 'Reclamo registrato',
    body: 'Gentile {{customer.name}},\n\nabbiamo registrato il suo reclamo con il numero {{case.number}}. Riceverà una risposta motivata per iscritto entro 30 giorni solari dal ricevimento.',
    channels: WRITTEN,
    class: 'reclami.qualita.attesa',
  },
  {
    code: 'indennizzo',
    title: 'Indennizzo automatico',
    body: 'lo standard previsto dalla Carta dei servizi non è stato rispettato. L’indennizzo le sarà accreditato nella prossima bolletta, senza necessità di richiesta. Ci scusiamo per il disagio.',
    class: 'reclami.qualita.attesa',
  },
  {
    code: 'chiusura',
    title: 'Pratica conclusa',
    body: 'Gentile {{customer.name}},\n\nla pratica {{case.number}} è conclusa. Se l’esito non la soddisfa, può risponderci entro 30 giorni e la riapriremo.',
    channels: WRITTEN,
  },
  {
    code: 'attivazione',
    title: 'Attivazione: documenti',
    body: 'per intestarle la fornitura ci occorrono un documento d’identità, il codice fiscale, l’atto o il contratto di locazione e la lettura del contatore.',
    en: {
      title: 'Moving in',
      body: 'to put the supply in your name we need an identity document, your fiscal code, the deed or rental contract and the reading of the meter.',
    },
    class: 'contratti.avvio.attivazione',
  },
  {
    code: 'appuntamento',
    title: 'Promemoria dell’appuntamento',
    body: 'Gentile {{customer.name}},\n\nla aspettiamo il {{appointment.day}} alle {{appointment.time}} presso {{appointment.office}}. Il numero da comunicare è {{appointment.number}}.',
    channels: WRITTEN,
    class: 'servizio.sportello.appuntamento',
  },
];

/** Standard texts, tied to the leaves of the classification by `classId`. */
export function makeStandardTexts(rng: Random, classId: (key: string) => string): DemoStandardText[] {
  return TEXTS.map((t) => ({
    id: rng.uuid(),
    code: t.code,
    channels: t.channels ?? [],
    class: t.class ? classId(t.class) : null,
    wordings: [
      { id: rng.uuid(), language: 'it' as const, title: t.title, body: t.body },
      ...(t.en === undefined ? [] : [{ id: rng.uuid(), language: 'en' as const, ...t.en }]),
    ],
  }));
}
