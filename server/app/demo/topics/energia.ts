import type { Branch } from './branch.ts';

/** What customers write about electricity and gas. */
export const energia: Branch = {
  key: 'energia',
  name: {
    it: 'Luce e gas',
    en: 'Electricity and gas',
    fr: 'Électricité et gaz',
    de: 'Strom und Gas',
    es: 'Luz y gas',
    ar: 'الكهرباء والغاز',
    pl: 'Prąd i gaz',
    ru: 'Электричество и газ',
    ro: 'Electricitate și gaz',
  },
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
          type: 'meter_reading',
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
          details: ['{Pago con addebito in conto|Uso poco il gas|Ho anche la fornitura dell’acqua con voi}.'],
          replies: [
            'da $mese2 il prezzo dell’energia passa a {0,118|0,124|0,131} euro per kWh, fisso per 12 mesi. {Può recedere in qualsiasi momento senza penali.|La scheda sintetica è nella sua area clienti.}',
            'con i suoi consumi la spesa annua stimata è di {612|684|731|764} euro con il prezzo fisso e di {598|647|705|752} euro con il variabile. {Le abbiamo inviato la scheda di confronto.|La stima è calcolata sui prezzi di $mese.}',
          ],
        },
      ],
    },
  ],
};
