// How citizens, offices and laws name the same thing in public services: water, energy, gas, waste, taxes, counters.
// Administrators add their own words; these are what every organisation of the field may start from.

/** Words for the same thing; each stands for all the others. */
const alike = `
bolletta, fattura, bollettina, bollettone
bollettino, avviso di pagamento, avviso pagopa, pagopa
pagare, saldare, versare, pagamento, versamento, liquidare, corrispondere
non pagato, insoluto, arretrato, moroso, morosità, debito, scoperto, insolvenza, da saldare
sollecito, mora, messa in mora, ingiunzione, diffida, preavviso, lettera di recupero, recupero crediti, costituzione in mora
rata, rate, rateizzare, rateizzo, rateazione, rateizzazione, dilazione, dilazionare, piano di rientro, scaglionare, a poco a poco, un po alla volta, un po al mese, un tanto al mese, poco alla volta, poco per volta
interessi, more, interessi di mora
caro, alto, salato, elevato, esagerato, stangata, spropositato, esorbitante, da capogiro, enorme, mazzata, salasso, batosta, gonfiata, esosa, astronomica, troppo, il doppio, il triplo, raddoppiata, triplicata
conguaglio, ricalcolo, saldo dei consumi
rettifica, correzione, correggere, ricalcolare, rifare i conti, riconteggio, storno
contestare, contestazione, opporsi, non sono d accordo, non mi torna, non mi tornano
errore, sbaglio, sbagliato, errato, scorretto, inesatto, non corretto, non è giusto, non giusta
rimborso, rimborsare, restituzione, restituire, soldi indietro, riavere, ridare, ridatemi, riaccredito, indietro i soldi
deposito cauzionale, cauzione, deposito, caparra, anticipo
doppio pagamento, pagato due volte, pagare due volte, versato due volte, pagamento doppio
domiciliazione, addebito, rid, sdd, sepa, conto corrente, addebito diretto, addebito automatico, in automatico dal conto
iban, coordinate bancarie, numero di conto
banca, istituto di credito, sportello bancario
tabaccheria, tabaccaio, tabacchi, ricevitoria, lottomatica, sisal
bancomat, carta di credito, pos, carta di debito, prepagata
contante, contanti, liquidi, cash
scadenza, termine, entro quando, ultimo giorno, data ultima
prorogare, proroga, posticipare, rinviare, pagare dopo, più tempo
ricevuta, quietanza, attestazione, prova del pagamento, scontrino del pagamento
importo, somma, cifra, ammontare, totale
quota fissa, costo fisso, spese fisse, canone fisso
tariffa, prezzo, costo, quanto costa, quanto viene
imposta, iva, accise, tasse
sconto, bonus, agevolazione, riduzione, ribasso, esenzione, contributo
povero, difficoltà economica, indigente, basso reddito, reddito basso, non arrivo a fine mese, non ce la faccio, in difficoltà, pochi soldi, fragile
disoccupato, perso il lavoro, senza lavoro, licenziato, cassa integrazione, cassintegrato
isee, dsu, dichiarazione dei redditi, reddito
pensionato, pensione, anziano
voltura, cambio intestatario, cambiare nome, intestare, intestazione, nominativo, intestatario, cambio nome, subentrare nel contratto, passare a nome mio, cambio titolare, titolare
morto, defunto, deceduto, venuto a mancare, venuta a mancare, è mancato, è mancata, scomparso, vedova, vedovo, erede, eredità, successione, decesso, lutto, non c è più
separato, divorziato, divorzio, separazione, ex marito, ex moglie
marito, moglie, coniuge, compagno, convivente
affitto, locazione, inquilino, affittuario, conduttore, locatario
proprietario, padrone di casa, locatore
rogito, atto di compravendita, comprato casa, acquistato casa, atto notarile, notaio
disdetta, chiudere, cessazione, recesso, recedere, disdire, annullare, cessare, risoluzione, chiusura del contratto, dare la disdetta, staccare tutto, disattivare
trasloco, traslocare, cambiare casa, trasferirsi, trasferimento, mi trasferisco, lasciare casa, me ne vado, lascio la casa
subentro, riattivare, riaprire, riattivazione, rimettere in funzione, riattaccare, rimettere
sigillato, piombato, chiuso, sigilli, piombi, lucchetto
distacco, staccare, taglio, tagliare, sospensione, sospendere, limitare, interrompere la fornitura, chiudere l acqua
allacciamento, allaccio, collegare, allacciare, attacco, nuova utenza, prima attivazione, collegamento alla rete, nuovo punto
preventivo, stima dei costi, quotazione
sopralluogo, visita del tecnico, uscita del tecnico
costruire, cantiere, edificio nuovo, casa nuova, nuova costruzione, villetta, edificare
ristrutturare, ristrutturazione, lavori in casa
contratto, fornitura, utenza, contratto di fornitura
disabitata, vuota, non ci abita nessuno, sfitta, chiusa da anni, seconda casa, casa vacanze
residenza, residente, domicilio, anagrafe, indirizzo
recapito, indirizzo di spedizione, dove mi arriva, indirizzo postale, numero di telefono, cellulare, telefonino
aggiornare, modificare, variare, correggere i dati, cambiare i dati
nucleo, componenti, famiglia, familiari, conviventi, numero di persone
neonato, bambino, figlio, nato, bebè, bimbo, bimba
area clienti, area riservata, profilo, portale, sportello online, il mio account, account, sito, app
password, credenziali, accesso, login, entrare, accedere, chiave di accesso, pin, parola chiave
registrarsi, registrazione, iscriversi al sito, creare un account
spid, identità digitale, cie, carta d identità elettronica
dimenticato, scordato, non ricordo, non mi ricordo, smarrito
delega, delegare, per conto, procura, al posto mio, al posto suo, a nome di, in vece, tutore, curatore, amministratore di sostegno, per lei, per lui
genitore, mamma, madre, padre, papà, babbo, nonna, nonno, suocera, zia
amministratore, condominio, palazzo, stabile, condominiale
reclamo, lamentela, protesta, lamentarsi, lamentare, protestare, esposto, rimostranza
conciliazione, mediazione, autorità, arera, garante, associazione consumatori, difensore civico
indennizzo, risarcimento, risarcire, danni, rimborso danni, compensazione
disservizio, malfunzionamento, cattivo servizio, inefficienza
maleducato, scortese, trattato male, sgarbato, cafone
sportello, ufficio, sede, agenzia, punto clienti, front office
orario, apertura, aperti, aperto, a che ora aprite, a che ora chiudete
appuntamento, prenotare, prenotazione, fissare, prendere un appuntamento
coda, fila, attesa, numerino
disabile, invalido, carrozzina, sedia a rotelle, handicap, barriere architettoniche, non si muove
operatore, parlare con qualcuno, numero verde, call center, centralino, persona vera
manca l acqua, senza acqua, a secco, non esce acqua, non esce niente, non c è acqua, rubinetto secco, non viene giù niente, nemmeno una goccia, neanche una goccia, niente acqua
pressione, poca acqua, esce poca, esce piano, filo d acqua, debole, a filo
autoclave, pompa, pompa condominiale
interruzione, sospensione idrica, lavori programmati, guasto in rete, interrotta
quando torna, ripristino, riattivazione del servizio, tornare
torbida, sporca, marrone, gialla, ruggine, rossastra, lattiginosa, bianca, scura, colorata, nera, terrosa, fango
cloro, candeggina, varechina, piscina, disinfettante
puzza, odore, puzzare, cattivo odore, olezzo, tanfo, fetore, sentore
potabile, bere, da bere, si può bere, bevibile, buona da bere, sicura
durezza, dura, calcare, calcarea, gradi francesi, incrostazioni
lavastoviglie, lavatrice, addolcitore
analisi, analizzare, campione, laboratorio, prelievo, esame, controllo dell acqua, test
nitrati, metalli, piombo, arsenico, pfas, batteri, inquinamento
perdita, fuga, perdere, gocciolare, infiltrazione, trafilamento, perdita occulta, allagamento, allagato
tubo, tubatura, tubazione, conduttura, condotta, impianto
sottoterra, interrato, giardino, murato, dentro il muro, cortile
idraulico, riparazione, riparare, aggiustare
sgravio, abbuono, storno del consumo
strada, asfalto, marciapiede, via, carreggiata
contatore, misuratore, contatori, apparecchio di misura
lettura, autolettura, auto lettura, numeri del contatore, cifre, numeri neri, mandare i numeri
stimata, presunta, a stima, non reale, stimato, presunti, in acconto, acconto
matricola, numero di serie
guasto, rotto, rottura, non funziona, difettoso, in panne, scassato, danneggiato, spaccato
fermo, bloccato, non gira, non si muove, piantato
illeggibile, appannato, non si legge, opaco, sporco il vetro
gira da solo, gira sempre, gira anche a rubinetti chiusi, continua a girare
verifica, controllo, taratura, collaudo
gelo, ghiaccio, ghiacciato, freddo, gelata, sotto zero, congelato, inverno, neve
coprire, proteggere, isolare, coibentare, fasciare, avvolgere
corrente, luce, elettricità, energia elettrica, elettrica
al buio, senza luce, blackout, manca la corrente, senza corrente, è andata via la luce, è saltata la luce, mancata corrente
salvavita, interruttore, differenziale, quadro elettrico
scatta, salta, salta tutto, stacca, va via quando accendo
elettromedicale, apparecchi medici, ossigeno, respiratore, macchinario salvavita, dialisi, ventilatore polmonare, concentratore
potenza, kilowatt, kw, chilowatt, più potenza, aumento di potenza
auto elettrica, macchina elettrica, colonnina, wallbox, ricaricare l auto
piano a induzione, induzione, pompa di calore, condizionatore, climatizzatore
fotovoltaico, pannelli solari, pannelli
gas, metano, fuga di gas
emergenza, pericolo, urgenza, urgente, pronto intervento, reperibilità
caldaia, fornelli, stufa, scaldabagno
risparmiare, consumare meno, risparmio, ridurre i consumi, sprecare meno, sprechi, spreco
riduttori, rompigetto, frangigetto, riduttore di flusso, aeratori
gratis, gratuito, gratuitamente, omaggio, senza pagare
rifiuti, spazzatura, immondizia, pattume, monnezza, rumenta, scovazze, rusco, mondezza, rudo
raccolta, porta a porta, ritiro della spazzatura, differenziata, passaggio
calendario, in che giorno, quali giorni, che giorno passa, giorni di raccolta, quando passano
svuotare, non svuotato, non ritirato, non è passato nessuno, non hanno raccolto, mancato ritiro, saltato il ritiro
contenitore, bidone, mastello, secchio, cassonetto, bidoncino, pattumiera, cestino, bidoni, carrellato
sacco, sacchetto, sacchi, sacchetti, buste, busta
umido, organico, scarti di cucina, avanzi, scarti di cibo
secco, indifferenziato, indifferenziata, residuo
plastica, imballaggi, bottiglie, lattine
cartone, carta riciclata, giornali
ingombranti, roba grossa, mobili, mobilio, arredi, arredamento, oggetti grandi
elettrodomestici, raee, frigo, frigorifero, televisore, lavatrice vecchia, congelatore
ritirare, portare via, venite a prendere, prelevare, sgomberare, sgombero, disfarsi, liberarsi
centro di raccolta, isola ecologica, discarica, ricicleria, ecocentro, piattaforma ecologica, piazzola ecologica, oasi ecologica, ecopiazzola
verde, potature, rami, siepe, erba, sfalci, foglie, ramaglie, giardinaggio, alberi
olio, olio fritto, olio esausto, olio di frittura, fritture
calcinacci, macerie, inerti, mattoni, piastrelle, sanitari
pile, batterie, batteria
vernici, solventi, tossici, pericolosi
buttare, gettare, smaltire, conferire, dove lo metto, dove va, dove si butta
separare, differenziare, riciclare, dividere
pannolini, pannoloni, pannolone, assorbenti
amianto, eternit
abbandonati, abbandono, discarica abusiva, scaricato per strada
tessera, card, badge, smart card, tesserino, chiavetta, ecocard
rubato, furto, sottratto, mi hanno preso, portato via
perso, smarrito, smarrimento, persa, non trovo più
sostituzione, sostituire, cambiare, rimpiazzo, un altro
tari, tassa rifiuti, tariffa rifiuti, tassa sui rifiuti, tassa sull immondizia, tarsu, tia, tassa spazzatura
metri quadri, superficie, mq, metratura
compost, compostaggio, compostiera, concime, composter
vivo da solo, unico occupante, abito da sola, single, una sola persona
iscrizione, iscrivere, dichiarazione iniziale, denuncia iniziale
email, posta elettronica, mail, pec
cartacea, carta, busta per posta, per posta, foglio
digitale, elettronica, pdf, online, via mail, sul computer
duplicato, copia, ristampa, doppione, un altra copia
non arriva, non ricevo, mai arrivata, non ho ricevuto, non è arrivata, disguido postale
codice cliente, numero cliente, codice utente, codice utenza
spiegazione, capire, significato, significa, che vuol dire, cosa vuol dire, cosa sono, a cosa si riferisce, voce
documento, carta d identità, codice fiscale, tessera sanitaria, documenti
modulo, modello, modulistica, formulario
autocertificazione, dichiarazione sostitutiva
pratica, richiesta, domanda, istanza
tempi, quanto tempo, quanto ci vuole, quanto ci mette, entro quanti giorni
tecnico, squadra, operaio, addetto
vicini, vicinato, dirimpettaio
doccia, vasca, bagno
rubinetto, rubinetti, lavandino, lavello
sciacquone, wc, cassetta del wc, gabinetto
acqua, idrico, acquedotto
fogna, fognatura, scarico, tombino, depurazione, spurgo
allarme, avviso, notifica, promemoria
volantino, opuscolo, guida
fontana, fontanella, casa dell acqua
vetro, bottiglie di vetro, vasetti
mensa, pasti, refezione
scuolabus, trasporto scolastico, pulmino
nido, asilo, materna
sosta, parcheggio, strisce blu, posteggio
multa, contravvenzione, verbale, sanzione
passaporto, carta identità, documento di identità
certificato, certificati, anagrafico
matrimonio, unione civile, sposarsi
cimitero, sepoltura, loculo, tomba
biblioteca, prestito, libri
palestra, impianto sportivo, piscina comunale
`;

