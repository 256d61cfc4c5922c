import './listening.css';
import { IconHeadphones } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { answerListening, listListening, type Listening } from '#contract/listening.ts';
import { Button, formats, toastProblem, useText, useWrite } from '#web/kit/index.ts';

/** Tells an agent who follows their chat or call, since when and why; or asks them, where they are to be asked. */
export function AgentNotice({ listening, children }: { listening: Listening; children?: ReactNode }) {
  const t = useText('listening');
  const answer = useWrite(answerListening, { invalidates: [listListening], onError: toastProblem });
  const reply = (agree: boolean) => answer.mutate({ params: { id: listening.id }, body: { agree } });
  const values = {
    name: listening.supervisorName,
    customer: listening.customerName ?? '',
    why: listening.why,
    time: formats.time(listening.agreedAt ?? listening.startedAt),
  };
  const call = listening.channel === 'phone';
  const { mode } = listening;
  const words = call ? (`call.${mode}` as const) : (`chat.${mode}` as const);
  const hint = call
    ? (`callHint.${mode}` as const)
    : mode === 'asked'
      ? ('ifAgreed' as const)
      : ('sees' as const);
  return (
    <>
      <IconHeadphones size={16} aria-hidden />
      <span className="grow">
        <b>{t(`notice.${words}`, values)}</b> {t('notice.why', values)}{' '}
        <span className="s12">{t(`notice.${hint}`, values)}</span>
      </span>
      {listening.mode === 'asked' && (
        <>
          <Button small look="solid" busy={answer.isPending} onClick={() => reply(true)}>
            {t('notice.agree')}
          </Button>
          <Button small busy={answer.isPending} onClick={() => reply(false)}>
            {t('notice.decline')}
          </Button>
        </>
      )}
      {children}
    </>
  );
}
