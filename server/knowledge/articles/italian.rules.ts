// What PostgreSQL's Italian stems do not bring together: irregular verbs and their nouns, pronouns at the end of a verb,
// superlatives, hard consonants. Words come without accents, in lower case.

/** A verb, with the beginnings of its other forms and of the nouns made of it. An ending of inflection may follow each. */
const families = `
accendere acces
accogliere accolg accolt accoglienz
accreditare accredit
aggiungere aggiunt aggiunger
aprire apr apert apertur
appartenere appartien appartengh
assumere assunt assunzion
avvenire avvien avvenut
bere bev berr bevut bevand bevibil
chiudere chius chiusur
cogliere colg colt
comporre compong compost
comprendere compres
concedere concess concession
concludere conclus conclusion
condividere condivis
conoscere conosc conosciut
convenire convien convenut
coprire copr copert copertur
correggere corrett correzion
correre cors
costruire costru costruzion
crescere cresciut crescit
cuocere cott cuoc
decidere decis decision
deludere delus
difendere difes
dipendere dipes
discutere discuss
disdire disdic disdett disdic
disporre dispong dispost disposizion
distruggere distrutt
dividere divis division
dormire dorm
escludere esclus esclusion
esporre espong espost esposizion
esprimere espress
fondere fus
fingere fint
giungere giunt
godere god
immettere immess immission
includere inclus
interrompere interrott interruzion
introdurre introduc introdott
invadere invas
iscrivere iscritt iscrizion
leggere lett lettur leggibil
mantenere mantien mantengh manteniment
mettere mess
mordere mors
morto morir muor muoi mort mortis decess deced defunt
muovere mosso moss
nascere nat nascit
nascondere nascost
offendere offes
offrire offert
opporre oppost opposizion
ottenere ottien ottengh
perdere perdit
permettere permess
persuadere persuas
piangere piant
piovere piogg piovut
porre pong post
possedere possied possess
prendere pres
prelevare preliev prelev
pretendere pretes
produrre produc prodott produzion
promettere promess
promuovere promoss promozion
proporre propong propost
proteggere protett protezion
provvedere provvist
raccogliere raccolg raccolt
raggiungere raggiunt
recedere recess
reggere rett
rendere res
respingere respint
restituire restitu restituzion
richiedere richiest
ridurre riduc ridott riduzion ridutt riduttor
riempire riemp
rimanere rimang rimast
rimettere rimess
rimuovere rimoss rimozion
riscuotere riscoss riscossion
risolvere risolt risoluzion
rispondere rispost
ritenere ritien
rivolgere rivolt
rompere rott rottur rupp
salire salg salit
scadere scad scadut scadenz
scegliere scelg scelt
scendere sces
sciogliere sciolt
scomparire scompar
scoprire scopr scopert
scrivere scritt scrittur
scuotere scoss
sedere sied sedut
smettere smess
soffrire soffert
sospendere sospes sospension
sottoscrivere sottoscritt sottoscrizion
sottrarre sottratt
spargere spars
spegnere speng spent
spendere spes
spingere spint
sporgere sport
stringere strett
succedere success
svolgere svolt
tacere tacc
tendere tes
tenere teng tien tenut
togliere tolg tolt
tradurre traduc tradott traduzion
trascorrere trascors
trasmettere trasmess trasmission
uccidere uccis
udire od
uscire esc uscit
valere valg vals valut
vendere vendit vendut
venire veng vien venut
verificare verific
vincere vint
vivere vissut
volgere volt
allacciare allacc allacciament
riallacciare riallacc
installare installazion
intestare intest intestatar intestazion cointest
pagare pag pagament
rateizzare rat rateizz ratizz rateizzazion rateazion rateal
fatturare fattur fatturazion
consumare consum
misurare misurator misurazion
rimborsare rimbors
sostituire sostitu sostituzion
cessare cessazion
riparare riparazion
attivare attivazion
riattivare riattivazion
disattivare disattivazion
registrare registrazion
variare variazion
modificare modific
segnalare segnalazion
comunicare comunicazion
prenotare prenotazion
autenticare autenticazion
reclamare reclam
sollecitare sollecit
smarrire smarr smarriment pers
rubare rub furt
perforare perfor
gelare gel ghiacc congel ghiacciat
guastare guast
sporcare sporc sporcizi
puzzare puzz
separare separ separat
residenza resident residenz
delegare deleg
nominare nomin
ereditare ered eredit
affittare affitt affittuar locazion locatar
comprare compr
acquistare acquist
traslocare trasloc
trasferire trasfer trasferiment
firmare firm
scaricare scaric
inviare inv
spedire sped spedizion
consegnare consegn
ritirare ritir
gettare gett
buttare butt
smaltire smaltiment
riciclare ricicl riciclagg
differenziare differenz
svuotare svuot
potare potatur
analizzare analis
stimare stim
conguagliare conguagl
verniciare vernic
sprecare sprec
risparmiare risparm
lamentare lament lamentel
protestare protest
denunciare denunc
accedere access
dimenticare dimentic
recuperare recuper
bloccare blocc
sbloccare sblocc
funzionare funzion
gocciolare gocciol
allagare allag
scavare scav
abitare abitazion
occupare occup
nuotare nuot
sbagliare sbagl
errare error errat erron
contestare contestazion
rettificare rettific
calcolare calcol
ricalcolare ricalcol
aumentare aument
raddoppiare raddopp
costare cost costos
durare durat
ritardare ritard
aspettare attes
domiciliare domiciliazion
addebitare addebit
versare versament
`
  .trim()
  .split('\n')
  .map((line) => line.split(' '));

