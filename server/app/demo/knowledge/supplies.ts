import type { DemoArticle } from './shapes.ts';

export const supplies: DemoArticle[] = [
  {
    code: 'manca-acqua',
    subject: 'acqua.guasti',
    title: 'Manca l’acqua in casa',
    summary:
      'Controlli che il rubinetto generale sia aperto e se l’acqua manca anche ai vicini. Se manca a tutti è un guasto o un lavoro in rete: chiami il pronto intervento, attivo giorno e notte.',
    body: `1. Il rubinetto accanto al contatore è aperto?
2. Manca anche ai vicini? Nel palazzo può essere ferma l'autoclave: lo sa l'amministratore.
3. Guardi gli avvisi di lavori sul sito.
4. Altrimenti chiami il **pronto intervento**: è gratuito, giorno e notte.

Quando torna, lasci scorrere qualche minuto prima di berla.`,
    keywords:
      'rubinetto a secco, non esce niente, senza acqua, interruzione idrica, sospensione, poca pressione, autoclave, lavori in strada',
    en: {
      title: 'No water at home',
      summary:
        'Check that the main tap is open and whether the neighbours have water. If nobody has, it is a fault or works on the network: call the emergency line, day and night.',
      body: 'Look at the tap beside the meter, ask the neighbours, read the notices on the site, then call. Let the water run for some minutes when it is back.',
      keywords: 'dry tap, interruption, low pressure',
    },
  },
  {
    code: 'acqua-torbida',
    subject: 'acqua',
    title: 'Acqua torbida, gialla o con odore',
    summary:
      'Dopo lavori o un’interruzione l’acqua può essere torbida o gialla per qualche ora: la lasci scorrere e non la beva finché non è limpida. Se dura più di un giorno ci chiami per un prelievo.',
    body: `- **Bianca**: è aria, sparisce in un bicchiere.
- **Gialla o marrone**: ruggine delle tubature.
- **Odore di cloro**: disinfezione, svanisce in caraffa.

Se non passa veniamo a prendere un campione e le diciamo il risultato. I valori della sua zona sono nella pagina [qualità dell'acqua](article:qualita-acqua).`,
    keywords: 'sporca, marrone, ruggine, puzza, cloro, colore strano, sa di candeggina, imbevibile',
    en: {
      title: 'Cloudy, yellow or smelling water',
      summary:
        'After works the water may be cloudy or yellow for some hours: let it run and do not drink it until it is clear. If it lasts longer than a day call us for a sample.',
      body: 'White is air, yellow or brown is rust, a smell of chlorine is disinfection and goes away in a jug.',
      keywords: 'dirty, brown, rust, chlorine',
    },
  },
  {
    code: 'qualita-acqua',
    subject: 'acqua',
    title: 'Qualità e durezza dell’acqua, analisi su richiesta',
    summary:
      'I valori dell’acqua di ogni zona, durezza compresa, sono pubblicati sul sito. Si può chiedere anche un’analisi al proprio rubinetto, di base, avanzata o completa, a pagamento.',
    body: `- **Durezza**: serve per regolare lavastoviglie e addolcitori.
- **Analisi di base**: aspetto, cloro, durezza.
- **Avanzata**: anche metalli.
- **Completa**: tutti i parametri di legge.

Il prelievo si fa su appuntamento e il referto arriva per e-mail.`,
    keywords:
      'calcare, potabile, si può bere, nitrati, laboratorio, campione, gradi francesi, bambini piccoli, biberon',
    en: {
      title: 'Water quality and hardness, tests on request',
      summary:
        'The values of each area, hardness included, are on the site. You can also order a test at your own tap, basic, advanced or complete.',
      body: 'Hardness helps to set dishwashers. Samples are taken by appointment; the report comes by e-mail.',
      keywords: 'limescale, drinkable, nitrates, laboratory',
    },
  },
  {
    code: 'perdita-occulta',
    subject: 'acqua',
    title: 'Perdita nascosta nell’impianto: sgravio',
    summary:
      'Se un tubo interrato o murato ha perso senza che si vedesse, si può chiedere uno sgravio sul consumo in più. Servono la fattura della riparazione e le foto.',
    body: `## Come si scopre
Chiuda tutti i rubinetti e guardi il contatore per dieci minuti: se gira, c'è una perdita dopo il contatore.

## Lo sgravio
- ripari entro trenta giorni da quando l'ha saputo;
- mandi fattura dell'idraulico, foto e lettura dopo la riparazione.

Le perdite visibili (rubinetti, sciacquoni) non danno diritto allo sgravio. Una perdita **in strada**, prima del contatore, si segnala al pronto intervento.`,
    keywords:
      'tubo rotto, consumo anomalo, contatore gira da solo, sciacquone, idraulico, fuga acqua, infiltrazione, bolletta acqua enorme',
    en: {
      title: 'Hidden leak: relief on the bill',
      summary:
        'If a buried pipe leaked without being seen you may ask for relief on the extra usage. Send the repair invoice and photos.',
      body: 'Close all taps and watch the meter for ten minutes: if it moves there is a leak behind it. Repair within thirty days and send invoice, photos and the new reading.',
      keywords: 'broken pipe, meter runs by itself, plumber',
    },
  },
  {
    code: 'autolettura',
    subject: 'bollette.letture',
    title: 'Comunicare la lettura del contatore (autolettura)',
    summary:
      'La lettura si comunica dal sito, per SMS, per telefono con la voce automatica o in chat, nei giorni scritti in bolletta. Bastano il codice della fornitura e le cifre nere.',
    body: `1. Legga solo le cifre **nere** (o prima della virgola).
2. Tenga pronto il codice della fornitura.
3. La comunichi nei giorni indicati in bolletta: così la prossima non è stimata.

I contatori elettronici mandano la lettura da soli.`,
    keywords:
      'numeri del contatore, dettare consumi, stimata, cifre rosse, mandare lettura, telelettura, metri cubi',
    en: {
      title: 'Send your meter reading',
      summary:
        'Send it on the site, by SMS, by phone or in the chat, on the days printed on the bill. You need the supply code and the black digits.',
      body: 'Read only the black digits. Readings in the given days make the next bill real, not estimated. Electronic meters read themselves.',
      keywords: 'meter numbers, estimated',
    },
    behind: true,
  },
  {
    code: 'contatore-guasto',
    subject: 'acqua',
    title: 'Contatore fermo, rotto o illeggibile: verifica e sostituzione',
    summary:
      'Se il contatore non gira, è appannato o segna troppo si chiede la verifica. Se risulta difettoso lo sostituiamo gratis e ricalcoliamo i consumi; se è regolare la verifica si paga.',
    body: `- Mandi una foto con la matricola.
- Un tecnico viene su appuntamento.
- Riceve il verbale: se l'errore supera i limiti, i consumi si ricalcolano.

Non rompa mai i sigilli.`,
    keywords:
      'misuratore difettoso, vetro appannato, segna male, sigillo, controllo taratura, cambiare contatore, gelato',
  },
  {
    code: 'contatore-gelo',
    subject: 'acqua',
    title: 'Proteggere il contatore dal gelo',
    summary:
      'Con temperature sotto zero il contatore all’aperto va coperto con materiale isolante, non con stracci. Nelle case vuote si chiude il rubinetto e si svuota l’impianto.',
    body: `- Isoli nicchia e sportello con polistirolo o schiuma.
- Niente lana di vetro o stracci, che assorbono acqua.
- Casa vuota: chiuda e svuoti.
- Se è ghiacciato usi aria tiepida, mai fiamme.

La sostituzione di un contatore rotto dal gelo è a carico di chi doveva proteggerlo.`,
    keywords: 'inverno, ghiaccio, freddo, tubi gelati, coibentare, seconda casa in montagna, scoppiato',
  },
  {
    code: 'manca-luce',
    subject: 'energia.guasti',
    title: 'Manca la corrente',
    summary:
      'Guardi se è scattato il salvavita e se la luce manca anche ai vicini. Se è solo sua e il contatore è spento o dice un guasto, chiami il pronto intervento con il codice POD.',
    body: `1. **Salvavita** giù: lo rialzi; se ricade stacchi gli apparecchi uno a uno.
2. **Contatore** con scritta di superamento: spenga qualcosa e lo riarmi.
3. **Vicini al buio**: è un guasto di zona, lo stiamo già vedendo.
4. Altrimenti chiami, con il codice **POD** della bolletta.

Chi usa apparecchi medici in casa lo dica subito: ha la precedenza.`,
    keywords:
      'blackout, al buio, elettricità saltata, scatta il contatore, salta tutto, interruttore, pod, apparecchiature mediche',
    en: {
      title: 'No electricity',
      summary:
        'See whether the safety switch tripped and whether the neighbours have light. If it is only you, call the emergency line with the POD code.',
      body: 'Lift the switch; if it falls again unplug appliances one by one. Say at once if medical devices are in use.',
      keywords: 'blackout, power cut, tripped',
    },
  },
  {
    code: 'potenza',
    subject: 'energia',
    title: 'Aumentare o ridurre la potenza del contatore elettrico',
    summary:
      'La potenza si cambia con una richiesta: per la casa di solito bastano pochi giorni e nessun tecnico. Più potenza costa di più in quota fissa, ma il contatore non scatta.',
    body: `- **Serve di più** se usa insieme forno, piano a induzione, pompa di calore o auto elettrica.
- Dica la potenza che vuole: 3, 4,5 o 6 kW sono le più comuni.
- Oltre 6 kW può servire un impianto trifase e un preventivo.`,
    keywords:
      'kilowatt, kW, scatta sempre, induzione, colonnina auto elettrica, trifase, condizionatore, alzare',
    en: {
      title: 'More or less power for the electric meter',
      summary:
        'Ask for it: at home a few days are usually enough and no technician comes. More power costs more in the fixed charge, but the meter does not trip.',
      body: 'Say how much you want: 3, 4.5 or 6 kW are usual. Above 6 kW a quote may be needed.',
      keywords: 'kilowatt, tripping, induction, electric car',
    },
  },
  {
    code: 'odore-gas',
    subject: 'energia.guasti',
    title: 'Odore di gas: che cosa fare subito',
    summary:
      'Apra le finestre, chiuda il rubinetto del gas, non accenda luci né fiamme, esca e chiami il pronto intervento dall’esterno. È gratuito e attivo giorno e notte.',
    body: `> Esca prima di telefonare: anche il telefono può fare scintille.

1. Finestre aperte, gas chiuso.
2. Niente interruttori, campanelli, ascensore.
3. Fuori, avverta i vicini a voce.
4. Chiami il pronto intervento e aspetti il tecnico.`,
    keywords: 'puzza, fuga, perdita metano, pericolo, emergenza, esplosione, caldaia, fornelli',
    en: {
      title: 'Smell of gas: what to do at once',
      summary:
        'Open the windows, close the gas tap, switch nothing on, leave, and call the emergency line from outside. It is free, day and night.',
      body: 'No switches, bells or lifts. Warn the neighbours by voice. Wait for the technician outside.',
      keywords: 'leak, danger, emergency, methane',
    },
  },
  {
    code: 'kit-risparmio',
    subject: 'acqua',
    title: 'Kit per risparmiare acqua',
    summary:
      'Ogni famiglia può ritirare gratis un kit con riduttori di flusso per rubinetti e doccia, una volta sola. Si prenota dal sito e si ritira allo sportello con l’ultima bolletta.',
    body: `Il kit ha due rompigetto, un riduttore per la doccia e le istruzioni. Consumi più bassi anche con:
- lavatrice e lavastoviglie piene;
- doccia invece del bagno;
- rubinetto chiuso mentre ci si lava i denti.`,
    keywords: 'rompigetto, riduttore, consumare meno, ecologia, gratis, sprecare, siccità',
  },
];
