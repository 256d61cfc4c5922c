import { waitingChoices, type QueuePhone, type WaitingChoice } from '#contract/queue-phone.ts';
import { languages } from '#contract/words.ts';
import { AreaField, CheckField, TextField, useText } from '#web/kit/index.ts';
import { Part, type Editor } from '#web/kit/records.tsx';

/** The setting as its form has it: a field for every language, empty where the fixed prompt speaks. */
export type PhoneValues = Omit<QueuePhone, 'everySeconds' | 'choicesSeconds' | 'welcome' | 'linkText'> & {
  everySeconds: number | null;
  choicesSeconds: number | null;
} & Record<`welcome.${string}` | `linkText.${string}`, string>;

/** What the form shows of a setting. */
export const phoneValues = (setting: QueuePhone | undefined): PhoneValues => ({
  direct: setting?.direct ?? false,
  tellPosition: setting?.tellPosition ?? true,
  tellWait: setting?.tellWait ?? true,
  everySeconds: setting?.everySeconds ?? 60,
  choicesSeconds: setting?.choicesSeconds ?? 90,
  choices: setting?.choices ?? [],
  ...Object.fromEntries(
    languages.flatMap((one) => [
      [`welcome.${one}`, setting?.welcome[one] ?? ''],
      [`linkText.${one}`, setting?.linkText[one] ?? ''],
    ]),
  ),
});

const textsOf = (values: PhoneValues, field: 'welcome' | 'linkText') =>
  Object.fromEntries(
    languages.flatMap((one) => {
      const text = values[`${field}.${one}`]?.trim() ?? '';
      return text === '' ? [] : [[one, text]];
    }),
  );

/** What is sent of the values on screen. */
export const phoneBody = (values: PhoneValues): QueuePhone => ({
  direct: values.direct,
  tellPosition: values.tellPosition,
  tellWait: values.tellWait,
  everySeconds: values.everySeconds ?? 0,
  choicesSeconds: values.choicesSeconds ?? 0,
  choices: values.choices,
  welcome: textsOf(values, 'welcome'),
  linkText: textsOf(values, 'linkText'),
});

/** What callers of a queue hear while they wait, and what they may choose. */
export function QueuePhoneParts({ editor, callbacks }: { editor: Editor<PhoneValues>; callbacks: boolean }) {
  const t = useText('routing');
  const names = useText('recordings');
  const { values, set } = editor;
  const choose = (choice: WaitingChoice, on: boolean) =>
    set(
      'choices',
      waitingChoices.filter((one) => (one === choice ? on : values.choices.includes(one))),
    );
  const texts = (field: 'welcome' | 'linkText') =>
    languages.map((one) => (
      <AreaField
        key={one}
        label={names(`setting.notice_${one}`)}
        rows={2}
        lang={one}
        dir="auto"
        optional={field === 'welcome' || one !== 'it'}
        {...editor.text(`${field}.${one}`)}
      />
    ));
  return (
    <>
      <Part title={t('onPhone.title')}>
        <CheckField label={t('onPhone.direct')} help={t('onPhone.directHelp')} {...editor.check('direct')} />
        {!values.direct && (
          <>
            <CheckField label={t('onPhone.tellPosition')} {...editor.check('tellPosition')} />
            <CheckField
              label={t('onPhone.tellWait')}
              help={t('onPhone.tellWaitHelp')}
              {...editor.check('tellWait')}
            />
            <TextField
              label={t('onPhone.everySeconds')}
              min={20}
              max={900}
              {...editor.number('everySeconds')}
            />
          </>
        )}
      </Part>
      {!values.direct && (
        <Part title={t('onPhone.choices')} help={t('onPhone.choicesHelp')}>
          {waitingChoices.map((choice) => (
            <CheckField
              key={choice}
              label={t(`onPhone.choice.${choice}`)}
              {...(choice === 'callback' && !callbacks ? { help: t('onPhone.noCallbacks') } : {})}
              checked={values.choices.includes(choice)}
              onChange={(event) => choose(choice, event.target.checked)}
            />
          ))}
          <TextField
            label={t('onPhone.choicesSeconds')}
            min={20}
            max={900}
            {...editor.number('choicesSeconds')}
          />
        </Part>
      )}
      <Part
        title={t('onPhone.welcome')}
        help={t(values.direct ? 'onPhone.welcomeDirectHelp' : 'onPhone.welcomeHelp')}
      >
        {texts('welcome')}
      </Part>
      {!values.direct && values.choices.includes('sms') && (
        <Part title={t('onPhone.linkText')} help={t('onPhone.linkTextHelp')}>
          {texts('linkText')}
        </Part>
      )}
    </>
  );
}
