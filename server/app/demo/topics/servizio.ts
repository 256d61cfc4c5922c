import type { Branch } from './branch.ts';

/** What customers write about the site and the office. */
export const servizio: Branch = {
  key: 'servizio',
  name: {
    it: 'Servizio clienti',
    en: 'Customer service',
    fr: 'Service clients',
    de: 'Kundendienst',
    es: 'Atención al cliente',
    ar: 'خدمة العملاء',
    pl: 'Obsługa klienta',
    ru: 'Обслуживание клиентов',
    ro: 'Relații cu clienții',
  },
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
    {
      key: 'servizio.carta',
      name: { it: 'Carta dei servizi ambientali', en: 'Service card' },
      topics: [
        {
          key: 'servizio.carta.attivazione',
          name: { it: 'Attivazione della carta', en: 'Activating the card' },
          queue: 'clienti',
          weight: 0.8,
          caseChance: 0.4,
          type: 'smart_card_activation',
          subjects: ['{Attivazione|Attivare la} carta della casa dell’acqua', 'Carta $codice non attiva'],
          asks: [
            'Ho ricevuto la carta per la casa dell’acqua ma {il lettore non la riconosce|risulta non attiva}. {Come si attiva?|Devo passare allo sportello?}',
            '{Vorrei attivare|Chiedo di attivare} la carta numero $codice per la casa dell’acqua di Colle.',
          ],
          details: ['{La carta è arrivata per posta|L’ho ritirata allo sportello il $data}.'],
          replies: [
            'la carta si attiva {entro un giorno|entro due giorni} dalla verifica dei dati: le scriveremo appena è pronta. Il numero della richiesta è $protocollo.',
          ],
        },
      ],
    },
  ],
};
