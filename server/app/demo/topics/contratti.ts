import type { Branch } from './branch.ts';

/** What customers write about contracts. */
export const contratti: Branch = {
  key: 'contratti',
  name: {
    it: 'Contratti',
    en: 'Contracts',
    fr: 'Contrats',
    de: 'Verträge',
    es: 'Contratos',
    ar: 'العقود',
    pl: 'Umowy',
    ru: 'Договоры',
    ro: 'Contracte',
  },
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
          type: 'holder_change',
          subjects: [
            '{Voltura|Richiesta voltura} $via $civico',
            'Cambio intestatario {acqua|luce e gas|utenza $codice}',
          ],
          asks: [
            '{Devo fare|Vorrei richiedere} la voltura {dell’acqua|delle utenze} per la casa di $via $civico, {acquistata a $mese|ereditata da mio padre|che prendo in affitto}. {Quali documenti servono?|Si può fare on line?}',
            '{Chiedo di intestare a me|Vorrei intestare a me} l’utenza $codice, ora a nome {del precedente inquilino|di mio padre, deceduto|della venditrice}. {Quanto costa?|Quali sono i tempi?}',
          ],
          details: ['{Il rogito è del $data|La lettura è $lettura|Il precedente intestatario è d’accordo}.'],
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
};
