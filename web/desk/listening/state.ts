import { listListening, listWhispers, type Listening, type Whisper } from '#contract/listening.ts';
import { useApi } from '#web/kit/index.ts';
import { useMay, useMe } from '../app/session.ts';

const none: never[] = [];

/** Whether I can be a party to a listening at all: as an agent, or as who follows. */
const useParty = (): boolean => useMay('contact.handle', 'contact.listen');

/** Where I follow a chat or a call now, and where one of mine is followed. */
export function useOpenListening(): Listening[] {
  const { data } = useApi(listListening, { query: { state: 'open' } }, { enabled: useParty() });
  return data?.items ?? none;
}

/** The listening of a contact in which I am the agent. */
export function useFollower(contact: string): Listening | undefined {
  const me = useMe();
  return useOpenListening().find((one) => one.contact === contact && one.agent === me.id);
}

/** What was whispered to me and by me in a conversation; of chats and calls, nothing else is followed. */
export function useWhispers(conversation: string, channel: string): Whisper[] {
  const party = useParty();
  const { data } = useApi(
    listWhispers,
    { params: { id: conversation } },
    { enabled: party && (channel === 'chat' || channel === 'phone'), staleTime: Infinity },
  );
  return data?.items ?? none;
}
