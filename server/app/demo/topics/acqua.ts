import type { Branch } from './branch.ts';

/** What customers write about water: faults, quality, meters. */
export const acqua: Branch = {
  key: 'acqua',
  name: {
    it: 'Acqua',
    en: 'Water',
    fr: 'Eau',
    de: 'Wasser',
    es: 'Agua',
    ar: 'المياه',
    pl: 'Woda',
    ru: 'Вода',
    ro: 'Apă',
  },
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
          type: 'fault_report',
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
          type: 'fault_report',
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
          type: 'fault_report',
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
          type: 'fault_report',
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
          caseChance: 0.15,
          type: 'water_analysis',
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
          caseChance: 0.05,
          type: 'meter_reading',
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
    {
      key: 'acqua.risparmio',
      name: { it: 'Risparmio idrico', en: 'Saving water' },
      topics: [
        {
          key: 'acqua.risparmio.kit',
          name: { it: 'Kit di risparmio', en: 'Water-saving kit' },
          queue: 'acqua',
          weight: 0.8,
          caseChance: 0.4,
          type: 'water_saving_kit',
          subjects: ['Kit per risparmiare acqua', '{Richiesta|Ritiro} kit riduttori di flusso'],
          asks: [
            '{Vorrei richiedere|Chiedo} il kit gratuito con i riduttori di flusso. {Come si ritira?|Si può avere per posta?}',
            'In bolletta ho letto del kit per il risparmio idrico. {Ne ho diritto?|Dove lo posso ritirare?}',
          ],
          details: ['{Siamo in quattro in casa|Ho due bagni e una cucina|Passerei allo sportello $giorno2}.'],
          replies: [
            'abbiamo registrato la richiesta del kit con il numero $protocollo. {Lo può ritirare allo sportello con l’ultima bolletta|Glielo inviamo per posta entro dieci giorni}.',
          ],
        },
      ],
    },
  ],
};
