import './listening.css';
import { IconHeadphones } from '@tabler/icons-react';
import { useRouterState } from '@tanstack/react-router';
import { endListening, listListening, type Listening } from '#contract/listening.ts';
import { Button, toastProblem, useText, useWrite } from '#web/kit/index.ts';
import { go } from '../app/go.ts';
import { useMe } from '../app/session.ts';
import { AgentNotice } from './agent-notice.tsx';
import { useOpenListening } from './state.ts';

export { onListeningEvent } from './events.ts';

/**
 * On every screen but its own: that one of my chats or calls is followed, so that I know it wherever I am; that I follow
 * one, so that nobody goes on without meaning to.
 */
export default function ListeningBar() {
  const t = useText('listening');
  const me = useMe();
  const open = useOpenListening();
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const shown = open.filter(
    (one) => path !== (one.agent === me.id ? `/inbox/${one.contact}` : `/listening/${one.contact}`),
  );
  return (
    <div role="status">
      {shown.map((one) => (
        <div key={one.id} className="bar whisper">
          {one.agent === me.id ? (
            <AgentNotice listening={one}>
              <Button small onClick={() => go(`/inbox/${one.contact}`)}>
                {t(one.channel === 'phone' ? 'notice.openCall' : 'notice.open')}
              </Button>
            </AgentNotice>
          ) : (
            <Following listening={one} />
          )}
        </div>
      ))}
    </div>
  );
}

function Following({
  listening: { id, contact, agentName, customerName, channel, mode },
}: {
  listening: Listening;
}) {
  const t = useText('listening');
  const end = useWrite(endListening, { invalidates: [listListening], onError: toastProblem });
  return (
    <>
      <IconHeadphones size={16} aria-hidden />
      <span className="grow">
        {t(channel === 'phone' ? `bar.call.${mode}` : `bar.chat.${mode}`, {
          agent: agentName,
          customer: customerName ?? '',
        })}
      </span>
      <Button small onClick={() => go(`/listening/${contact}`)}>
        {t(channel === 'phone' ? 'bar.backToCall' : 'bar.back')}
      </Button>
      <Button small busy={end.isPending} onClick={() => end.mutate({ params: { id } })}>
        {t('leave')}
      </Button>
    </>
  );
}
