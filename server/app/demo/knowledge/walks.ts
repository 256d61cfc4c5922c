import type { DemoArticle } from './shapes.ts';

const step = (key: string, title: string, text = '', answers: [string, string][] = []) => ({
  key,
  title,
  text,
  answers: answers.map(([label, to]) => ({ label, to })),
});

/** A decision tree, a guide, and what only the staff reads. */
export const walks: DemoArticle[] = [
  {
    code: 'diagnosi-acqua',
    kind: 'tree',
    audience: 'public',
    subject: 'acqua.guasti',
    title: 'Problema con l’acqua: troviamo la causa insieme',
    summary:
      'Poche domande per capire se il problema è in casa, nel palazzo o in rete, e che cosa fare adesso.',
    body: '',
    keywords: 'diagnosi, guasto idrico, passo per passo, verifica',
    steps: [
      step('cosa', 'Che cosa succede?', '', [
        ['Non esce acqua', 'vicini'],
        ['Esce poca acqua', 'ora'],
        ['È torbida o colorata', 'colore'],
      ]),
      step('vicini', 'Manca anche ai vicini?', 'Chieda sulle scale o guardi la fontana in strada.', [
        ['Sì', 'rete'],
        ['No', 'rubinetto'],
        ['Non lo so', 'rubinetto'],
      ]),
      step('rubinetto', 'Il rubinetto accanto al contatore è aperto?', 'La leva deve essere lungo il tubo.', [
        ['Sì', 'palazzo'],
        ['Era chiuso', 'risolto'],
      ]),
      step('palazzo', 'È un palazzo con autoclave?', '', [
        ['Sì', 'amministratore'],
        ['No', 'intervento'],
      ]),
      step('ora', 'Succede solo in certe ore?', '', [
        ['Sì', 'pressione'],
        ['No, sempre', 'filtri'],
      ]),
      step('colore', 'Ci sono stati lavori o interruzioni nelle ultime ore?', '', [
        ['Sì', 'scorrere'],
        ['No', 'prelievo'],
      ]),
      step(
        'rete',
        'Guasto o lavori in rete',
        'Controlli gli avvisi; se non ci sono, chiami il **pronto intervento**.',
      ),
      step('risolto', 'Risolto', 'Apra piano e lasci scorrere qualche minuto.'),
      step(
        'amministratore',
        'Avverta l’amministratore',
        'L’autoclave è del condominio: la rete porta l’acqua fino al contatore generale.',
      ),
      step(
        'intervento',
        'Serve un tecnico',
        'Chiami il **pronto intervento** con il codice della fornitura.',
      ),
      step(
        'pressione',
        'Pressione bassa nelle ore di punta',
        'Segnalazione alla rete: la registriamo e misuriamo la pressione.',
      ),
      step(
        'filtri',
        'Pulisca i filtri',
        'Sviti il rompigetto e lo pulisca. Se non basta, un idraulico controlla l’impianto.',
      ),
      step('scorrere', 'La lasci scorrere', 'Torna limpida in qualche ora; non la beva finché non lo è.'),
      step('prelievo', 'Prendiamo un campione', 'Un tecnico viene a prelevare e le comunica il risultato.'),
    ],
  },
  {
    code: 'guida-voltura',
    kind: 'guide',
    audience: 'staff',
    subject: 'contratti.avvio.voltura',
    title: 'Voltura al telefono: i passi per l’operatore',
    summary: 'I sei passi per aprire una voltura al telefono senza dover richiamare il cliente.',
    body: '',
    keywords: 'procedura interna, script, cambio intestatario',
    steps: [
      step(
        'uno',
        'Identificare chi chiama',
        'Nome, codice fiscale e un recapito. Se chiama per altri, serve la delega.',
      ),
      step(
        'due',
        'Trovare la fornitura',
        'Dal codice in bolletta o dall’indirizzo; controllare che sia **attiva**. Se è chiusa: subentro.',
      ),
      step('tre', 'Chiedere il titolo', 'Proprietà, affitto, comodato. Segnare data e durata.'),
      step('quattro', 'Prendere la lettura', 'Cifre nere, data di oggi; confrontare con l’ultima.'),
      step('cinque', 'Dire tempi e costi', 'Leggere il testo standard; ricordare il deposito.'),
      step(
        'sei',
        'Aprire la pratica',
        'Classificazione *voltura*, allegare i documenti, dire il numero al cliente.',
      ),
    ],
  },
  {
    code: 'interno-morosita',
    audience: 'staff',
    subject: 'bollette.pagamenti',
    title: 'Interno: clienti vulnerabili e morosità',
    summary:
      'Prima di limitare una fornitura si controlla se il cliente è vulnerabile o ha apparecchi medici. In quel caso si passa al responsabile e non si procede.',
    body: `- Guardare le note del cliente e il bonus sociale.
- Proporre sempre le rate.
- Apparecchi medici salvavita: mai sospendere, avvisare il responsabile.
- Scrivere nella pratica chi ha deciso e perché.`,
    keywords: 'non disalimentabile, fragilità, distacco, procedura interna, limitare',
  },
];
