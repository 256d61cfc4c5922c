import type { FlowLanguage } from '#contract/flow-graph.ts';

/**
 * What every flow can say by itself, in the languages of the public: a flow's own words come first. The name of the
 * language is its own name of itself.
 */
export interface FlowSentences {
  language: string;
  languageKey: string;
  notUnderstood: string;
  understood: string;
  silence: string;
  option: string;
  yes: string;
  no: string;
  yesNoKeys: string;
  endKey: string;
  person: string;
  personKey: string;
  personLine: string;
  toPerson: string;
  fault: string;
  askCustomerCode: string;
  askFiscalCode: string;
  askEither: string;
  askPin: string;
  codeByMail: string;
  codeBySms: string;
  misread: string;
  wrong: string;
  confirmNumber: string;
  askNumber: string;
  /** Brings the next few of a long list, and the words by which it is asked for. */
  others: string;
  othersWords: string;
  survey: string;
  codeSubject: string;
  attached: string;
  codeText: string;
}

export const flowSentences: Readonly<Record<FlowLanguage, FlowSentences>> = {
  it: {
    language: 'Italiano',
    languageKey: 'Per l’italiano, prema {key}.',
    notUnderstood: 'Mi scusi, non ho capito.',
    others: 'altre scelte',
    othersWords: 'altri, altre, altro',
    understood: 'Ho capito: {label}. È giusto?',
    silence: 'Mi scusi, non ho ricevuto risposta.',
    option: 'Per {label}, prema {key}.',
    yes: 'Sì',
    no: 'No',
    yesNoKeys: 'Prema 1 per sì, 2 per no.',
    endKey: 'Alla fine prema cancelletto.',
    person: 'Parlare con una persona',
    personKey: 'Per parlare con una persona, prema 0.',
    personLine: 'Per una persona scriva OPERATORE.',
    toPerson: 'La metto in contatto con una persona.',
    fault: 'In questo momento non riesco ad aiutarla da solo. La metto in contatto con una persona.',
    askCustomerCode: 'Qual è il suo codice cliente? Lo trova in alto sulla bolletta.',
    askFiscalCode: 'Qual è il suo codice fiscale?',
    askEither:
      'Qual è il suo codice cliente, o il suo codice fiscale? Il codice cliente è in alto sulla bolletta.',
    askPin: 'Qual è il suo PIN?',
    codeByMail:
      'Se i dati corrispondono, le abbiamo mandato un codice all’indirizzo e-mail che conosciamo. Qual è il codice?',
    codeBySms: 'Se i dati corrispondono, le abbiamo mandato un codice con un SMS. Qual è il codice?',
    misread: 'Questo codice non è completo o contiene un errore.',
    wrong: 'I dati non corrispondono.',
    confirmNumber: 'La richiamiamo al numero {number}: va bene?',
    askNumber: 'A quale numero la richiamiamo?',
    survey: 'Come è andata, da 1 a 5? 1 è male, 5 è benissimo.',
    attached: 'In allegato: {subject}.',
    codeSubject: 'Il suo codice: {code}',
    codeText:
      'Il suo codice è {code}. Vale 10 minuti.\n\nNon lo comunichi a nessuno che la chiami: {organisation} non lo chiede mai. Se non lo ha richiesto lei, non deve fare nulla.',
  },
  en: {
    language: 'English',
    languageKey: 'For English, press {key}.',
    notUnderstood: 'Sorry, I did not understand.',
    others: 'other choices',
    othersWords: 'others, more, other',
    understood: 'I understood: {label}. Is that right?',
    silence: 'Sorry, I have not had an answer.',
    option: 'For {label}, press {key}.',
    yes: 'Yes',
    no: 'No',
    yesNoKeys: 'Press 1 for yes, 2 for no.',
    endKey: 'Press hash at the end.',
    person: 'Talk to a person',
    personKey: 'To talk to a person, press 0.',
    personLine: 'Write OPERATOR for a person.',
    toPerson: 'I am putting you through to a person.',
    fault: 'I cannot help you by myself at the moment. I am putting you through to a person.',
    askCustomerCode: 'What is your customer code? It is at the top of your bill.',
    askFiscalCode: 'What is your Italian tax code (codice fiscale)?',
    askEither:
      'What is your customer code, or your Italian tax code? The customer code is at the top of your bill.',
    askPin: 'What is your PIN?',
    codeByMail:
      'If the details match, we have sent a code to the e-mail address that we know. What is the code?',
    codeBySms: 'If the details match, we have sent you a code by text message. What is the code?',
    misread: 'This code is not complete or has a mistake in it.',
    wrong: 'The details do not match.',
    confirmNumber: 'We call you back at {number}: is that right?',
    askNumber: 'At which number shall we call you back?',
    survey: 'How did it go, from 1 to 5? 1 is bad, 5 is excellent.',
    attached: 'Attached: {subject}.',
    codeSubject: 'Your code: {code}',
    codeText:
      'Your code is {code}. It is good for 10 minutes.\n\nDo not tell it to anybody who calls you: {organisation} never asks for it. If you did not ask for it, there is nothing to do.',
  },
  fr: {
    language: 'Français',
    languageKey: 'Pour le français, appuyez sur {key}.',
    notUnderstood: 'Excusez-moi, je n’ai pas compris.',
    others: 'd’autres choix',
    othersWords: 'autres, autre, plus',
    understood: 'J’ai compris : {label}. Est-ce exact ?',
    silence: 'Excusez-moi, je n’ai pas reçu de réponse.',
    option: 'Pour {label}, appuyez sur {key}.',
    yes: 'Oui',
    no: 'Non',
    yesNoKeys: 'Appuyez sur 1 pour oui, 2 pour non.',
    endKey: 'Terminez par dièse.',
    person: 'Parler à une personne',
    personKey: 'Pour parler à une personne, appuyez sur 0.',
    personLine: 'Pour une personne, écrivez OPERATEUR.',
    toPerson: 'Je vous mets en relation avec une personne.',
    fault: 'Je ne peux pas vous aider seul en ce moment. Je vous mets en relation avec une personne.',
    askCustomerCode: 'Quel est votre code client ? Il se trouve en haut de la facture.',
    askFiscalCode: 'Quel est votre code fiscal italien ?',
    askEither: 'Quel est votre code client ou votre code fiscal ? Le code client est en haut de la facture.',
    askPin: 'Quel est votre code PIN ?',
    codeByMail:
      'Si les données correspondent, nous avons envoyé un code à l’adresse e-mail que nous connaissons. Quel est ce code ?',
    codeBySms: 'Si les données correspondent, nous vous avons envoyé un code par SMS. Quel est ce code ?',
    misread: 'Ce code est incomplet ou contient une erreur.',
    wrong: 'Les données ne correspondent pas.',
    confirmNumber: 'Nous vous rappelons au {number} : est-ce exact ?',
    askNumber: 'À quel numéro pouvons-nous vous rappeler ?',
    survey: 'Comment cela s’est-il passé, de 1 à 5 ? 1 mal, 5 très bien.',
    attached: 'En pièce jointe : {subject}.',
    codeSubject: 'Votre code : {code}',
    codeText:
      'Votre code est {code}. Il est valable 10 minutes.\n\nNe le communiquez à personne au téléphone : {organisation} ne le demande jamais. Si vous ne l’avez pas demandé, vous n’avez rien à faire.',
  },
  de: {
    language: 'Deutsch',
    languageKey: 'Für Deutsch drücken Sie die {key}.',
    notUnderstood: 'Entschuldigung, das habe ich nicht verstanden.',
    others: 'weitere Möglichkeiten',
    othersWords: 'andere, weitere, mehr',
    understood: 'Ich habe verstanden: {label}. Ist das richtig?',
    silence: 'Entschuldigung, ich habe keine Antwort erhalten.',
    option: 'Für {label} drücken Sie die {key}.',
    yes: 'Ja',
    no: 'Nein',
    yesNoKeys: 'Drücken Sie 1 für ja, 2 für nein.',
    endKey: 'Drücken Sie am Ende die Raute.',
    person: 'Mit einem Menschen sprechen',
    personKey: 'Um mit einem Menschen zu sprechen, drücken Sie die 0.',
    personLine: 'Für einen Menschen schreiben Sie MITARBEITER.',
    toPerson: 'Ich verbinde Sie mit einem Menschen.',
    fault: 'Ich kann Ihnen im Moment nicht allein helfen. Ich verbinde Sie mit einem Menschen.',
    askCustomerCode: 'Wie lautet Ihre Kundennummer? Sie steht oben auf der Rechnung.',
    askFiscalCode: 'Wie lautet Ihre italienische Steuernummer?',
    askEither:
      'Wie lautet Ihre Kundennummer oder Ihre italienische Steuernummer? Die Kundennummer steht oben auf der Rechnung.',
    askPin: 'Wie lautet Ihre PIN?',
    codeByMail:
      'Wenn die Angaben stimmen, haben wir einen Code an die uns bekannte E-Mail-Adresse geschickt. Wie lautet der Code?',
    codeBySms: 'Wenn die Angaben stimmen, haben wir Ihnen einen Code per SMS geschickt. Wie lautet der Code?',
    misread: 'Diese Nummer ist unvollständig oder enthält einen Fehler.',
    wrong: 'Die Angaben stimmen nicht überein.',
    confirmNumber: 'Wir rufen Sie unter {number} zurück: Ist das richtig?',
    askNumber: 'Unter welcher Nummer dürfen wir Sie zurückrufen?',
    survey: 'Wie war es, von 1 bis 5? 1 ist schlecht, 5 ist sehr gut.',
    attached: 'Im Anhang: {subject}.',
    codeSubject: 'Ihr Code: {code}',
    codeText:
      'Ihr Code lautet {code}. Er gilt 10 Minuten.\n\nNennen Sie ihn niemandem, der Sie anruft: {organisation} fragt nie danach. Wenn Sie ihn nicht angefordert haben, ist nichts zu tun.',
  },
  es: {
    language: 'Español',
    languageKey: 'Para español, pulse {key}.',
    notUnderstood: 'Disculpe, no he entendido.',
    others: 'otras opciones',
    othersWords: 'otras, otros, más',
    understood: 'He entendido: {label}. ¿Es correcto?',
    silence: 'Disculpe, no he recibido respuesta.',
    option: 'Para {label}, pulse {key}.',
    yes: 'Sí',
    no: 'No',
    yesNoKeys: 'Pulse 1 para sí, 2 para no.',
    endKey: 'Al final pulse almohadilla.',
    person: 'Hablar con una persona',
    personKey: 'Para hablar con una persona, pulse 0.',
    personLine: 'Para una persona escriba OPERADOR.',
    toPerson: 'Le pongo en contacto con una persona.',
    fault: 'En este momento no puedo ayudarle por mi cuenta. Le pongo en contacto con una persona.',
    askCustomerCode: '¿Cuál es su código de cliente? Está en la parte superior de la factura.',
    askFiscalCode: '¿Cuál es su código fiscal italiano?',
    askEither:
      '¿Cuál es su código de cliente o su código fiscal? El código de cliente está en la parte superior de la factura.',
    askPin: '¿Cuál es su PIN?',
    codeByMail:
      'Si los datos coinciden, hemos enviado un código a la dirección de correo que conocemos. ¿Cuál es el código?',
    codeBySms: 'Si los datos coinciden, le hemos enviado un código por SMS. ¿Cuál es el código?',
    misread: 'Este código está incompleto o contiene un error.',
    wrong: 'Los datos no coinciden.',
    confirmNumber: 'Le llamamos al {number}: ¿es correcto?',
    askNumber: '¿A qué número le llamamos?',
    survey: '¿Cómo ha ido, de 1 a 5? 1 es mal, 5 es muy bien.',
    attached: 'Adjunto: {subject}.',
    codeSubject: 'Su código: {code}',
    codeText:
      'Su código es {code}. Vale 10 minutos.\n\nNo se lo diga a nadie que le llame: {organisation} nunca lo pide. Si no lo ha solicitado, no tiene que hacer nada.',
  },
  ar: {
    language: 'العربية',
    languageKey: 'للغة العربية، اضغط {key}.',
    notUnderstood: 'عذراً، لم أفهم.',
    others: 'خيارات أخرى',
    othersWords: 'أخرى, المزيد',
    understood: 'فهمت: {label}. هل هذا صحيح؟',
    silence: 'عذراً، لم أتلقَّ جواباً.',
    option: '{label}: اضغط {key}.',
    yes: 'نعم',
    no: 'لا',
    yesNoKeys: 'اضغط 1 لنعم، و2 للا.',
    endKey: 'اضغط مفتاح المربع في النهاية.',
    person: 'التحدث مع موظف',
    personKey: 'للتحدث مع موظف، اضغط 0.',
    personLine: 'للتحدث مع موظف اكتب: موظف.',
    toPerson: 'سأحوّلك إلى موظف.',
    fault: 'لا أستطيع مساعدتك وحدي الآن. سأحوّلك إلى موظف.',
    askCustomerCode: 'ما هو رمز العميل الخاص بك؟ تجده في أعلى الفاتورة.',
    askFiscalCode: 'ما هو رمزك الضريبي الإيطالي؟',
    askEither: 'ما هو رمز العميل أو رمزك الضريبي؟ رمز العميل موجود في أعلى الفاتورة.',
    askPin: 'ما هو رمزك السري؟',
    codeByMail: 'إذا كانت البيانات صحيحة فقد أرسلنا رمزاً إلى البريد الإلكتروني المعروف لدينا. ما هو الرمز؟',
    codeBySms: 'إذا كانت البيانات صحيحة فقد أرسلنا إليك رمزاً برسالة قصيرة. ما هو الرمز؟',
    misread: 'هذا الرمز ناقص أو فيه خطأ.',
    wrong: 'البيانات غير متطابقة.',
    confirmNumber: 'سنتصل بك على الرقم {number}: هل هذا صحيح؟',
    askNumber: 'على أي رقم نتصل بك؟',
    survey: 'كيف كانت الخدمة، من 1 إلى 5؟ 1 سيئة و5 ممتازة.',
    attached: 'مرفق: {subject}.',
    codeSubject: 'رمزك: {code}',
    codeText:
      'رمزك هو {code}. وهو صالح لمدة 10 دقائق.\n\nلا تخبر به أحداً يتصل بك: {organisation} لا تطلبه أبداً. إذا لم تطلبه فلا يلزمك شيء.',
  },
  pl: {
    language: 'Polski',
    languageKey: 'Aby wybrać polski, naciśnij {key}.',
    notUnderstood: 'Przepraszam, nie zrozumiałem.',
    others: 'inne możliwości',
    othersWords: 'inne, więcej',
    understood: 'Zrozumiałem: {label}. Czy to się zgadza?',
    silence: 'Przepraszam, nie otrzymałem odpowiedzi.',
    option: '{label}: naciśnij {key}.',
    yes: 'Tak',
    no: 'Nie',
    yesNoKeys: 'Naciśnij 1, jeśli tak, 2, jeśli nie.',
    endKey: 'Na końcu naciśnij krzyżyk.',
    person: 'Rozmowa z człowiekiem',
    personKey: 'Aby porozmawiać z człowiekiem, naciśnij 0.',
    personLine: 'Aby porozmawiać z człowiekiem, napisz KONSULTANT.',
    toPerson: 'Łączę z konsultantem.',
    fault: 'W tej chwili nie mogę pomóc samodzielnie. Łączę z konsultantem.',
    askCustomerCode: 'Jaki jest Pana/Pani kod klienta? Znajduje się u góry rachunku.',
    askFiscalCode: 'Jaki jest Pana/Pani włoski kod podatkowy?',
    askEither: 'Jaki jest Pana/Pani kod klienta albo kod podatkowy? Kod klienta jest u góry rachunku.',
    askPin: 'Jaki jest Pana/Pani PIN?',
    codeByMail: 'Jeśli dane się zgadzają, wysłaliśmy kod na znany nam adres e-mail. Jaki to kod?',
    codeBySms: 'Jeśli dane się zgadzają, wysłaliśmy kod SMS-em. Jaki to kod?',
    misread: 'Ten kod jest niepełny albo zawiera błąd.',
    wrong: 'Dane się nie zgadzają.',
    confirmNumber: 'Oddzwonimy pod numer {number}: czy to właściwy numer?',
    askNumber: 'Pod jaki numer mamy oddzwonić?',
    survey: 'Jak poszło, od 1 do 5? 1 to źle, 5 to bardzo dobrze.',
    attached: 'W załączniku: {subject}.',
    codeSubject: 'Kod: {code}',
    codeText:
      'Kod: {code}. Jest ważny 10 minut.\n\nProszę nie podawać go nikomu przez telefon: {organisation} nigdy o niego nie pyta. Jeśli to nie Pan/Pani o niego prosił(a), nic nie trzeba robić.',
  },
  ru: {
    language: 'Русский',
    languageKey: 'Для русского языка нажмите {key}.',
    notUnderstood: 'Извините, я не понял.',
    others: 'другие варианты',
    othersWords: 'другие, ещё',
    understood: 'Я понял: {label}. Это верно?',
    silence: 'Извините, я не получил ответа.',
    option: '{label}: нажмите {key}.',
    yes: 'Да',
    no: 'Нет',
    yesNoKeys: 'Нажмите 1, если да, 2, если нет.',
    endKey: 'В конце нажмите решётку.',
    person: 'Поговорить с человеком',
    personKey: 'Чтобы поговорить с человеком, нажмите 0.',
    personLine: 'Чтобы поговорить с человеком, напишите ОПЕРАТОР.',
    toPerson: 'Соединяю вас с сотрудником.',
    fault: 'Сейчас я не могу помочь сам. Соединяю вас с сотрудником.',
    askCustomerCode: 'Назовите код клиента. Он указан в верхней части счёта.',
    askFiscalCode: 'Назовите ваш итальянский налоговый код.',
    askEither: 'Назовите код клиента или налоговый код. Код клиента указан в верхней части счёта.',
    askPin: 'Назовите ваш PIN-код.',
    codeByMail:
      'Если данные совпадают, мы отправили код на известный нам адрес электронной почты. Назовите код.',
    codeBySms: 'Если данные совпадают, мы отправили вам код в СМС. Назовите код.',
    misread: 'Этот код неполный или содержит ошибку.',
    wrong: 'Данные не совпадают.',
    confirmNumber: 'Мы перезвоним по номеру {number}: верно?',
    askNumber: 'По какому номеру вам перезвонить?',
    survey: 'Как всё прошло, от 1 до 5? 1 — плохо, 5 — отлично.',
    attached: 'Во вложении: {subject}.',
    codeSubject: 'Ваш код: {code}',
    codeText:
      'Ваш код: {code}. Он действителен 10 минут.\n\nНе сообщайте его тем, кто вам звонит: {organisation} никогда его не спрашивает. Если вы его не запрашивали, ничего делать не нужно.',
  },
  ro: {
    language: 'Română',
    languageKey: 'Pentru română, apăsați {key}.',
    notUnderstood: 'Ne scuzați, nu am înțeles.',
    others: 'alte variante',
    othersWords: 'altele, mai multe',
    understood: 'Am înțeles: {label}. Este corect?',
    silence: 'Ne scuzați, nu am primit niciun răspuns.',
    option: 'Pentru {label}, apăsați {key}.',
    yes: 'Da',
    no: 'Nu',
    yesNoKeys: 'Apăsați 1 pentru da, 2 pentru nu.',
    endKey: 'La sfârșit apăsați diez.',
    person: 'Vorbiți cu o persoană',
    personKey: 'Pentru a vorbi cu o persoană, apăsați 0.',
    personLine: 'Pentru o persoană scrieți OPERATOR.',
    toPerson: 'Vă fac legătura cu o persoană.',
    fault: 'Momentan nu vă pot ajuta singur. Vă fac legătura cu o persoană.',
    askCustomerCode: 'Care este codul dumneavoastră de client? Se află în partea de sus a facturii.',
    askFiscalCode: 'Care este codul dumneavoastră fiscal italian?',
    askEither:
      'Care este codul de client sau codul fiscal? Codul de client este în partea de sus a facturii.',
    askPin: 'Care este PIN-ul dumneavoastră?',
    codeByMail:
      'Dacă datele corespund, am trimis un cod la adresa de e-mail pe care o cunoaștem. Care este codul?',
    codeBySms: 'Dacă datele corespund, v-am trimis un cod prin SMS. Care este codul?',
    misread: 'Acest cod este incomplet sau conține o greșeală.',
    wrong: 'Datele nu corespund.',
    confirmNumber: 'Vă sunăm la numărul {number}: este corect?',
    askNumber: 'La ce număr vă sunăm?',
    survey: 'Cum a fost, de la 1 la 5? 1 este rău, 5 este foarte bine.',
    attached: 'Atașat: {subject}.',
    codeSubject: 'Codul dumneavoastră: {code}',
    codeText:
      'Codul dumneavoastră este {code}. Este valabil 10 minute.\n\nNu îl spuneți nimănui care vă sună: {organisation} nu îl cere niciodată. Dacă nu l-ați cerut, nu trebuie să faceți nimic.',
  },
};

/** A sentence with its values. */
export const flowSentence = (
  language: FlowLanguage,
  key: keyof FlowSentences,
  values: Readonly<Record<string, string>> = {},
): string => flowSentences[language][key].replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
