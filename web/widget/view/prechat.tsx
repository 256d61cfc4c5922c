/** @jsxImportSource preact */
import { useState } from 'preact/hooks';
import type { ToVisitor } from '#contract/widget.ts';
import { useShared } from './context.ts';
import { Field, useFields } from './fields.tsx';
import { Help } from './help.tsx';

/** What is asked before the first line. */
export function Prechat({ welcome }: { welcome: Extract<ToVisitor, { type: 'welcome' }> }) {
  const { t, chat } = useShared();
  const { form, errors, values } = useFields();
  const [question, setQuestion] = useState(welcome.prefill.question);
  return (
    <form
      ref={form}
      class="page"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const given = values();
        if (given !== null)
          chat.start({
            name: given['name'] ?? '',
            email: given['email'] ?? '',
            question: given['question'] ?? '',
          });
      }}
    >
      <p class="greeting">{welcome.greeting}</p>
      <p class="hint">{t('requiredNote')}</p>
      <Field
        name="name"
        label={t('name')}
        value={welcome.prefill.name}
        autoComplete="name"
        error={errors['name']}
        required
        first
      />
      <Field
        name="email"
        type="email"
        label={t('emailOptional')}
        hint={t('emailWhy')}
        value={welcome.prefill.email}
        autoComplete="email"
        error={errors['email']}
      />
      <Field
        name="question"
        rows={4}
        label={t('question')}
        value={welcome.prefill.question}
        error={errors['question']}
        onWrite={setQuestion}
        required
      />
      <Help text={question} />
      <button type="submit" class="main">
        {t('start')}
      </button>
      {welcome.privacyUrl !== null && (
        <p class="hint">
          <a href={welcome.privacyUrl} target="_blank" rel="noopener">
            {t('privacy')}
          </a>
        </p>
      )}
    </form>
  );
}
