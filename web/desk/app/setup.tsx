import { setup, setupState } from '#contract/access.ts';
import { Button, call, FormMessage, invalidate, Logo, TextField, useForm, useText } from '#web/kit/index.ts';
import { LanguageSwitch } from './language-switch.tsx';
import { remember } from './session.ts';

/** The first start of an empty installation: its administrator and first mailbox. */
export default function Setup() {
  const t = useText('desk');
  const form = useForm({ organisation: '', name: '', email: '', password: '', mailbox: '' });
  return (
    <main className="gate">
      <div className="gate-box wide">
        <header>
          <Logo size={36} />
          <div>
            <p className="gate-name">Filodiretto</p>
            <p className="t2">{t('setup.lead')}</p>
          </div>
        </header>
        <h1>{t('setup.title')}</h1>
        <form
          className="form"
          noValidate
          onSubmit={form.submit(async (body) => {
            remember(await call(setup, { body }, { quiet401: true }));
            invalidate(setupState);
          })}
        >
          <FormMessage>{form.message}</FormMessage>
          <TextField
            label={t('setup.organisation')}
            autoComplete="organization"
            required
            // oxlint-disable-next-line jsx-a11y/no-autofocus -- the page has one purpose
            autoFocus
            {...form.text('organisation')}
          />
          <fieldset>
            <legend>{t('setup.administrator')}</legend>
            <TextField label={t('setup.name')} autoComplete="name" required {...form.text('name')} />
            <TextField
              label={t('signIn.email')}
              type="email"
              autoComplete="username"
              required
              {...form.text('email')}
            />
            <TextField
              label={t('signIn.password')}
              help={t('setup.passwordHelp')}
              type="password"
              autoComplete="new-password"
              required
              {...form.text('password')}
            />
          </fieldset>
          <TextField
            label={t('setup.mailbox')}
            help={t('setup.mailboxHelp')}
            type="email"
            required
            {...form.text('mailbox')}
          />
          <Button look="solid" type="submit" busy={form.busy} className="wide">
            {t('setup.submit')}
          </Button>
        </form>
      </div>
      <LanguageSwitch />
    </main>
  );
}