/** What somebody says of it, and what they then mean. */
const leads = `
tutti insieme, tutto insieme, tutto in una volta, in una volta, in una botta, non ce li ho, non ho i soldi, non posso pagare, non riesco a pagare, non ce la faccio a pagare, a fine mese > rate, rateizzare
perso il lavoro, disoccupato, licenziato, pensione minima > bonus, agevolazione, isee
famiglie numerose, tanti figli, famiglia numerosa > bonus, agevolazione
il doppio, il triplo, molto più alta, più del solito, consumo anomalo, impennata > bolletta alta, conguaglio
gira da solo, gira sempre, gira anche se, continua a girare, tutto chiuso > perdita
sotto il giardino, tubo rotto, dentro il muro > perdita occulta, sgravio
consumo anomalo, consumi esagerati > perdita, bolletta alta
minacciate, minaccia, staccarmi, staccare, tagliarmi, ufficiale giudiziario, avvocato scrive > sollecito, distacco
divano, materasso, armadio, poltrona, tavolo, letto matrimoniale, rete del letto, scaffale, cucina vecchia, libreria > ingombranti
lavatrice, frigorifero, televisione, televisore, forno, congelatore, computer vecchio > ingombranti, raee, elettrodomestici
rami, siepe, erba, foglie, olio, vernice, batterie, pile, macerie > centro raccolta
scontrino, pizza, tetrapak, polistirolo, bicchieri, piatti, lampadina, specchio, giocattoli, ceramica, cicche, lettiera, tappo, fazzoletti > dove butto, separare
lavastoviglie, calcare, ferro da stiro > durezza
biberon, neonati, neonato, gravidanza, incinta > potabile, qualità
piscina, candeggina, cloro, sapore, sa di > odore, acqua torbida
al buio > manca corrente
non viene giù, non scende, non esce, nemmeno una goccia, una goccia > manca acqua
forno, condizionatore, phon, scaldabagno > potenza
vacanza, montagna, seconda casa > casa vuota
comprato, comprare, acquistato, affitto, inquilino, ereditato, mancato, morto, marito, moglie, separato > voltura, intestatario
traslocare, vendere casa, venduto > disdetta, voltura
costruendo, villetta, cantiere > allacciamento
mettere un contatore, contatore nuovo, non c è contatore > allacciamento
anziana, anziano, ricoverato, ospedale, non può venire, all estero, mamma, madre, nonna, padre > delega
palazzo, condominio, amministratore > amministratore condominio
vergogna, schifo, inaccettabile, trattato, indecente > reclamo
non rispondete, nessuno risponde, nessuna risposta, aspetto da mesi > reclamo
sabato, domenica, pomeriggio, mattina, venire di persona > orari, sportelli
figlio, nascita, in quattro, in tre, in cinque > componenti nucleo
bloccato, non entra, non mi fa entrare, non riesco a entrare, non funziona il sito > accesso, password
ha smesso, esce acqua, scoppiato, zampilla > perdita
codice > codice cliente
voce, voci, cosa sto pagando > leggere bolletta
residuo, umido, plastica, vetro, carta > raccolta
`;

const list = (text: string): string[] =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
const lines = (text: string): string[] => text.trim().split('\n');

export interface Saying {
  /** Whoever says one of these … */
  said: readonly string[];
  /** … means one of these; null: the other ones of the same line. */
  means: readonly string[] | null;
}

export const italianSayings: readonly Saying[] = [
  ...lines(alike).map((line) => ({ said: list(line), means: null })),
  ...lines(leads).map((line) => {
    const [said, means] = line.split('>');
    return { said: list(said!), means: list(means!) };
  }),
];
