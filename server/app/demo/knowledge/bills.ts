import type { DemoArticle } from './shapes.ts';

export const bills: DemoArticle[] = [
  {
    code: 'leggere-bolletta',
    subject: 'bollette',
    title: 'Come si legge la bolletta',
    summary:
      'La prima pagina dice quanto si paga, entro quando e per quale periodo. Le pagine interne spiegano consumi, quota fissa, quota variabile, imposte e ricalcoli.',
    body: `## La prima pagina
- **Totale da pagare** e **scadenza**, in alto a destra.
- **Periodo fatturato**: i mesi a cui si riferisce l'importo.
- **Codice cliente** e **codice della fornitura**: servono per ogni richiesta.

## Le voci
1. **Quota fissa**: si paga anche senza consumi, per avere la fornitura attiva.
2. **Quota variabile**: dipende dai metri cubi o dai chilowattora.
3. **Imposte e IVA**.
4. **Ricalcoli**: differenze tra consumi stimati e letture vere.

Il grafico confronta i consumi con quelli dell'anno prima.`,
    keywords: 'voci, dettaglio, importo, spiegazione fattura, quota fissa, cosa sto pagando, significato',
    en: {
      title: 'How to read your bill',
      summary:
        'The first page says how much to pay, by when and for which period. The inner pages explain usage, fixed and variable charges, taxes and adjustments.',
      body: '## First page\n- **Total** and **due date**, top right.\n- **Billing period**.\n- **Customer number** and **supply code**.\n\n## Charges\n1. **Fixed charge**: paid even without usage.\n2. **Variable charge**: depends on what you use.\n3. **Taxes**.\n4. **Adjustments** between estimates and real readings.',
      keywords: 'invoice, charges, explanation, items',
    },
  },
  {
    code: 'pagare-bolletta',
    subject: 'bollette.pagamenti',
    title: 'Come pagare la bolletta',
    summary:
      'Si può pagare con addebito sul conto, con l’avviso pagoPA in banca, in tabaccheria, alla posta o dal sito, e con carta nell’area clienti. Il pagamento si registra in due o tre giorni lavorativi.',
    body: `## I modi
- **Addebito diretto (domiciliazione)**: la banca paga da sola alla scadenza. Vedi [attivare la domiciliazione](article:domiciliazione).
- **Avviso pagoPA**: in banca, agli sportelli automatici, in tabaccheria, in posta o con l'app della banca, con il codice QR.
- **Carta** nell'area clienti.

## Se la scadenza è vicina
Conservi la ricevuta: se arriva un sollecito mentre il pagamento è in viaggio, basta inviarcela. Non si paga in contanti allo sportello.`,
    keywords: 'bollettino, saldare, versare, QR, tabaccaio, posta, bonifico, carta di credito, dove pago',
    en: {
      title: 'How to pay your bill',
      summary:
        'Pay by direct debit, with the pagoPA notice at a bank, tobacconist, post office or online, or by card in the customer area. Payments are recorded within two or three working days.',
      body: '- **Direct debit**: your bank pays on the due date.\n- **pagoPA notice**: bank, cash machine, tobacconist, post office or banking app with the QR code.\n- **Card** in the customer area.\n\nKeep the receipt. Cash is not taken at the counter.',
      keywords: 'payment, QR code, card, where do I pay',
    },
  },
  {
    code: 'domiciliazione',
    subject: 'bollette.pagamenti',
    title: 'Attivare o revocare la domiciliazione bancaria',
    summary:
      'Per l’addebito automatico bastano l’IBAN e il codice fiscale di chi è intestato il conto. Parte dalla bolletta successiva; si revoca quando si vuole, almeno dieci giorni prima della scadenza.',
    body: `## Che cosa serve
- IBAN del conto;
- nome e codice fiscale dell'intestatario del conto, anche se diverso da chi ha il contratto;
- codice cliente.

Si chiede nell'area clienti, per telefono o allo sportello. La bolletta dice se l'addebito è attivo: finché non c'è scritto, si paga con l'avviso.

Se l'addebito non va a buon fine la bolletta torna da pagare con l'avviso pagoPA.`,
    keywords: 'rid, sdd, addebito automatico, conto corrente, iban, banca paga da sola, togliere addebito',
    en: {
      title: 'Start or cancel direct debit',
      summary:
        'Automatic payment needs the IBAN and the tax code of the account holder. It starts with the next bill and can be cancelled at any time, ten days before the due date at the latest.',
      body: 'You need the IBAN, the account holder’s name and tax code, and the customer number. Ask in the customer area, by phone or at the counter. Until the bill says that direct debit is active, pay with the notice.',
      keywords: 'automatic payment, bank account, iban',
    },
  },
  {
    code: 'rateizzare',
    subject: 'bollette.pagamenti.rate',
    title: 'Pagare una bolletta a rate',
    summary:
      'Una bolletta si può dividere in rate mensili senza interessi, di almeno 30 euro l’una. Si chiede fino a dieci giorni dopo la scadenza.',
    body: `## Come si chiede
1. Tenga pronto il numero della bolletta.
2. Lo chieda dall'area clienti, per telefono o allo sportello.
3. Riceve il piano con le date: la prima rata si paga entro quindici giorni.

## Da sapere
- Mentre il piano è in corso non si manda nessun sollecito.
- Se due rate restano non pagate il piano decade e l'importo torna dovuto tutto insieme.`,
    keywords:
      'dilazionare, dilazione, poco alla volta, non riesco a pagare tutto, spezzare importo, piano di rientro',
    en: {
      title: 'Pay a bill in instalments',
      summary:
        'A bill can be split into monthly instalments without interest, of 30 euros at least. Ask within ten days after the due date.',
      body: 'Ask in the customer area, by phone or at the counter with the bill number. The first instalment is due within fifteen days. No reminders are sent while the plan runs; if two instalments are missed the whole sum is due.',
      keywords: 'split payment, cannot pay all at once, plan',
    },
    behind: true,
  },
  {
    code: 'bolletta-alta',
    subject: 'bollette',
    title: 'La bolletta è più alta del solito',
    summary:
      'Le cause più comuni sono un conguaglio dopo letture stimate, un periodo più lungo o una perdita nell’impianto. Confronti la lettura in bolletta con il contatore prima di tutto.',
    body: `## Controlli
1. La lettura in bolletta è **stimata** o **rilevata**? Se è stimata, comunichi la sua: vedi [autolettura](article:autolettura).
2. Quanti mesi comprende il periodo?
3. C'è un **conguaglio** per consumi passati?
4. Con tutti i rubinetti chiusi il contatore gira? Può esserci [una perdita](article:perdita-occulta).

Se i conti non tornano chieda la [rettifica](article:rettifica).`,
    keywords: 'troppo cara, stangata, importo enorme, conguaglio, esagerata, raddoppiata, perché pago tanto',
    en: {
      title: 'Your bill is higher than usual',
      summary:
        'Usual reasons: an adjustment after estimated readings, a longer period, or a leak. First compare the reading on the bill with the meter.',
      body: 'Check whether the reading is estimated, how many months are billed, and whether the meter moves with all taps closed. If it does not add up ask for a correction.',
      keywords: 'expensive, too much, adjustment',
    },
  },
  {
    code: 'rettifica',
    subject: 'bollette.importi',
    title: 'Chiedere la rettifica di una bolletta sbagliata',
    summary:
      'Se un importo o un consumo non è giusto si chiede la rettifica con il numero della bolletta e, se serve, una foto del contatore. Finché si esamina non si procede per quella somma.',
    body: `## Che cosa inviare
- numero della bolletta;
- che cosa non torna;
- foto del contatore con la matricola leggibile e la data.

## Che cosa succede
Verifichiamo e rispondiamo per iscritto. Se ha ragione, la differenza si accredita sulla bolletta successiva o si rimborsa se già pagata.`,
    keywords: 'errore, contestare, importo errato, lettura sbagliata, correggere fattura, ricalcolo',
    en: {
      title: 'Ask for a wrong bill to be corrected',
      summary:
        'Send the bill number and, if needed, a photo of the meter. While it is looked at nothing is done to collect that sum.',
      body: 'Tell us what is wrong and send a photo with the serial number and date. We answer in writing; what was paid too much is credited or refunded.',
      keywords: 'mistake, dispute, wrong amount',
    },
  },
  {
    code: 'doppio-pagamento',
    subject: 'bollette.pagamenti',
    title: 'Ho pagato due volte la stessa bolletta: rimborso',
    summary:
      'Un pagamento doppio si rimborsa sul conto o si scala dalla bolletta successiva, a scelta. Servono le due ricevute.',
    body: `Invii le due ricevute di pagamento e dica se preferisce:
- **accredito** nella prossima bolletta;
- **rimborso** su un conto: serve l'IBAN dell'intestatario.

Anche chi ha chiuso il contratto riceve il rimborso di quanto ha versato in più.`,
    keywords: 'soldi indietro, restituzione, pagato in più, credito, riaccredito, stornare',
    en: {
      title: 'I paid the same bill twice: refund',
      summary:
        'A double payment is refunded to your account or taken off the next bill, as you prefer. Send both receipts.',
      body: 'Send the two receipts and say whether you want a credit or a refund; for a refund we need the account holder’s IBAN.',
      keywords: 'money back, overpaid, credit',
    },
  },
  {
    code: 'sollecito',
    subject: 'bollette.pagamenti',
    title: 'Ho ricevuto un sollecito di pagamento',
    summary:
      'Se ha già pagato invii la ricevuta e il sollecito si annulla. Se non ha pagato può farlo entro la data scritta nella lettera, o chiedere le rate prima che la fornitura venga limitata.',
    body: `- **Già pagato**: mandi la ricevuta rispondendo al messaggio.
- **Non pagato**: usi l'avviso allegato, entro la data indicata.
- **In difficoltà**: chieda [le rate](article:rateizzare) subito.
- **Bolletta contestata**: il sollecito si sospende finché rispondiamo.

Prima di limitare o sospendere la fornitura arriva sempre una comunicazione formale con la data.`,
    keywords:
      'mora, messa in mora, ingiunzione, lettera di pagamento, arretrati, insoluto, minaccia distacco',
  },
  {
    code: 'bolletta-digitale',
    subject: 'bollette',
    title: 'Ricevere la bolletta per e-mail invece che su carta',
    summary:
      'La bolletta digitale arriva per e-mail in PDF e si attiva nell’area clienti. La carta smette dalla bolletta successiva; le ultime ventiquattro restano sempre scaricabili.',
    body: `1. Entri nell'area clienti, *Le mie forniture*.
2. Scelga *Bolletta digitale* e confermi l'indirizzo.
3. Apra il messaggio di conferma.

Se la bolletta non arriva controlli la posta indesiderata. Per tornare alla carta basta disattivarla nello stesso posto.`,
    keywords:
      'online, pdf, web, non arriva la bolletta, cartacea, posta elettronica, duplicato, copia bolletta',
    en: {
      title: 'Get the bill by e-mail instead of paper',
      summary:
        'The digital bill comes by e-mail as a PDF; switch it on in the customer area. Paper stops with the next bill.',
      body: 'Customer area → My supplies → Digital bill, then confirm your address. Look in the spam folder if it does not come.',
      keywords: 'paperless, pdf, online, copy',
    },
  },
  {
    code: 'bonus-sociale',
    subject: 'bollette',
    title: 'Bonus sociale: lo sconto per chi è in difficoltà economica',
    summary:
      'Chi ha un ISEE basso riceve uno sconto in bolletta senza farne domanda: basta presentare ogni anno la dichiarazione per l’ISEE. Lo sconto compare da solo dopo qualche mese.',
    body: `## Come funziona
1. Presenti la dichiarazione sostitutiva (DSU) a un CAF, al Comune o all'INPS.
2. Se il suo ISEE è sotto la soglia dell'anno, lo sconto viene riconosciuto in automatico.
3. Lo vede in bolletta alla voce *bonus sociale*.

La fornitura deve essere intestata a una persona del nucleo e per uso domestico. Le soglie cambiano: chieda al CAF quella in vigore.`,
    keywords: 'agevolazione, riduzione, famiglie povere, isee, reddito basso, aiuto economico, disoccupato',
    en: {
      title: 'Social bonus: the discount for households in need',
      summary:
        'Households with a low ISEE get a discount without asking for it: file the yearly ISEE declaration. It appears on the bill after some months.',
      body: 'File the declaration at a CAF, the municipality or INPS. If the ISEE is below the yearly threshold the discount comes by itself. The supply must be domestic and in the name of somebody of the household.',
      keywords: 'low income, help, reduction, isee',
    },
  },
];
