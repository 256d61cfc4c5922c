import type { Language } from './shapes.ts';

/** What people who do not write Italian ask, and how they are answered: templates as in `topics.ts`. */
export interface ForeignTopic {
  topic: string;
  subject: string;
  ask: string;
  reply: string;
}
interface ForeignLanguage {
  greeting: string;
  thanks: string;
  dear: string;
  closing: string;
  topics: readonly ForeignTopic[];
}

export const FOREIGN_TOPICS: Readonly<Record<Exclude<Language, 'it'>, ForeignLanguage>> = {
  en: {
    greeting: '{Good morning|Hello|Dear Sir or Madam},',
    thanks: '{Kind regards|Many thanks|Thank you},',
    dear: 'Dear $nome,',
    closing: 'Kind regards,',
    topics: [
      {
        topic: 'bollette.importi.elevato',
        subject: 'Bill $bolletta {too high|question}',
        ask: '{I received|I have just received} bill $bolletta for $importo, {twice the usual amount|much more than last year}. {Could you check whether the reading was estimated?|I do not understand why it is so high.}',
        reply:
          'the bill includes a balance for a period that had been estimated. {With your reading of $lettura we have corrected it|You may pay it in $rate instalments without interest}. {The new amount is $importo2.|Please let us know which you prefer.}',
      },
      {
        topic: 'contratti.avvio.attivazione',
        subject: 'Moving to $via: water and electricity',
        ask: 'I am moving to $via $civico {at the end of the month|next week}. {What do I need to do to have water and electricity in my name?|Which documents do you need?}',
        reply:
          'please send us a copy of your identity document, your fiscal code and the rental contract, with the reading of the meter. {Activation takes up to seven working days.|The contract will reach you by e-mail.}',
      },
      {
        topic: 'servizio.online.accesso',
        subject: 'Cannot sign in',
        ask: 'I cannot sign in to the customer area: {the confirmation message never arrives|my password is not accepted}. My user code is $codice.',
        reply:
          'we have sent a link to set a new password to this address. {It is valid for 24 hours.|Please look in the junk folder if you do not see it.}',
      },
    ],
  },
  fr: {
    greeting: '{Bonjour|Madame, Monsieur},',
    thanks: '{Cordialement|Avec mes remerciements},',
    dear: 'Bonjour $nome,',
    closing: 'Cordialement,',
    topics: [
      {
        topic: 'bollette.importi.elevato',
        subject: 'Facture $bolletta trop élevée',
        ask: 'J’ai reçu la facture $bolletta de $importo, {le double de la précédente|bien plus que d’habitude}. {Pouvez-vous vérifier le relevé ?|S’agit-il d’une estimation ?}',
        reply:
          'la facture comprend la régularisation d’une période estimée. {Vous pouvez la payer en $rate fois sans intérêts.|Avec votre relevé de $lettura, le nouveau montant est de $importo2.}',
      },
      {
        topic: 'acqua.guasti.mancanza',
        subject: 'Plus d’eau, $via',
        ask: 'Nous n’avons plus d’eau au $civico, $via {depuis $ora|depuis ce matin}. {Savez-vous quand elle sera rétablie ?|Est-ce une panne ou des travaux ?}',
        reply:
          'une intervention est en cours sur la conduite. Le rétablissement est prévu à $ora2. {L’eau peut être trouble pendant quelques minutes.|Nous vous prions de nous excuser.}',
      },
    ],
  },
  ro: {
    greeting: '{Bună ziua|Stimată doamnă, stimate domn},',
    thanks: '{Mulțumesc|Cu stimă},',
    dear: 'Bună ziua, $nome,',
    closing: 'Cu stimă,',
    topics: [
      {
        topic: 'bollette.pagamenti.rate',
        subject: 'Plata în rate, factura $bolletta',
        ask: 'Aș dori să plătesc în rate factura $bolletta de $importo. {Este posibil în $rate rate?|Ce documente sunt necesare?}',
        reply:
          'putem aproba plata în $rate rate lunare, fără dobândă. {Prima rată este scadentă luna viitoare.|Vă rugăm să confirmați răspunzând la acest mesaj.}',
      },
      {
        topic: 'bollette.invio.nonricevuta',
        subject: 'Factura nu a sosit',
        ask: 'Nu am primit ultima factură pentru codul $codice. {Îmi puteți trimite o copie prin e-mail?|Nu aș vrea să plătesc cu întârziere.}',
        reply:
          'v-am trimis copia facturii $bolletta, în valoare de $importo. {Termenul de plată a fost prelungit.|O găsiți și în zona clienților.}',
      },
    ],
  },
  ar: {
    greeting: '{السلام عليكم،|صباح الخير،}',
    thanks: '{شكراً جزيلاً|مع الشكر والتقدير}',
    dear: 'السلام عليكم $nome،',
    closing: 'مع أطيب التحيات،',
    topics: [
      {
        topic: 'bollette.importi.elevato',
        subject: 'فاتورة المياه $bolletta مرتفعة',
        ask: 'وصلتني الفاتورة رقم $bolletta بمبلغ $importo، {وهو ضعف المبلغ المعتاد|وهذا أكثر بكثير من السابق}. {أرجو التحقق من قراءة العداد.|هل القراءة حقيقية أم تقديرية؟}',
        reply:
          'تشمل الفاتورة تسوية عن فترة سابقة كانت تقديرية. {يمكنكم دفعها على $rate أقساط دون فوائد.|بعد التصحيح أصبح المبلغ $importo2.}',
      },
      {
        topic: 'contratti.avvio.voltura',
        subject: 'نقل عقد الكهرباء والماء',
        ask: 'انتقلت إلى شقة جديدة في $via رقم $civico وأريد نقل العقد إلى اسمي. {ما هي الوثائق المطلوبة؟|كم من الوقت يستغرق ذلك؟}',
        reply:
          'نحتاج إلى نسخة من وثيقة الهوية والرمز الضريبي وعقد الإيجار مع قراءة العداد. {يستغرق الأمر سبعة أيام عمل على الأكثر.|يمكنكم إرسالها رداً على هذه الرسالة.}',
      },
    ],
  },
};
