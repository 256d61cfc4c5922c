import type { Branch } from './branch.ts';

/** Complaints. */
export const reclami: Branch = {
  key: 'reclami',
  name: {
    it: 'Reclami',
    en: 'Complaints',
    fr: 'Réclamations',
    de: 'Beschwerden',
    es: 'Reclamaciones',
    ar: 'الشكاوى',
    pl: 'Reklamacje',
    ru: 'Жалобы',
    ro: 'Reclamații',
  },
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
};
