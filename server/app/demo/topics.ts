import type { CaseType, Names } from './shapes.ts';

/** A subject on which customers write: a leaf of the classification with what is said about it. */
export interface Topic {
  key: string;
  name: Names;
  queue: 'acqua' | 'energia' | 'clienti' | 'reclami';
  /** Share of the contacts, relative. */
  weight: number;
  /** How often it becomes a case, and of which type. */
  caseChance: number;
  type: CaseType;
  subjects: readonly string[];
  asks: readonly string[];
  details: readonly string[];
  replies: readonly string[];
}
export interface Branch {
  key: string;
  name: Names;
  children: { key: string; name: Names; topics: Topic[] }[];
}

/** The three-level classification, with templates (see `phrases.ts`) on every leaf. */
export const TREE: readonly Branch[] = [
  {
    key: 'acqua',
    name: { it: 'Acqua', en: 'Water' },
    children: [
      {
        key: 'acqua.guasti',
        name: { it: 'Guasti e perdite', en: 'Faults and leaks' },
        topics: [
          {
            key: 'acqua.guasti.perdita',
            name: { it: 'Perdita su strada', en: 'Leak in the street' },
            queue: 'acqua',
            weight: 5,
            caseChance: 0.22,
            type: 'information',
            subjects: [
              '{Perdita|Segnalazione perdita} in $via',
              "{Perdita d'acqua|Acqua sulla strada} davanti al civico $civico",
              'Segnalazione guasto $via',
            ],
            asks: [
              "{Segnalo|Vorrei segnalare|Devo segnalare} una perdita d'acqua in $via, {all'altezza del civico $civico|vicino al tombino|sul marciapiede di fronte al civico $civico}.",
              "Da {ieri sera|questa mattina|due giorni|$giorno} in $via {esce acqua dall'asfalto|c'è acqua che scorre lungo il marciapiede|si vede acqua uscire dal pozzetto}.",
              "In $via {sta uscendo parecchia acqua|l'acqua esce di continuo} {da una crepa nell'asfalto|dal pozzetto davanti al cancello}.",
            ],
            details: [
              '{Di notte, con il freddo, la strada diventa scivolosa|Il marciapiede è ormai impraticabile|La quantità è aumentata rispetto a ieri}.',
              '{Posso inviare una fotografia, se serve|I vicini dicono di avere già telefonato|Chiedo quando è previsto un intervento}.',
            ],
            replies: [
              'abbiamo inoltrato la segnalazione alla squadra di zona con il numero $protocollo. Il sopralluogo in $via è previsto {entro domani|entro 24 ore|nella giornata di $giorno2}.',
              'la perdita risulta già {nota|segnalata}: la riparazione in $via è programmata per $giorno2. {Durante i lavori è possibile una breve interruzione|Non è prevista una sospensione della fornitura} e la informeremo al termine.',
            ],
          },
          {
            key: 'acqua.guasti.mancanza',
            name: { it: "Mancanza d'acqua", en: 'No water' },
            queue: 'acqua',
            weight: 4,
            caseChance: 0.1,
            type: 'information',
            subjects: [
              "{Manca l'acqua|Senza acqua} in $via",
              "Mancanza d'acqua {da questa mattina|dalle $ora}",
              "Quando torna l'acqua in $via",
            ],
            asks: [
              "{Dalle $ora|Da questa mattina|Da circa un'ora} {manca l'acqua|siamo senza acqua} in $via, civico $civico. {È un guasto o un lavoro programmato?|Sapete quando viene ripristinata?}",
              'In $via non {arriva|esce} acqua {dai rubinetti|al secondo piano} {dalle $ora|da ieri sera}. {Non ho ricevuto avvisi.|Non ho visto nessun cartello.}',
            ],
            details: [
              '{In casa vive una persona anziana|Abbiamo un bambino piccolo|Il condominio ha 12 appartamenti} e {avremmo bisogno di sapere i tempi|chiediamo di conoscere i tempi del ripristino}.',
            ],
            replies: [
              'è in corso un intervento sulla condotta di $via. Il ripristino è previsto per le ore $ora2 di oggi. {Alla riapertura l’acqua può essere torbida per qualche minuto: la lasci scorrere.|La informeremo se i tempi cambiano.}',
              'dalle verifiche la rete in $via è in pressione. {Le chiediamo di controllare che il rubinetto accanto al contatore sia aperto|È possibile che il problema sia nell’impianto interno}; se la mancanza continua, inviamo un tecnico: il numero della segnalazione è $protocollo.',
            ],
          },
          {
            key: 'acqua.guasti.pressione',
            name: { it: 'Pressione bassa', en: 'Low pressure' },
            queue: 'acqua',
            weight: 2,
            caseChance: 0.15,
            type: 'information',
            subjects: ["Pressione {bassa|insufficiente} dell'acqua", 'Poca acqua ai piani alti, $via'],
            asks: [
              "Da {qualche settimana|alcuni giorni|fine $mese} la pressione dell'acqua in $via è molto bassa, {soprattutto la sera|in particolare tra le 7 e le 9|al punto che la caldaia non parte}.",
              '{Chiedo una verifica della pressione|È possibile misurare la pressione} al contatore $codice? {Al terzo piano arriva un filo d’acqua.|La doccia è quasi inutilizzabile.}',
            ],
            details: [
              "{L'idraulico ha escluso problemi nell'impianto|Il filtro è stato pulito|Anche i vicini hanno lo stesso problema}.",
            ],
            replies: [
              'abbiamo chiesto una misura della pressione al punto di consegna $codice. Il tecnico passerà $giorno2 {tra le 8 e le 12|tra le 14 e le 17}; {la sua presenza non è necessaria|le chiediamo di rendere accessibile il contatore}.',
              'la pressione misurata in $via è di {2,1|2,4|2,8} bar, nei limiti della Carta dei servizi. {Le suggeriamo di far controllare il riduttore di pressione.|Ripeteremo la misura nelle ore serali e le comunicheremo l’esito.}',
            ],
          },
        ],
      },
      {
        key: 'acqua.qualita',
        name: { it: "Qualità dell'acqua", en: 'Water quality' },
        topics: [
          {
            key: 'acqua.qualita.aspetto',
            name: { it: 'Colore, odore, sapore', en: 'Colour, smell, taste' },
            queue: 'acqua',
            weight: 2.5,
            caseChance: 0.2,
            type: 'information',
            subjects: [
              'Acqua {torbida|marrone|con odore di cloro}',
              'Acqua non limpida in $via',
              'Si può bere?',
            ],
            asks: [
              "{Da ieri|Da $giorno|Questa mattina} l'acqua del rubinetto è {torbida|giallastra|di colore marrone} {in tutta la casa|sia calda sia fredda}. {Si può bere?|È sicura per i bambini?}",
              "L'acqua in $via ha un {forte odore di cloro|sapore insolito} {da qualche giorno|da quando avete fatto i lavori}. {Vorrei sapere se è potabile.|Chiedo una verifica.}",
            ],
            details: [
              '{Lasciandola scorrere non migliora|Dopo dieci minuti migliora un poco|Succede soprattutto al mattino}.',
            ],
            replies: [
              'il colore dipende dai lavori sulla rete del $data: si tratta di residui di ferro, non nocivi. Le consigliamo di lasciare scorrere l’acqua fredda per {cinque|dieci} minuti {e di pulire i filtri dei rubinetti|prima di usarla}.',
              'l’ultimo controllo nella sua zona, del $data, è conforme ai limiti di legge. {Abbiamo comunque disposto un prelievo|Faremo un campionamento} al punto $codice e le invieremo i risultati entro {cinque|sette} giorni lavorativi.',
            ],
          },
          {
            key: 'acqua.qualita.analisi',
            name: { it: 'Analisi e durezza', en: 'Analyses and hardness' },
            queue: 'acqua',
            weight: 1.5,
            caseChance: 0.03,
            type: 'orientation',
            subjects: ["Durezza dell'acqua", "{Richiesta analisi|Analisi} dell'acqua di Colle"],
            asks: [
              "Vorrei {conoscere|sapere} la durezza dell'acqua in $via: {devo regolare la lavastoviglie|mi serve per l'addolcitore|ho installato una nuova caldaia}.",
              'Dove {trovo|posso consultare} le analisi {aggiornate|dell’ultimo trimestre} dell’acqua di Colle?',
            ],
            details: ['Il codice utenza è $codice.'],
            replies: [
              'nella zona di $via la durezza è di {18|21|24|27} gradi francesi, cioè acqua {mediamente dura|piuttosto dura}. I dati aggiornati ogni trimestre sono nella pagina Qualità dell’acqua del nostro sito.',
            ],
          },
        ],
      },
      {
        key: 'acqua.contatore',
        name: { it: 'Contatore acqua', en: 'Water meter' },
        topics: [
          {
            key: 'acqua.contatore.lettura',
            name: { it: 'Autolettura acqua', en: 'Water meter reading' },
            queue: 'acqua',
            weight: 6,
            caseChance: 0.02,
            type: 'information',
            subjects: [
              '{Autolettura|Lettura contatore} acqua {$mese|utenza $codice}',
              'Comunicazione lettura $codice',
              'Lettura del $data',
            ],
            asks: [
              '{Comunico|Invio|Trasmetto} la lettura del contatore dell’acqua, utenza $codice: $lettura metri cubi{ al $data|, rilevata oggi|}.',
              'Vorrei comunicare l’autolettura: $lettura mc, {codice utenza $codice|contatore in $via $civico}. {Il sito non accetta il valore.|L’app dà un errore.|Confermate la ricezione?}',
            ],
            details: [
              '{Ho anche la fotografia del contatore|La precedente era $lettura2|Chiedo che la prossima bolletta sia sui consumi effettivi}.',
            ],
            replies: [
              'abbiamo registrato la lettura di $lettura metri cubi per l’utenza $codice. Sarà usata nella prossima bolletta, {in emissione a fine $mese2|prevista per $mese2}.',
              'la ringraziamo: la lettura $lettura è stata acquisita; {il consumo dalla precedente è in linea con la media della sua utenza|il ricalcolo comparirà nella prossima bolletta}.',
            ],
          },
          {
            key: 'acqua.contatore.verifica',
            name: { it: 'Verifica o sostituzione', en: 'Check or replacement' },
            queue: 'acqua',
            weight: 1.8,
            caseChance: 0.35,
            type: 'information',
            subjects: [
              '{Verifica|Sostituzione} contatore $codice',
              'Contatore acqua {fermo|illeggibile|che gira sempre}',
            ],
            asks: [
              'Il contatore dell’acqua in $via $civico {è fermo|ha il vetro appannato e non si legge|gira anche con tutti i rubinetti chiusi}. {Chiedo una verifica.|Come si richiede la sostituzione?}',
              '{Chiedo la verifica metrologica del|Ho dubbi sul funzionamento del} contatore dell’utenza $codice: {i consumi sono raddoppiati|segna $lettura mc, che mi pare impossibile}.',
            ],
            details: [
              '{Sono disponibile la mattina|È meglio un appuntamento dopo le 16|Il contatore è in un pozzetto condominiale}.',
            ],
            replies: [
              'abbiamo registrato la richiesta di verifica del contatore $codice. Un tecnico la chiamerà per fissare l’appuntamento entro {tre|cinque} giorni lavorativi. {La verifica è gratuita se il contatore risulta difettoso.|L’esito le arriverà per iscritto.}',
              'il contatore sarà sostituito senza spese a suo carico. L’intervento è previsto per $giorno2; {le letture saranno riportate nel verbale|il verbale con la lettura di chiusura le sarà inviato per e-mail}.',
            ],
          },
        ],
      },
    ],
  },
  {
    key: 'energia',
    name: { it: 'Luce e gas', en: 'Electricity and gas' },
    children: [
      {
        key: 'energia.guasti',
        name: { it: 'Guasti', en: 'Faults' },
        topics: [
          {
            key: 'energia.guasti.corrente',
            name: { it: 'Interruzione di corrente', en: 'Power cut' },
            queue: 'energia',
            weight: 2.5,
            caseChance: 0.08,
            type: 'information',
            subjects: [
              '{Manca la corrente|Interruzione di corrente} in $via',
              'Corrente che {va e viene|salta spesso}',
            ],
            asks: [
              '{Dalle $ora|Da stanotte|Da circa mezz’ora} manca la corrente in $via, civico $civico. {Il contatore è spento.|I vicini invece hanno la luce.|Tutta la via è al buio.}',
              'La corrente in $via {si interrompe più volte al giorno|salta ogni sera}. POD $pod. {Il contatore non indica errori.|È un problema della linea?}',
            ],
            details: [
              '{In casa c’è un apparecchio medico|Nel congelatore ho della merce|Lavoro da casa e ne ho necessità}.',
            ],
            replies: [
              'il distributore segnala un guasto sulla linea di $via. Il ripristino è previsto alle ore $ora2. {Gli aggiornamenti sono al numero dei guasti indicato in bolletta.|Non è necessario intervenire sul contatore.}',
              'la fornitura $pod risulta regolare. {Le chiediamo di riarmare l’interruttore del contatore|Provi a staccare gli apparecchi e a riarmare il contatore}; se non si riattiva, apriamo una segnalazione al distributore con il numero $protocollo.',
            ],
          },
        ],
      },
      {
        key: 'energia.contatore',
        name: { it: 'Contatore e letture', en: 'Meter and readings' },
        topics: [
          {
            key: 'energia.contatore.gas',
            name: { it: 'Autolettura gas', en: 'Gas meter reading' },
            queue: 'energia',
            weight: 4.5,
            caseChance: 0.02,
            type: 'information',
            subjects: ['Autolettura gas {$mese|PDR $pdr}', 'Lettura contatore gas del $data'],
            asks: [
              '{Comunico|Invio} la lettura del gas, PDR $pdr: $lettura metri cubi {al $data|rilevati oggi}.',
              'Autolettura gas: $lettura. {PDR $pdr.|Fornitura in $via $civico, PDR $pdr.} {Il sito mi dice che la finestra è chiusa.|Potete registrarla voi?}',
            ],
            details: [
              '{Ho fotografato il contatore|L’ultima bolletta riportava una lettura stimata di $lettura2|Nella bolletta precedente il consumo era stimato}.',
            ],
            replies: [
              'la lettura $lettura del PDR $pdr è stata registrata e trasmessa al distributore. {La troverà nella bolletta di $mese2.|Il conguaglio sarà nella prossima bolletta.}',
              'la finestra per l’autolettura va dal 24 all’ultimo giorno del mese; abbiamo comunque annotato il valore $lettura {e lo useremo nella prossima bolletta|per la prossima fatturazione}.',
            ],
          },
          {
            key: 'energia.contatore.potenza',
            name: { it: 'Aumento di potenza', en: 'Increase of power' },
            queue: 'energia',
            weight: 2.5,
            caseChance: 0.3,
            type: 'orientation',
            subjects: ['{Aumento|Richiesta aumento} di potenza $pod', 'Da 3 a {4,5|6} kW'],
            asks: [
              'Vorrei {aumentare la potenza|passare da 3 a {4,5|6} kW} per la fornitura $pod: {ho installato una pompa di calore|abbiamo preso un piano a induzione|devo ricaricare l’auto elettrica}. {Quanto costa?|Quali sono i tempi?}',
              'Il contatore {salta spesso|stacca quando accendo forno e lavatrice}. {È possibile avere più potenza in $via $civico?|Quanto costerebbe aumentare la potenza?}',
            ],
            details: [
              '{L’impianto ha già la dichiarazione di conformità|La casa è di residenza|Il contratto è intestato a me}.',
            ],
            replies: [
              'per passare a {4,5|6} kW il costo è di $importo, addebitato in bolletta, e l’operazione si fa a distanza entro {cinque|sette} giorni lavorativi. {Se è d’accordo, ci risponda indicando il POD $pod.|Le abbiamo inviato il modulo da firmare.}',
              'abbiamo inoltrato al distributore la richiesta per il POD $pod con il numero $protocollo. {Non serve la sua presenza.|La informeremo appena il nuovo valore è attivo.}',
            ],
          },
        ],
      },
      {
        key: 'energia.offerte',
        name: { it: 'Prezzi e offerte', en: 'Prices and offers' },
        topics: [
          {
            key: 'energia.offerte.condizioni',
            name: { it: 'Condizioni economiche', en: 'Price conditions' },
            queue: 'energia',
            weight: 3,
            caseChance: 0.04,
            type: 'orientation',
            subjects: [
              '{Scadenza|Rinnovo} condizioni economiche',
              'Nuovo prezzo {della luce|del gas} da $mese2',
              'Informazioni sulle offerte',
            ],
            asks: [
              'Ho ricevuto una lettera sul {rinnovo delle condizioni|cambio di prezzo} da $mese2 per la fornitura $pod. {Non mi è chiaro quanto pagherò.|Posso mantenere il prezzo attuale?}',
              '{Quali offerte avete|Che differenza c’è} tra prezzo fisso e variabile per {una famiglia di tre persone|circa 2.700 kWh l’anno}? {Vorrei capire prima di decidere.|Ci sono penali se cambio?}',
            ],
            details: [
              '{Pago con addebito in conto|Uso poco il gas|Ho anche la fornitura dell’acqua con voi}.',
            ],
            replies: [
              'da $mese2 il prezzo dell’energia passa a {0,118|0,124|0,131} euro per kWh, fisso per 12 mesi. {Può recedere in qualsiasi momento senza penali.|La scheda sintetica è nella sua area clienti.}',
              'con i suoi consumi la spesa annua stimata è di {612|684|731|764} euro con il prezzo fisso e di {598|647|705|752} euro con il variabile. {Le abbiamo inviato la scheda di confronto.|La stima è calcolata sui prezzi di $mese.}',
            ],
          },
        ],
      },
    ],
  },
  {
    key: 'bollette',
    name: { it: 'Bollette e pagamenti', en: 'Bills and payments' },
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
            type: 'information',
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
            type: 'information',
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
            type: 'complaint',
            subjects: [
              '{Due bollette|Doppia bolletta} per lo stesso periodo',
              'Bolletta $bolletta già pagata',
            ],
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
            type: 'information',
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
            subjects: [
              '{Attivazione|Revoca|Cambio} addebito in conto',
              'Domiciliazione bollette, nuovo conto',
            ],
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
            type: 'information',
            subjects: [
              'Avviso di {sospensione|riduzione} della fornitura',
              'Preavviso di sospensione $codice',
            ],
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
            caseChance: 0.03,
            type: 'information',
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
  },
  {
    key: 'contratti',
    name: { it: 'Contratti', en: 'Contracts' },
    children: [
      {
        key: 'contratti.avvio',
        name: { it: 'Nuove forniture', en: 'New supplies' },
        topics: [
          {
            key: 'contratti.avvio.voltura',
            name: { it: 'Voltura', en: 'Change of name' },
            queue: 'clienti',
            weight: 4.5,
            caseChance: 0.2,
            type: 'orientation',
            subjects: [
              '{Voltura|Richiesta voltura} $via $civico',
              'Cambio intestatario {acqua|luce e gas|utenza $codice}',
            ],
            asks: [
              '{Devo fare|Vorrei richiedere} la voltura {dell’acqua|delle utenze} per la casa di $via $civico, {acquistata a $mese|ereditata da mio padre|che prendo in affitto}. {Quali documenti servono?|Si può fare on line?}',
              '{Chiedo di intestare a me|Vorrei intestare a me} l’utenza $codice, ora a nome {del precedente inquilino|di mio padre, deceduto|della venditrice}. {Quanto costa?|Quali sono i tempi?}',
            ],
            details: [
              '{Il rogito è del $data|La lettura è $lettura|Il precedente intestatario è d’accordo}.',
            ],
            replies: [
              'per la voltura servono {documento, codice fiscale e titolo sull’immobile|un documento d’identità e l’atto che prova il titolo}, oltre alla lettura del contatore. {Il costo è di $importo, in prima bolletta.|Può inviare tutto rispondendo a questa e-mail.}',
              'la voltura dell’utenza $codice è stata registrata con lettura $lettura e decorrenza $data2. {Il precedente intestatario riceverà la bolletta di chiusura.|Il contratto da firmare le arriva per e-mail.}',
            ],
          },
          {
            key: 'contratti.avvio.attivazione',
            name: { it: 'Attivazione e subentro', en: 'Activation' },
            queue: 'clienti',
            weight: 3,
            caseChance: 0.25,
            type: 'orientation',
            subjects: ['{Attivazione|Riattivazione} contatore $via', 'Subentro {acqua|luce|gas} nuova casa'],
            asks: [
              '{Mi trasferisco|Entro} in $via $civico {dal $data2|a fine mese} e il contatore {è chiuso|risulta disattivato}. {Come attivo la fornitura?|Quanti giorni servono?}',
              'Vorrei attivare {acqua e luce|il gas} in $via $civico. {Il contatore c’è già, matricola $matricola.|Il precedente inquilino ha disdetto.}',
            ],
            details: [
              '{Ho bisogno dell’acqua entro il $data2|Posso essere presente ogni pomeriggio|Ho già il contratto d’affitto}.',
            ],
            replies: [
              'per l’attivazione in $via $civico servono {il modulo che trova sul sito e un documento|documento, codice fiscale e contratto d’affitto}. Dalla richiesta completa passano al massimo {cinque|sette} giorni feriali.',
              'la documentazione è completa. Il tecnico attiverà la fornitura $giorno2 {tra le 8 e le 12|tra le 14 e le 17}. {Le chiediamo di essere presente.|La chiamerà mezz’ora prima.}',
            ],
          },
          {
            key: 'contratti.avvio.allaccio',
            name: { it: 'Nuovo allaccio', en: 'New connection' },
            queue: 'clienti',
            weight: 1.2,
            caseChance: 0.5,
            type: 'orientation',
            subjects: [
              'Preventivo {allaccio|nuovo allacciamento} {acqua|gas}',
              'Allaccio {idrico|alla fognatura} $via',
            ],
            asks: [
              '{Chiedo un preventivo|Vorrei un preventivo} per l’allacciamento {alla rete idrica|alla fognatura|del gas} di un {nuovo edificio|capannone|fabbricato in ristrutturazione} in $via $civico.',
              'Ho chiesto un preventivo di allaccio il $data {e non ho avuto risposta|e vorrei sapere a che punto è}. {Il cantiere parte a $mese2.|Il riferimento è $protocollo.}',
            ],
            details: [
              '{Il progetto è del geometra incaricato|Servono due contatori|La distanza dalla condotta è di circa 15 metri}.',
            ],
            replies: [
              'abbiamo registrato la richiesta con il numero $protocollo. Il sopralluogo si tiene $giorno2 e il preventivo le arriva entro {20|30} giorni lavorativi.',
              'il preventivo per $via $civico è di $importo, valido tre mesi. {I lavori iniziano entro 15 giorni lavorativi dall’accettazione.|Lo trova nell’area clienti, con le modalità di pagamento.}',
            ],
          },
        ],
      },
      {
        key: 'contratti.fine',
        name: { it: 'Chiusura', en: 'Termination' },
        topics: [
          {
            key: 'contratti.fine.disdetta',
            name: { it: 'Disdetta', en: 'Termination' },
            queue: 'clienti',
            weight: 2.5,
            caseChance: 0.2,
            type: 'information',
            subjects: ['Disdetta {fornitura|utenza} $codice', 'Chiusura {contatore|contratto} $via $civico'],
            asks: [
              '{Chiedo la chiusura dell’utenza|Intendo chiudere l’utenza|Vorrei disdire l’utenza} $codice, $via $civico, dal $data2. {Lettura $lettura.|L’immobile è stato venduto.|Lascio l’appartamento.}',
              'Ho disdetto la fornitura $codice {il $data|a $mese} ma {continuano ad arrivare bollette|ho ricevuto la bolletta $bolletta}. {Chiedo l’annullamento.|Può verificare?}',
            ],
            details: [
              '{L’ultima bolletta va inviata al nuovo indirizzo|Il contatore è accessibile|Potete contattarmi al $tel}.',
            ],
            replies: [
              'la disdetta dell’utenza $codice è registrata dal $data2. {La bolletta finale arriverà entro 45 giorni|La chiusura avverrà a distanza} e l’eventuale deposito sarà rimborsato.',
              'la chiusura risulta effettuata con lettura $lettura. La bolletta $bolletta {è quella finale, di $importo|comprende i consumi fino alla chiusura}.',
            ],
          },
        ],
      },
      {
        key: 'contratti.dati',
        name: { it: 'Dati e recapiti', en: 'Details and addresses' },
        topics: [
          {
            key: 'contratti.dati.recapito',
            name: { it: 'Cambio di recapito', en: 'Change of address' },
            queue: 'clienti',
            weight: 3,
            caseChance: 0.01,
            type: 'information',
            subjects: [
              'Cambio {indirizzo|recapito} {per le bollette|di corrispondenza}',
              'Aggiornamento {telefono|e-mail|dati} utenza $codice',
            ],
            asks: [
              '{Chiedo di aggiornare|Vorrei modificare} l’indirizzo di spedizione delle bollette: {il nuovo è $via $civico|da $mese2 abito in $via $civico}, Colle.',
              '{Comunico il mio nuovo numero di telefono:|Il mio nuovo numero è} $tel. {Codice utenza $codice.|Chiedo conferma della modifica.}',
            ],
            details: [
              '{Il contratto resta invariato|Vale per tutte le forniture a mio nome|Grazie se mi confermate}.',
            ],
            replies: [
              'abbiamo aggiornato i suoi recapiti. {La modifica vale dalla prossima comunicazione.|Le bollette arriveranno al nuovo indirizzo da $mese2.}',
              'la modifica è registrata su tutte le forniture a suo nome. {Può controllarla nell’area clienti.|Non serve altro da parte sua.}',
            ],
          },
        ],
      },
    ],
  },
  {
    key: 'servizio',
    name: { it: 'Servizio clienti', en: 'Customer service' },
    children: [
      {
        key: 'servizio.online',
        name: { it: 'Servizi in rete', en: 'Online services' },
        topics: [
          {
            key: 'servizio.online.accesso',
            name: { it: 'Accesso area clienti', en: 'Access to the customer area' },
            queue: 'clienti',
            weight: 4,
            caseChance: 0.02,
            type: 'information',
            subjects: [
              '{Problema di accesso|Non riesco a entrare} area clienti',
              'Password {dimenticata|non valida}',
              'Registrazione {non riuscita|area clienti}',
            ],
            asks: [
              'Non riesco ad accedere all’area clienti: {la password non è accettata|il messaggio di conferma non arriva|dice che l’utente non esiste}. {Può aiutarmi?|Ho provato da due dispositivi.}',
              'Vorrei registrarmi {all’area clienti|all’app} ma il sistema {non riconosce il codice utenza $codice|indica che il codice fiscale è già presente}.',
            ],
            details: [
              '{Uso l’indirizzo da cui scrivo|Ho controllato anche nella posta indesiderata|Fino a $mese funzionava}.',
            ],
            replies: [
              'abbiamo inviato a questo indirizzo un collegamento per la nuova password, valido {24 ore|due ore}. {Se non lo trova, controlli la posta indesiderata.|Dopo l’accesso può modificare i suoi dati.}',
              'il profilo era collegato a un indirizzo non più attivo. Lo abbiamo aggiornato: {può registrarsi di nuovo con il codice $codice|ora può accedere con questo indirizzo}.',
            ],
          },
        ],
      },
      {
        key: 'servizio.sportello',
        name: { it: 'Sportello', en: 'Counter' },
        topics: [
          {
            key: 'servizio.sportello.appuntamento',
            name: { it: 'Orari e appuntamenti', en: 'Hours and appointments' },
            queue: 'clienti',
            weight: 3,
            caseChance: 0,
            type: 'information',
            subjects: ['{Appuntamento|Orari} sportello di Colle', 'Prenotazione sportello'],
            asks: [
              'Vorrei {prenotare un appuntamento|fissare un appuntamento} allo sportello di Colle per {una voltura|una rateizzazione|parlare di una bolletta}. {Andrebbe bene $giorno2.|Meglio il pomeriggio.}',
              '{Quali sono gli orari dello sportello|Lo sportello è aperto il sabato}? {Serve la prenotazione?|Si può venire senza appuntamento?} {Devo {presentare dei documenti|firmare un contratto|ritirare un modulo}.|Verrei $giorno2.}',
            ],
            details: [
              '{Accompagno mia madre, che ha difficoltà a camminare|Lavoro fino alle 16|Porto io i documenti}.',
            ],
            replies: [
              'le abbiamo riservato un appuntamento $giorno2 alle ore {9.00|10.20|11.40|15.00}, sportello 3. {Porti con sé una bolletta recente e un documento.|Se non può venire, la preghiamo di avvisarci.}',
              'lo sportello di Piazza del Mercato è aperto dal lunedì al venerdì dalle 8.30 alle 12.30, {il giovedì anche dalle 14 alle 17|il martedì e il giovedì anche dalle 14 alle 17}. {Con l’appuntamento non c’è attesa.|L’accesso è senza barriere.}',
            ],
          },
        ],
      },
    ],
  },
  {
    key: 'reclami',
    name: { it: 'Reclami', en: 'Complaints' },
    children: [
      {
        key: 'reclami.qualita',
        name: { it: 'Qualità del servizio', en: 'Quality of service' },
        topics: [
          {
            key: 'reclami.qualita.attesa',
            name: { it: 'Tempi di risposta', en: 'Time to answer' },
            queue: 'reclami',
            weight: 2,
            caseChance: 0.6,
            type: 'complaint',
            subjects: [
              'Reclamo: {nessuna risposta|attesa eccessiva}',
              'Reclamo per mancata risposta del $data',
              'Terzo sollecito, utenza $codice',
            ],
            asks: [
              '{Presento reclamo|Intendo presentare reclamo} perché {dal $data attendo una risposta|nessuno ha risposto alla richiesta $protocollo}. {Ho scritto due volte.|È la terza volta che scrivo.}',
              '{Il tecnico atteso il $data non si è presentato|L’appuntamento del $data è saltato senza avviso}, in $via $civico. {Ho perso una giornata di lavoro.|Chiedo l’indennizzo previsto dalla Carta dei servizi.}',
            ],
            details: [
              '{Chiedo una risposta scritta nei termini|In mancanza mi rivolgerò allo Sportello del consumatore|Utenza $codice}.',
            ],
            replies: [
              'abbiamo registrato il suo reclamo con il numero $protocollo. {Il ritardo è dipeso da noi e ce ne scusiamo.|La richiesta era rimasta in un altro ufficio e ce ne scusiamo.} Riceverà la risposta motivata entro 30 giorni; {l’indennizzo, se dovuto, sarà accreditato in bolletta|stiamo verificando il diritto all’indennizzo}.',
              'dalle verifiche l’appuntamento del $data non è stato rispettato. L’indennizzo automatico di {30,00|40,00} euro sarà accreditato nella bolletta di $mese2. {La nuova visita è fissata per $giorno2.|Ci scusiamo per il disagio.}',
            ],
          },
          {
            key: 'reclami.qualita.fatturazione',
            name: { it: 'Reclamo su fatturazione', en: 'Complaint on billing' },
            queue: 'reclami',
            weight: 2.2,
            caseChance: 0.65,
            type: 'complaint',
            subjects: [
              'Reclamo scritto bolletta $bolletta',
              'Contestazione {importo $importo|bolletta $bolletta}',
            ],
            asks: [
              '{Contesto|Con la presente contesto} la bolletta $bolletta di $importo: {i consumi non sono reali|la lettura del $data è errata|vi sono voci mai concordate}. {Chiedo la rettifica.|Chiedo il ricalcolo e la sospensione del pagamento.}',
              'La rettifica promessa {il $data|con la lettera del $data} per la bolletta $bolletta {non è mai arrivata|non tiene conto della lettura $lettura}. {Presento formale reclamo.|Chiedo l’intervento di un responsabile.}',
            ],
            details: [
              '{Fornitura di $via $civico, codice $codice|Chiedo risposta scritta|Conservo la bolletta e la fotografia del contatore}.',
            ],
            replies: [
              'abbiamo registrato il reclamo con il numero $protocollo e sospeso il pagamento della bolletta $bolletta. {L’ufficio fatturazione verifica la lettura|Le letture sono in verifica}: la risposta motivata arriverà entro 30 giorni.',
              'il reclamo è fondato: la lettura del $data era errata. {Abbiamo emesso la rettifica e la bolletta passa da $importo a $importo2.|La nuova bolletta, di $importo2, sostituisce la $bolletta.} Ci scusiamo per il disagio.',
            ],
          },
          {
            key: 'reclami.qualita.comportamento',
            name: { it: 'Comportamento del personale', en: 'Conduct of staff' },
            queue: 'reclami',
            weight: 0.6,
            caseChance: 0.5,
            type: 'complaint',
            subjects: [
              'Segnalazione sul comportamento {allo sportello|di un tecnico}',
              'Reclamo sportello del $data',
            ],
            asks: [
              'Il $data {allo sportello|al telefono} {ho ricevuto informazioni diverse da quelle scritte|ho trovato poca disponibilità}. {Chiedo che la cosa sia verificata.|Ritengo corretto segnalarlo.}',
              'Il tecnico intervenuto il $data in $via {ha lasciato lo scavo aperto|non ha saputo spiegare la causa del guasto}. {Segnalo l’accaduto.|Chiedo un riscontro.}',
            ],
            details: ['{Non chiedo indennizzi, solo più attenzione|Resto a disposizione per chiarimenti}.'],
            replies: [
              'la ringraziamo per la segnalazione, registrata con il numero $protocollo. {Ne abbiamo parlato con il responsabile dello sportello|Il responsabile di zona è stato informato} e le scriveremo l’esito entro 30 giorni.',
            ],
          },
        ],
      },
    ],
  },
];

/** The leaves, in the order of the tree. */
export const TOPICS: readonly Topic[] = TREE.flatMap((b) => b.children.flatMap((c) => c.topics));
