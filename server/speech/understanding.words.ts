import type { SpeechLanguage } from '#contract/speech.ts';

// Words of the eight languages that understanding needs, as `wordsOf` makes them: lower case, without accents.

interface Words {
  yes: string;
  no: string;
  /** Words that say nothing of what somebody wants. */
  idle: string;
  /** Who wants to speak to a person, not to a machine. */
  person: string;
  /** What comes after these counts, not what came before. */
  but: string;
  /** 0 to 9, then 10 to 19, then the tens from 20. */
  numbers: string;
}

const lists: Record<SpeechLanguage, Words> = {
  it: {
    yes: 'si|certo|certamente|esatto|esattamente|giusto|corretto|confermo|ok|okay|va bene|d accordo|proprio cosi|perfetto|come no',
    no: 'no|non|sbagliato|errato|niente affatto|assolutamente no|nemmeno|neanche',
    idle: 'a ad al allo alla ai agli alle da dal dallo dalla dai dagli dalle di del dello della dei degli delle in nel nello nella nei negli nelle su sul sullo sulla sui con per tra fra il lo la i gli le un uno una e ed o che chi cui non mi ti si ci vi me te ne mio mia miei mie tuo sua suo sono sei ho hai ha abbiamo avrei vorrei volevo voglio devo dovrei posso potrei puo potete fare avere essere sapere chiedere chiamo chiamavo telefono buongiorno buonasera salve pronto scusi grazie prego favore piacere cortesia allora ecco cioe senta guardi dunque insomma come quando dove perche quindi anche ancora gia adesso ora questo questa questi queste quello quella c era stato stata bisogno informazione informazioni riguardo circa',
    person:
      'operatore|operatrice|una persona|persona vera|persona umana|essere umano|parlare con qualcuno|qualcuno in carne|un impiegato|una impiegata|umano|centralino|centralinista|parlare con voi',
    but: 'ma|pero|bensi|invece|anzi',
    numbers:
      'zero uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici diciassette diciotto diciannove venti trenta quaranta cinquanta sessanta settanta ottanta novanta',
  },
  en: {
    yes: 'yes|yeah|yep|right|correct|exactly|sure|ok|okay|that s it|of course|confirm',
    no: 'no|nope|not|wrong|incorrect|never',
    idle: 'a an the i we you my your me to of in on at for from with and or is are was be been do does did have has had would like want need can could please hello hi good morning afternoon thanks thank about it this that there some get know ask calling call um uh well so just',
    person: 'operator|agent|a person|real person|human|somebody|someone|representative|speak to anyone',
    but: 'but|instead|rather',
    numbers:
      'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety',
  },
  fr: {
    yes: 'oui|ouais|exact|exactement|correct|c est ca|d accord|bien sur|ok|tout a fait|je confirme',
    no: 'non|pas|faux|incorrect|pas du tout',
    idle: 'a au aux de du des d l le la les un une et ou je j tu vous nous mon ma mes votre en dans pour par sur avec est suis ai voudrais veux besoin puis peux pouvez bonjour bonsoir merci s il plait que qui ce c savoir demander alors',
    person: 'operateur|operatrice|conseiller|conseillere|une personne|quelqu un|humain|agent',
    but: 'mais|plutot',
    numbers:
      'zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf vingt trente quarante cinquante soixante septante quatre-vingts nonante',
  },
  de: {
    yes: 'ja|jawohl|genau|richtig|korrekt|stimmt|klar|sicher|ok|okay|in ordnung|jep',
    no: 'nein|nicht|falsch|ne|nee|kein|keine',
    idle: 'der die das den dem des ein eine einen einer ich mich mir mein meine meinen wir sie und oder zu zum zur in im an am auf fur mit von bei ist bin habe hat haben mochte will wollte brauche kann konnen bitte hallo guten tag danke wissen fragen uber es',
    person:
      'mitarbeiter|mitarbeiterin|einem menschen|mensch|menschen|person|jemand|jemandem|berater|beraterin|kundendienst|vermittlung',
    but: 'aber|sondern',
    numbers:
      'null eins zwei drei vier funf sechs sieben acht neun zehn elf zwolf dreizehn vierzehn funfzehn sechzehn siebzehn achtzehn neunzehn zwanzig dreissig vierzig funfzig sechzig siebzig achtzig neunzig',
  },
  es: {
    yes: 'si|claro|exacto|exactamente|correcto|vale|de acuerdo|por supuesto|eso es|ok|confirmo',
    no: 'no|incorrecto|equivocado|nada de eso|tampoco',
    idle: 'a al de del el la los las un una unos unas y o en con por para que mi mis su me yo usted es soy estoy tengo quiero queria quisiera necesito puedo puede hola buenos dias buenas tardes gracias favor saber preguntar sobre lo',
    person: 'operador|operadora|agente|una persona|persona real|humano|alguien|asesor',
    but: 'pero|sino|mejor',
    numbers:
      'cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete dieciocho diecinueve veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa',
  },
  ar: {
    yes: 'نعم|اجل|صحيح|تمام|موافق|بالتاكيد|ايوه',
    no: 'لا|ليس|خطا|غير صحيح|كلا',
    idle: 'في من على الى عن ان هذا هذه انا اريد اود يمكن ممكن السلام عليكم مرحبا شكرا من فضلك هل ما',
    person: 'موظف|موظفة|شخص|انسان|احد',
    but: 'لكن|بل',
    numbers: 'صفر واحد اثنان ثلاثة اربعة خمسة ستة سبعة ثمانية تسعة عشرة',
  },
  pl: {
    yes: 'tak|zgadza sie|dobrze|oczywiscie|dokladnie|pewnie|potwierdzam|ok|jasne',
    no: 'nie|zle|blednie|wcale',
    idle: 'w we z ze na do od o u i lub a ja moj moja moje moj mnie mi sie jest jestem mam chce chcialbym chcialabym prosze dzien dobry dziekuje czy to ten ta po',
    person:
      'konsultant|konsultantem|konsultantka|pracownik|pracownikiem|czlowiek|czlowiekiem|operator|osoba|z kims',
    but: 'ale|lecz',
    numbers:
      'zero jeden dwa trzy cztery piec szesc siedem osiem dziewiec dziesiec jedenascie dwanascie trzynascie czternascie pietnascie szesnascie siedemnascie osiemnascie dziewietnascie dwadziescia trzydziesci czterdziesci piecdziesiat szescdziesiat siedemdziesiat osiemdziesiat dziewiecdziesiat',
  },
  ru: {
    yes: 'да|верно|правильно|точно|конечно|хорошо|согласен|согласна|ага',
    no: 'нет|не|неверно|неправильно',
    idle: 'в во на с со к по о об от из у и или а я мне меня мои моя мое вы есть хочу хотел хотела бы нужно надо можно пожалуиста здравствуите спасибо это что как',
    person: 'оператор|оператором|оператора|человек|человеком|сотрудник|сотрудником|специалист|кем нибудь',
    but: 'но',
    numbers:
      'ноль один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать тринадцать четырнадцать пятнадцать шестнадцать семнадцать восемнадцать девятнадцать двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто',
  },
};

export interface LanguageWords {
  yes: string[][];
  no: string[][];
  person: string[][];
  idle: ReadonlySet<string>;
  but: ReadonlySet<string>;
  numbers: ReadonlyMap<string, number>;
}

const phrases = (text: string) => text.split('|').map((phrase) => phrase.split(' '));
const ready = new Map<SpeechLanguage, LanguageWords>();

/** The words of a language, ready to be compared. */
export function wordsFor(language: SpeechLanguage): LanguageWords {
  let words = ready.get(language);
  if (words === undefined) {
    const { yes, no, person, idle, but, numbers } = lists[language];
    words = {
      yes: phrases(yes),
      no: phrases(no),
      person: phrases(person),
      idle: new Set(idle.split(' ')),
      but: new Set(but.split('|')),
      numbers: new Map(
        numbers.split(' ').map((word, index) => [word, index < 20 ? index : (index - 18) * 10]),
      ),
    };
    ready.set(language, words);
  }
  return words;
}
