import { createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import type { Chat, ChatView } from '../chat.ts';
import type { Words } from '../words.ts';

export const Shared = createContext<{ chat: Chat; t: Words }>(null as never);
export const useShared = () => useContext(Shared);

/** The chat's present view; the screen is drawn again when it changes. */
export function useChat(chat: Chat): ChatView {
  const [view, setView] = useState(chat.view());
  useEffect(() => chat.subscribe(() => setView(chat.view())), [chat]);
  return view;
}
