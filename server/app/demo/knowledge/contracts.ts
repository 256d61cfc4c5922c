import type { DemoArticle } from './shapes.ts';

export const contracts: DemoArticle[] = [
  {
    code: 'voltura',
    subject: 'contratti.avvio.voltura',
    title: 'Voltura: cambiare l’intestatario di una fornitura attiva',
    summary:
      'La voltura passa a un’altra persona una fornitura che è ancora attiva, senza interruzioni. Servono documento, codice fiscale, titolo sull’immobile e lettura del contatore.',
    body: `## Che cosa serve
- documento e codice fiscale del nuovo intestatario;
- rogito, contratto di affitto o altro titolo;
- codice della fornitura, scritto sulla bolletta di chi c'era prima;
- lettura del contatore del giorno del passaggio.

## Se l'intestatario è morto
L'erede convivente chiede la voltura *mortis causa* con una dichiarazione: non paga il costo della pratica.

Se il contatore è chiuso serve il [subentro](article:subentro).`,
    keywords:
      'cambio nome, intestazione, trasferire utenza, comprato casa, affitto, inquilino, erede, defunto, marito deceduto, divorzio',
    en: {
      title: 'Take over an active supply in your name',
      summary:
        'The change of holder passes a supply that is still active to another person, without interruption. You need ID, tax code, title to the property and the meter reading.',
      body: 'Bring ID and tax code, deed or rental contract, the supply code from the previous holder’s bill and the reading of the day. Heirs who lived there pay no fee. If the meter is closed ask for a re-activation.',
      keywords: 'change name, moving in, bought house, tenant, heir',
    },
  },
  {
    code: 'subentro',
    subject: 'contratti.avvio',
    title: 'Subentro: riattivare una fornitura chiusa',
    summary:
      'Il subentro riapre un contatore che c’è già ma è stato chiuso. Di solito l’acqua o la luce tornano entro pochi giorni lavorativi dalla richiesta completa.',
    body: `Serve quando in casa il contatore c'è, ma il contratto precedente è finito.

- documento e codice fiscale;
- titolo sull'immobile;
- matricola del contatore;
- dati catastali.

Un tecnico può dover passare: in quel caso prendiamo un appuntamento. Se il contatore non c'è serve un [nuovo allacciamento](article:allacciamento).`,
    keywords:
      'riaprire contatore, casa vuota, utenza cessata, contatore piombato, rimettere la luce, riallacciare',
    en: {
      title: 'Re-activate a closed supply',
      summary:
        'Reopens a meter that exists but was closed. Usually it works again a few working days after the complete request.',
      body: 'You need ID, tax code, title to the property, the serial number of the meter and cadastral data. A technician may have to come by appointment.',
      keywords: 'reopen meter, empty house',
    },
  },
  {
    code: 'allacciamento',
    subject: 'contratti.avvio',
    title: 'Nuovo allacciamento',
    summary:
      'Per un edificio senza contatore si chiede un nuovo allacciamento: dopo il sopralluogo riceve un preventivo, e i lavori partono quando lo accetta e lo paga.',
    body: `1. Richiesta con planimetria, titolo edilizio e potenza o portata che serve.
2. **Sopralluogo** di un tecnico, su appuntamento.
3. **Preventivo** scritto, valido tre mesi.
4. Lavori dopo l'accettazione; i permessi di scavo del Comune possono allungare i tempi.`,
    keywords:
      'prima attivazione, casa nuova, cantiere, posare contatore, collegare alla rete, preventivo lavori, costruzione',
    en: {
      title: 'New connection',
      summary:
        'A building without a meter needs a new connection: after an inspection you get a quote, and work starts when you accept and pay it.',
      body: 'Send plan, building permit and the capacity you need. A technician inspects by appointment; the quote is valid for three months.',
      keywords: 'new house, first activation, quote',
    },
  },
  {
    code: 'disdetta',
    subject: 'contratti.fine',
    title: 'Chiudere una fornitura (disdetta)',
    summary:
      'Chi lascia l’immobile chiede la disdetta con la lettura finale e il nuovo indirizzo per l’ultima bolletta. Se entra qualcun altro conviene la voltura, che costa meno.',
    body: `- codice della fornitura e documento dell'intestatario;
- lettura finale e data dalla quale chiudere;
- indirizzo o e-mail per la bolletta di chiusura;
- se il contatore è dentro casa, qualcuno che apra al tecnico.

Il deposito cauzionale si restituisce con l'ultima bolletta.`,
    keywords:
      'cessazione, recesso, chiudere contratto, me ne vado, traslocare via, staccare utenza, vendere casa, deposito',
    en: {
      title: 'Close a supply',
      summary:
        'Who leaves the property closes the supply with the final reading and the new address for the last bill. If somebody else moves in, a change of holder costs less.',
      body: 'Give the supply code, ID, final reading, the date to close from and an address. The deposit comes back with the last bill.',
      keywords: 'cancel, moving out, terminate, deposit',
    },
  },
  {
    code: 'cambio-residenza',
    subject: 'contratti',
    title: 'Cambiare residenza, recapito o dati del contratto',
    summary:
      'Indirizzo di spedizione, telefono ed e-mail si cambiano dall’area clienti. Il passaggio da non residente a residente si chiede con un’autocertificazione e riduce la tariffa.',
    body: `- **Recapiti**: area clienti, *I miei dati*; valgono subito.
- **Residenza**: autocertificazione con la data; la tariffa da residente parte dal mese dopo.
- **Componenti del nucleo**: per l'acqua contano nel calcolo delle fasce.`,
    keywords:
      'nuovo indirizzo, modificare telefono, email sbagliata, aggiornare dati, residente, numero persone in famiglia',
  },
  {
    code: 'area-clienti',
    subject: 'servizio',
    title: 'Entrare nell’area clienti e recuperare la password',
    summary:
      'Si entra con SPID, con la carta d’identità elettronica o con e-mail e password. Chi ha dimenticato la password la cambia con il collegamento che arriva per e-mail e vale un’ora.',
    body: `1. Scelga *Ho dimenticato la password*.
2. Scriva l'e-mail con cui si è registrato.
3. Apra il collegamento entro un'ora.

Se l'e-mail non arriva controlli la posta indesiderata. Nessuno di noi le chiederà mai la password.`,
    keywords:
      'login, accesso, credenziali, registrazione, spid, cie, non riesco ad entrare, sito, app, profilo bloccato',
    en: {
      title: 'Sign in to the customer area, reset the password',
      summary:
        'Sign in with SPID, the electronic ID card, or e-mail and password. A forgotten password is changed by a link that comes by e-mail and is good for an hour.',
      body: 'Choose *I forgot my password*, write the e-mail you registered with, open the link within an hour. Nobody of us will ever ask you for the password.',
      keywords: 'login, credentials, account locked',
    },
  },
  {
    code: 'delega',
    subject: 'servizio',
    title: 'Delegare un’altra persona',
    summary:
      'Un familiare o un amministratore può agire per l’intestatario con una delega firmata e le copie dei due documenti. La delega dice per quali forniture e fino a quando vale.',
    body: `- modulo di delega firmato;
- documento di chi delega e di chi è delegato;
- forniture e scadenza.

L'amministratore di condominio manda il verbale di nomina. La delega si revoca con una semplice comunicazione.`,
    keywords:
      'per conto di, genitore anziano, mia madre non può venire, amministratore condominio, procura, tutore, firmare al posto',
  },
  {
    code: 'reclamo',
    subject: 'reclami',
    title: 'Presentare un reclamo scritto',
    summary:
      'Il reclamo si manda con il modulo del sito, per posta, per PEC o per e-mail, con i dati della fornitura e il motivo. Riceve una risposta scritta e motivata; se non basta c’è la conciliazione.',
    body: `Scriva nome, indirizzo, codice cliente, il servizio e che cosa è successo. Le mandiamo un numero con cui seguire la pratica.

Se la risposta non arriva nei tempi della Carta dei servizi, o non la convince, può chiedere la **conciliazione** gratuita presso l'Autorità.`,
    keywords:
      'protestare, lamentela, lamentarsi, conciliazione, indennizzo, risarcimento, disservizio, avvocato',
    en: {
      title: 'Make a written complaint',
      summary:
        'Send it by the form of the site, letter, certified mail or e-mail, with the supply data and the reason. You get a reasoned written answer; if it does not satisfy you there is mediation.',
      body: 'Write name, address, customer number, the service and what happened. You get a number to follow it by. Mediation before the Authority is free.',
      keywords: 'complain, dispute, mediation, compensation',
    },
  },
  {
    code: 'sportelli-orari',
    subject: 'servizio',
    title: 'Sportelli: dove sono, orari, appuntamento',
    summary:
      'Lo sportello di Colle Alto è aperto dal lunedì al venerdì, la mattina; il pomeriggio si viene su appuntamento. Porti un documento e l’ultima bolletta.',
    body: `- **Mattina**: si prende il numero all'ingresso.
- **Pomeriggio**: solo con appuntamento, dal sito o per telefono.
- Chi non può muoversi può avere un incontro in video.

Ingresso senza gradini, posti riservati, percorso tattile.`,
    keywords: 'ufficio, apertura, prenotare, andare di persona, biglietto, coda, disabili, indirizzo sede',
    en: {
      title: 'Counters: where, hours, appointments',
      summary:
        'The counter of Colle Alto is open Monday to Friday in the morning; afternoons are by appointment. Bring ID and the last bill.',
      body: 'Take a ticket at the entrance in the morning. Book afternoons online or by phone. Step-free entrance.',
      keywords: 'office, opening hours, book',
    },
  },
];
