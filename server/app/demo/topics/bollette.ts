import type { Branch } from './branch.ts';

/** What customers write about bills. */
export const bollette: Branch = {
  key: 'bollette',
  name: {
    it: 'Bollette e pagamenti',
    en: 'Bills and payments',
    fr: 'Factures et paiements',
    de: 'Rechnungen und Zahlungen',
    es: 'Facturas y pagos',
    ar: 'الفواتير والمدفوعات',
    pl: 'Rachunki i płatności',
    ru: 'Счета и платежи',
    ro: 'Facturi și plăți',
  },
  children: [
    {
      key: 'bollette.importi',
      name: { it: 'Importi', en: 'Amounts' },
      topics: [
        {
          key: 'bollette.importi.elevato',
          name: { it: 'Importo elevato', en: 'High amount' },
          queue: 'clienti',
          weight: 7,
          caseChance: 0.12,
          type: 'billing_rectification',
          subjects: [
            'Bolletta {$bolletta|di $mese} {troppo alta|anomala}',
            'Chiarimenti su bolletta $bolletta',
            'Importo di $importo: verifica',
          ],
          asks: [
            'Ho ricevuto la bolletta $bolletta di $importo, {il doppio del solito|molto più alta delle precedenti|contro i $importo2 di un anno fa}. {Chiedo una verifica dei consumi.|Mi sa dire da cosa dipende?|Vorrei capire il motivo.}',
            'La bolletta di $mese è di $importo {per due persone|e in casa siamo stati pochissimo|senza che sia cambiato nulla}. {Vorrei sapere se la lettura è reale o stimata.|Potete controllare?}',
            'Non {capisco|mi spiego} l’importo di $importo della bolletta $bolletta, {scadenza $data2|utenza $codice}. {La media è di $importo2.|Di solito pago circa $importo2.}',
          ],
          details: [
            '{Il contatore oggi segna $lettura|La lettura in bolletta non corrisponde|Dalla bolletta risulta una lettura stimata}.',
            '{Nel frattempo devo pagare?|Posso sospendere il pagamento?|La scadenza è il $data2.}',
          ],
          replies: [
            'la bolletta $bolletta comprende il conguaglio dei consumi {da $mese|degli ultimi otto mesi}, finora stimati. {Il consumo effettivo è in linea con gli anni passati.|Se lo desidera, può pagarla in $rate rate senza interessi.}',
            'la lettura usata era stimata. Con il valore $lettura da lei comunicato {abbiamo disposto il ricalcolo: riceverà una nota di credito di $importo2|la bolletta sarà ricalcolata entro dieci giorni}. {Nel frattempo non è necessario pagare.|La scadenza è sospesa.}',
            'il consumo registrato è di {38|46|52|61} metri cubi in più rispetto al periodo precedente. Le consigliamo di {chiudere tutti i rubinetti e controllare se il contatore gira|far controllare l’impianto}: in caso di perdita occulta può chiedere lo sgravio previsto dal regolamento.',
          ],
        },
        {
          key: 'bollette.importi.conguaglio',
          name: { it: 'Conguaglio e rimborso', en: 'Balance and refund' },
          queue: 'clienti',
          weight: 3,
          caseChance: 0.15,
          type: 'billing_rectification',
          subjects: ['{Rimborso|Credito} {non ricevuto|di $importo}', 'Conguaglio bolletta $bolletta'],
          asks: [
            'Dalla bolletta $bolletta risulta un credito di $importo. {Quando viene rimborsato?|Come posso averlo?|Devo fare domanda?}',
            '{Attendo da $mese|Non ho ancora ricevuto} il rimborso di $importo {relativo alla chiusura del contratto|promesso allo sportello}. {Può verificare?|A che punto è?}',
          ],
          details: ['{L’IBAN è quello dell’addebito|Non ho la domiciliazione|La richiesta è del $data}.'],
          replies: [
            'il rimborso di $importo è stato disposto il $data e arriverà {sul conto usato per l’addebito|con assegno all’indirizzo di fornitura} entro {dieci|quindici} giorni lavorativi.',
            'il credito di $importo sarà detratto dalla prossima bolletta, prevista per $mese2. {Se preferisce il bonifico, ci invii l’IBAN dall’area clienti.|Non serve alcuna richiesta.}',
          ],
        },
        {
          key: 'bollette.importi.doppia',
          name: { it: 'Doppia fatturazione', en: 'Billed twice' },
          queue: 'clienti',
          weight: 1.5,
          caseChance: 0.3,
          type: 'double_billing',
          subjects: ['{Due bollette|Doppia bolletta} per lo stesso periodo', 'Bolletta $bolletta già pagata'],
          asks: [
            'Ho ricevuto due bollette per {lo stesso periodo|$mese}: la $bolletta e un’altra di pari importo, $importo. {Quale devo pagare?|Chiedo l’annullamento di una delle due.}',
            'La bolletta $bolletta di $importo {riguarda un periodo già fatturato|si sovrappone alla precedente}. {Chiedo la correzione.|Resto in attesa di un vostro controllo.}',
          ],
          details: [
            '{Ne ho già pagata una il $data|Ho l’addebito automatico e non vorrei pagare due volte}.',
          ],
          replies: [
            'ha ragione: la bolletta $bolletta è stata emessa per errore. L’abbiamo annullata e riceverà la nota di credito di $importo entro {cinque|sette} giorni. {Ci scusiamo per il disguido.|Nessun importo le sarà addebitato.}',
            'le due bollette riguardano forniture diverse: {la prima l’acqua di $via, la seconda il gas|una l’abitazione, l’altra il garage}. {Trova il codice di fornitura in alto a destra.|Restiamo a disposizione per ogni verifica.}',
          ],
        },
      ],
    },
    {
      key: 'bollette.pagamenti',
      name: { it: 'Pagamenti', en: 'Payments' },
      topics: [
        {
          key: 'bollette.pagamenti.rate',
          name: { it: 'Rateizzazione', en: 'Payment in instalments' },
          queue: 'clienti',
          weight: 5,
          caseChance: 0.12,
          type: 'orientation',
          subjects: ['Richiesta {rateizzazione|rate} bolletta $bolletta', 'Pagamento a rate di $importo'],
          asks: [
            '{Chiedo|Vorrei chiedere} la rateizzazione della bolletta $bolletta di $importo, {in scadenza il $data2|se possibile in $rate rate}. {Come devo procedere?|Quali documenti servono?}',
            'In questo momento non {riesco a|posso} pagare per intero la bolletta di $importo. {È possibile dividerla in $rate rate?|Posso pagarla a rate?}',
          ],
          details: [
            '{Ho sempre pagato nei termini|Sono in cassa integrazione da $mese|Ricevo il bonus sociale}.',
          ],
          replies: [
            'abbiamo predisposto un piano di $rate rate mensili per la bolletta $bolletta, senza interessi. {La prima scade il $data2.|I bollettini le arriveranno per e-mail.} Se una rata non è pagata, il piano decade.',
            'la rateizzazione si può chiedere fino a dieci giorni dopo la scadenza. Per la $bolletta possiamo concedere {fino a $rate rate|$rate rate}: {le basta rispondere confermando|confermi rispondendo a questo messaggio} e attiveremo il piano.',
          ],
        },
        {
          key: 'bollette.pagamenti.registrazione',
          name: { it: 'Pagamento non registrato', en: 'Payment not recorded' },
          queue: 'clienti',
          weight: 4,
          caseChance: 0.1,
          type: 'collection_suspension',
          subjects: [
            '{Sollecito|Avviso} per bolletta {già pagata|$bolletta pagata}',
            'Pagamento del $data non registrato',
          ],
          asks: [
            'Ho ricevuto un sollecito per la bolletta $bolletta di $importo, {pagata il $data|che ho pagato il $data in posta|già pagata con bonifico il $data}. {Ho la ricevuta, se serve.|Chiedo di annullare il sollecito.}',
            'Nell’area clienti la bolletta $bolletta {risulta ancora da pagare|non risulta saldata}, ma l’addebito di $importo {è del $data|è già sul mio conto}. {Potete controllare?|Devo fare qualcosa?}',
          ],
          details: [
            '{Non vorrei rischiare la sospensione della fornitura|Il codice utenza è $codice|La banca conferma l’operazione}.',
          ],
          replies: [
            'il pagamento di $importo è stato registrato il $data. Il sollecito è partito prima dell’accredito: {può ignorarlo|non deve fare nulla}.',
            'il versamento era stato abbinato a un’altra utenza. Lo abbiamo riportato sulla bolletta $bolletta, che ora risulta pagata. {Ci scusiamo per il disguido.|Il sollecito è annullato.}',
          ],
        },
        {
          key: 'bollette.pagamenti.domiciliazione',
          name: { it: 'Addebito in conto', en: 'Direct debit' },
          queue: 'clienti',
          weight: 3,
          caseChance: 0.03,
          type: 'orientation',
          subjects: ['{Attivazione|Revoca|Cambio} addebito in conto', 'Domiciliazione bollette, nuovo conto'],
          asks: [
            'Ho cambiato banca: {come aggiorno|come comunico} il nuovo conto per l’addebito delle bollette? {La fornitura è $codice.|Le utenze sono due.}',
            'Vorrei {attivare|revocare} la domiciliazione {per l’utenza $codice|delle bollette di luce e acqua}. {Da quale bolletta decorre?|Si può fare dal sito?}',
          ],
          details: [
            '{Il conto è intestato a me|Il conto è cointestato con mia moglie|La prossima scadenza è il $data2}.',
          ],
          replies: [
            'può modificare l’addebito dall’area clienti, alla voce Pagamenti. La variazione vale dalla bolletta di $mese2; {quella già emessa va pagata con il bollettino già ricevuto|quella in scadenza sarà addebitata sul vecchio conto}.',
            'abbiamo registrato la richiesta per l’utenza $codice. {La banca conferma di norma in dieci giorni|La conferma le arriverà per e-mail} e fino ad allora valgono le modalità attuali.',
          ],
        },
        {
          key: 'bollette.pagamenti.sospensione',
          name: { it: 'Sollecito e sospensione', en: 'Reminder and suspension' },
          queue: 'clienti',
          weight: 2,
          caseChance: 0.2,
          type: 'collection_suspension',
          subjects: ['Avviso di {sospensione|riduzione} della fornitura', 'Preavviso di sospensione $codice'],
          asks: [
            'Ho ricevuto un preavviso di sospensione per {l’utenza $codice|la bolletta $bolletta}. {Pago oggi: come lo comunico?|Non sapevo dell’arretrato.} L’importo è $importo.',
            'La fornitura di $via $civico {è stata ridotta|risulta sospesa} {da questa mattina|dal $data}. Ho pagato $importo: {quando viene riattivata?|cosa devo inviare?}',
          ],
          details: [
            '{In casa ci sono due minori|Nell’abitazione vive una persona con disabilità|L’arretrato risale al precedente proprietario}.',
          ],
          replies: [
            'con la ricevuta del pagamento di $importo abbiamo {bloccato la sospensione|disposto la riattivazione}. {La fornitura sarà regolare entro un giorno feriale.|Non deve fare altro.}',
            'l’importo da versare per evitare la sospensione è di $importo. {Può inviarci la ricevuta rispondendo a questa e-mail|Appena ricevuta la prova del pagamento, annulliamo la procedura}; in alternativa può chiedere un piano di $rate rate.',
          ],
        },
      ],
    },
    {
      key: 'bollette.invio',
      name: { it: 'Invio della bolletta', en: 'Delivery of the bill' },
      topics: [
        {
          key: 'bollette.invio.nonricevuta',
          name: { it: 'Bolletta non ricevuta', en: 'Bill not received' },
          queue: 'clienti',
          weight: 4,
          caseChance: 0.08,
          type: 'document_duplicate',
          subjects: [
            'Bolletta {di $mese|non ricevuta}',
            'Richiesta copia bolletta $bolletta',
            'Duplicato bolletta',
          ],
          asks: [
            'Non ho {ricevuto|mai ricevuto} la bolletta di $mese. {Potete inviarmi una copia?|Chiedo un duplicato in PDF.} {Utenza $codice.|Fornitura in $via $civico.}',
            '{Mi serve|Avrei bisogno di} una copia della bolletta $bolletta {per la dichiarazione dei redditi|per il commercialista|perché l’ho smarrita}.',
          ],
          details: [
            '{L’indirizzo di posta è cambiato|Nell’area clienti non riesco a entrare|Vorrei riceverla solo per e-mail}.',
          ],
          replies: [
            'la copia della bolletta $bolletta di $importo, con scadenza $data2, è nella sua area clienti. {La spediamo anche in $via $civico.|Se la preferisce su carta, ce lo dica.}',
            'la bolletta di $mese è stata emessa il $data. {Le abbiamo spedito un duplicato per e-mail|Il duplicato è nella sua area clienti} e, visto il ritardo, la scadenza è spostata al $data2.',
          ],
        },
        {
          key: 'bollette.invio.digitale',
          name: { it: 'Bolletta digitale', en: 'Electronic bill' },
          queue: 'clienti',
          weight: 2,
          caseChance: 0.01,
          type: 'orientation',
          subjects: ['{Attivare|Passare alla} bolletta digitale', 'Bolletta per e-mail'],
          asks: [
            'Vorrei ricevere le bollette {per e-mail|solo in formato digitale} e non più su carta, {utenza $codice|per tutte le forniture}. {Come si fa?|È gratuito?}',
            'Ho attivato la bolletta digitale {a $mese|il $data} ma {continua ad arrivare quella di carta|non ho ancora ricevuto nulla}.',
          ],
          details: ['{L’indirizzo è quello da cui scrivo|Ho già un accesso all’area clienti}.'],
          replies: [
            'abbiamo attivato la bolletta digitale per l’utenza $codice. Dalla prossima emissione la riceverà a questo indirizzo; {la carta cessa da $mese2|quella di carta non arriverà più}.',
            'la bolletta digitale è gratuita e si attiva dall’area clienti, alla voce Le mie forniture. {Se preferisce, la attiviamo noi: ci basta la sua conferma.|L’attivazione vale dalla bolletta di $mese2.}',
          ],
        },
      ],
    },
    {
      key: 'bollette.bonus',
      name: { it: 'Bonus e agevolazioni', en: 'Social bonus' },
      topics: [
        {
          key: 'bollette.bonus.sociale',
          name: { it: 'Bonus sociale', en: 'Social bonus' },
          queue: 'clienti',
          weight: 2.5,
          caseChance: 0.1,
          type: 'orientation',
          subjects: ['Bonus sociale {acqua|luce e gas}', 'Bonus non {applicato|presente in bolletta}'],
          asks: [
            'Ho presentato l’ISEE a $mese ma nella bolletta $bolletta {non trovo il bonus|il bonus non è applicato}. {Devo fare domanda?|Quando arriva?}',
            '{Come funziona|Chi può avere} il bonus sociale per {l’acqua|luce e gas}? {L’ISEE è sotto la soglia.|Siamo in cinque in famiglia.}',
          ],
          details: ['{La DSU è stata fatta al CAF|L’anno scorso lo ricevevo|L’utenza è condominiale}.'],
          replies: [
            'il bonus è riconosciuto in automatico a chi presenta la DSU nell’anno: non serve domanda. {Dalla trasmissione dei dati passano di norma tre o quattro mesi.|Per la sua fornitura decorre da $mese2.}',
            'risulta accolto: {l’importo di $importo comparirà nella bolletta di $mese2|la quota sarà accreditata dalla prossima bolletta}. {Per l’utenza condominiale il pagamento avviene una sola volta, con bonifico.|La decorrenza è retroattiva.}',
          ],
        },
      ],
    },
  ],
};
