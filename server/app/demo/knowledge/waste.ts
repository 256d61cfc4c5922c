import type { DemoArticle } from './shapes.ts';

export const waste: DemoArticle[] = [
  {
    code: 'calendario-raccolta',
    subject: 'servizio',
    title: 'Calendario della raccolta porta a porta',
    summary:
      'I giorni dipendono dalla via: il calendario è sul sito e si può ricevere un promemoria la sera prima. I contenitori si espongono dopo le 20 e si ritirano dopo il passaggio.',
    body: `- **Umido**: due volte la settimana.
- **Carta**, **plastica e metalli**, **vetro**: una volta, a giorni diversi.
- **Secco residuo**: ogni due settimane.

Nei giorni festivi il passaggio si sposta: guardi l'avviso. Se il contenitore non è stato svuotato lo segnali entro il giorno dopo.`,
    keywords:
      'spazzatura, immondizia, rifiuti, bidone, quando passano, mastello, orario, non hanno ritirato, pattume',
    en: {
      title: 'Kerbside collection calendar',
      summary:
        'Days depend on your street: the calendar is on the site, with a reminder the evening before. Put containers out after 8 pm.',
      body: 'Organic twice a week, paper, plastic and metal, glass once, residual every two weeks. On holidays the day moves. Report a missed collection by the next day.',
      keywords: 'rubbish, trash, bin, missed collection',
    },
  },
  {
    code: 'ingombranti',
    subject: 'servizio',
    title: 'Ritiro dei rifiuti ingombranti a domicilio',
    summary:
      'Mobili, materassi ed elettrodomestici si ritirano gratis a casa, su prenotazione, fino a cinque pezzi. Si lasciano a piano strada la sera prima.',
    body: `1. Prenoti dal sito o per telefono.
2. Dica quali pezzi sono.
3. Li metta davanti al numero civico dopo le 20.

Chi può li porti al [centro di raccolta](article:centro-raccolta). Calcinacci e pneumatici non si ritirano.`,
    keywords:
      'divano, frigorifero, lavatrice vecchia, armadio, buttare mobili, materasso, televisore, raee, svuotare cantina',
    en: {
      title: 'Bulky waste pick-up',
      summary:
        'Furniture, mattresses and appliances are picked up at home for free by appointment, up to five pieces.',
      body: 'Book online or by phone, say which pieces, put them at street level after 8 pm the evening before.',
      keywords: 'sofa, fridge, furniture, mattress',
    },
  },
  {
    code: 'centro-raccolta',
    subject: 'servizio',
    title: 'Centro di raccolta (isola ecologica)',
    summary:
      'Al centro di raccolta si portano gratis ingombranti, verde, legno, pile, oli, vernici e apparecchi elettrici. Si entra con la tessera o con il codice fiscale di chi paga la tariffa.',
    body: `Non si accettano amianto, pneumatici di officine e rifiuti di imprese senza convenzione.

Piccole quantità di calcinacci (due secchi) sì. L'olio di cucina si porta in una bottiglia chiusa.`,
    keywords:
      'discarica, ricicleria, potature, erba, olio fritto, batterie, vernice, macerie, elettrodomestici',
  },
  {
    code: 'tessera-rifiuti',
    subject: 'servizio',
    title: 'Tessera e contenitori: richiesta, smarrimento, rottura',
    summary:
      'Tessera e contenitori si danno a chi paga la tariffa rifiuti. Se sono persi o rotti si chiede la sostituzione; la prima è gratuita.',
    body: `- **Nuovi residenti**: dopo l'iscrizione alla tariffa.
- **Tessera persa**: si blocca e se ne fa un'altra.
- **Contenitore rotto o rubato**: lo diciamo sostituito entro una settimana.
- **Attivazione**: la prima volta si avvicina al lettore.`,
    keywords:
      'card, badge, smart card, cassonetto non si apre, bidone rotto, sacchi finiti, ritirare sacchetti, attivare',
  },
  {
    code: 'dove-lo-butto',
    subject: 'servizio',
    title: 'Dove lo butto? Come si separano i rifiuti',
    summary:
      'Imballaggi in plastica e metallo vanno insieme, carta pulita nella carta, scontrini e carta sporca nel secco. Nel dubbio cerchi l’oggetto nel dizionario dei rifiuti del sito.',
    body: `- **Plastica e metalli**: bottiglie, vaschette, lattine. Non giocattoli.
- **Vetro**: bottiglie e vasetti. Non piatti, pirofile, lampadine.
- **Umido**: avanzi, fondi di caffè, tovaglioli di carta.
- **Secco**: pannolini, scontrini, ceramica.`,
    keywords:
      'differenziata, riciclare, polistirolo, tetrapak, scontrino, pannolini, cartone pizza, separare, lampadina',
    en: {
      title: 'Which bin? How to sort waste',
      summary:
        'Plastic and metal packaging go together, clean paper into paper, receipts and dirty paper into residual waste. In doubt search the waste dictionary on the site.',
      body: 'Plastic and metal: bottles, trays, cans. Glass: bottles and jars only. Organic: leftovers. Residual: nappies, receipts, ceramics.',
      keywords: 'recycle, sort, nappies, pizza box',
    },
  },
  {
    code: 'tariffa-rifiuti',
    subject: 'servizio',
    title: 'Tariffa rifiuti: iscrizione, riduzioni, cessazione',
    summary:
      'Chi occupa un immobile si iscrive alla tariffa rifiuti entro novanta giorni. Ci sono riduzioni per chi fa il compost, per chi vive solo e per le case vuote senza utenze.',
    body: `- **Iscrizione**: superficie, dati catastali, numero di persone.
- **Riduzioni**: compostaggio, unico occupante, immobile inagibile.
- **Cessazione**: quando si lascia l'immobile, con la data.`,
    keywords:
      'tari, tassa immondizia, compostiera, casa disabitata, metri quadri, sconto, pagare meno spazzatura',
  },
];