const ending =
  /^(?:[aeio]|i?amo|[aei]te|[aeo]?no|[aei]re|[aei]r[oaei]|[aei]ndo|[aeiu]t[oaei]|[aei]v[oaei]|[aei]vano|[ei]sc[oei]|[ei]scono|ente|enti|ante|anti|ando|endo|er(?:ai|emo|ete|anno|ei|ebbe)|ir(?:ai|emo|ete|anno|ei|ebbe))?$/;

const beginnings = new Map(families.flatMap(([verb, ...starts]) => starts.map((start) => [start, verb!])));
/** The longest beginning of a family in a word; it may be a whole word. */
const longestStart = Math.max(...[...beginnings.keys()].map(({ length }) => length));

/** Short or frequent words that would meet a family they are not of. */
const alone = new Set(
  `letto letti costa costo rata rate rati natura post posta poste posto posti corso corsi spesa spese festa rete reti colto colta porta porto porti ferro contratto contratti trattare tratto avviso pianta piante piano piani attesa attese prodotto prodotti sporto tesa tassa sede sedi costi ora od fuso resto presto`.split(
    ' ',
  ),
);

const pronouns = '(?:mi|ti|ci|vi|si|lo|la|li|le|ne|gli|(?:me|te|ce|ve|se|glie)(?:lo|la|li|le|ne))';
const afterInfinitive = new RegExp(`^(.{2,}[aei]r)${pronouns}$`);
const afterImperative = new RegExp(`^(.{2,}[aei]te)${pronouns}$`);
const afterGerund = new RegExp(`^(.{2,}[ae]ndo)${pronouns}$`);

/** The form by which a word of the language is known: what is of one family has one. Other languages: the word itself. */
export function baseOf(word: string, language: string): string {
  if (language !== 'it' || word.length < 3 || /\d/.test(word)) return word;
  let base = word;
  if (word.length > 6) {
    base = base.replace(afterInfinitive, '$1e').replace(afterImperative, '$1').replace(afterGerund, '$1');
    base = base.replace(/issim[oaie]$/, 'o');
  }
  // Hard consonants: paghi, banche, righe.
  base = base.replace(/([cg])h(?:i|e|iamo|iate|ino|er[oa]|erai|eremo|erete|eranno|erei|erebbe)$/, '$1a');
  if (alone.has(base)) return base;
  for (let length = Math.min(base.length, longestStart); length >= 3; length -= 1) {
    const verb = beginnings.get(base.slice(0, length));
    if (verb !== undefined && ending.test(base.slice(length))) return verb;
  }
  return base;
}

/** Words of every conversation: they tell less of what is asked than their rarity in the articles says. */
const light = new Set(
  `casa casetta appartamento anno anni mese mesi giorno giorni settimana oggi domani ieri stamattina stasera ora ore volta volte
  persona persone gente signora signore vecchio vecchia vecchi nuovo nuova nuovi nuove grande piccolo euro soldi numero solito
  arriva arrivata arrivato arrivare arrivano viene venire trovo trovare trova mettere metto mette messo prendere passare passa
  passano mandare mandato chiamo chiamare scrivo scrivere scritto possibile normale giusto vero vera subito adesso ancora mesi
  cambiare cambiato cambio successo quattro due tre uno prima seconda via strada italia chiama chi paga dare date dato spetta
  rivolgo rivolgere usare uso faccia avviene sembra pare quanto resta lascio lasciare bisogno necessario importante`.split(
    /\s+/,
  ),
);
export const isLight = (word: string, language: string): boolean =>
  /^\d+$/.test(word) || (language === 'it' && light.has(word));
