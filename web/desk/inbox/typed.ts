import { useSyncExternalStore } from 'react';

// What is being typed in the open conversation, for what stands beside it.
let now = { conversation: '', text: '' };
const ears = new Set<() => void>();

export function setTyped(conversation: string, text: string): void {
  now = { conversation, text };
  for (const hear of ears) hear();
}
export const useTyped = (conversation: string): string =>
  useSyncExternalStore(
    (hear) => {
      ears.add(hear);
      return () => ears.delete(hear);
    },
    () => (now.conversation === conversation ? now.text : ''),
  );
