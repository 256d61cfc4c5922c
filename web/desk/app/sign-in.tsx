import { useState } from 'react';
import { signIn } from '#contract/access.ts';
import { ApiProblem, Button, call, FormMessage, Logo, TextField, useForm, useText } from '#web/kit/index.ts';
import { LanguageSwitch } from './language-switch.tsx';
import { readLogOut } from './logged-out.ts';
import { forgetEverything, remember } from './session.ts';

export default function SignIn({ organisation }: { organisation: string }) {
  const t = useText('desk');
  const form = useForm({ email: '', password: '' });
  const [loggedOut] = useState(readLogOut);
  return (
    <main className="gate">
      <div className="gate-box">
        <header>
          <Logo size={36} />
          <div>
            <p className="gate-name">Filodiretto</p>
            <p className="t2">{organisation}</p>
          </div>
        </header>
        <h1>{t('signIn.title')}</h1>
        <form
          className="form"
          noValidate
          onSubmit={form.submit(async (body) => {
            try {
              const me = await call(signIn, { body }, { quiet401: true });
              forgetEverything();
              remember(me);
            } catch (error) {
              if (error instanceof ApiProblem && (error.status === 401 || error.status === 422))
                throw new ApiProblem(401, 'wrong_password', t('signIn.wrong'));
              throw error;
            }
          })}
        >
          {loggedOut !== null && (
            <p className="notice warn" role="status">
              {t('signIn.loggedOut', loggedOut)}
            </p>
          )}
          <FormMessage>{form.message}</FormMessage>
          <TextField
            label={t('signIn.email')}
            type="email"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            required
            // oxlint-disable-next-line jsx-a11y/no-autofocus -- the page has one purpose
            autoFocus
            {...form.text('email')}
          />
          <TextField
            label={t('signIn.password')}
            type="password"
            autoComplete="current-password"
            required
            {...form.text('password')}
          />
          <Button look="solid" type="submit" busy={form.busy} className="wide">
            {t('signIn.submit')}
          </Button>
        </form>
      </div>
      <LanguageSwitch />
    </main>
  );
}
