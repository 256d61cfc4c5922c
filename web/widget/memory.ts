/** What must outlive the page: the token, the lines not yet taken, the draft. One entry point, one memory. */
export interface Memory {
  token: () => string | null;
  remember: (token: string, started: boolean) => void;
  forget: () => void;
  /** Whether a conversation was begun here lately, so that news of it is worth a connection. */
  recent: () => boolean;
  outbox: () => Outgoing[];
  keep: (line: Outgoing) => void;
  drop: (clientId: string) => void;
  draft: () => string;
  setDraft: (text: string) => void;
  open: () => boolean;
  setOpen: (open: boolean) => void;
  /** Another tab of this site got or changed the token. */
  onToken(listener: () => void): () => void;
}

/** A line that the server has not taken yet. */
export interface Outgoing {
  clientId: string;
  text: string;
  files: { id: string; name: string; type: string; size: number }[];
  at: string;
  /** Why the server refused it; null while it is on its way. */
  error: string | null;
}

const recentMilliseconds = 24 * 3600 * 1000;

export function memoryOf(entryPoint: string): Memory {
  const base = `filo-chat:${entryPoint}`;
  const local = storeOr(() => localStorage);
  const session = storeOr(() => sessionStorage);
  const read = <T>(store: Store, key: string): T | null => {
    try {
      return JSON.parse(store.getItem(key) ?? 'null') as T | null;
    } catch {
      // Somebody else's value under our key: as good as nothing.
      return null;
    }
  };
  const write = (store: Store, key: string, value: unknown) => {
    try {
      store.setItem(key, JSON.stringify(value));
    } catch {
      // Full or forbidden storage: the chat works on, without outliving the page.
      store.removeItem(key);
    }
  };
  type Kept = { token: string; started: boolean; at: number };
  const kept = () => read<Kept>(local, base);
  // One key a line: two tabs never overwrite each other's.
  const lineKey = (clientId: string) => `${base}:out:${clientId}`;
  return {
    token: () => kept()?.token ?? null,
    remember: (token, started) => write(local, base, { token, started, at: Date.now() }),
    forget: () => local.removeItem(base),
    recent: () => {
      const memory = kept();
      return memory !== null && memory.started && Date.now() - memory.at < recentMilliseconds;
    },
    outbox: () =>
      keysOf(local)
        .filter((key) => key.startsWith(`${base}:out:`))
        .flatMap((key) => read<Outgoing>(local, key) ?? [])
        .sort((a, b) => a.at.localeCompare(b.at)),
    keep: (line) => write(local, lineKey(line.clientId), line),
    drop: (clientId) => local.removeItem(lineKey(clientId)),
    draft: () => read<string>(session, `${base}:draft`) ?? '',
    setDraft: (text) => write(session, `${base}:draft`, text),
    open: () => read<boolean>(session, `${base}:open`) === true,
    setOpen: (open) => write(session, `${base}:open`, open),
    onToken(listener) {
      const hear = (event: StorageEvent) => {
        if (event.key === base) listener();
      };
      addEventListener('storage', hear);
      return () => removeEventListener('storage', hear);
    },
  };
}

type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

const keysOf = (store: Store): string[] =>
  Array.from({ length: store.length }, (_, index) => store.key(index) ?? '');

/** A browser may forbid storage altogether (private mode, sandboxed frame): then the page's memory must do. */
function storeOr(get: () => Storage): Store {
  try {
    const store = get();
    store.setItem('filo-chat', '');
    store.removeItem('filo-chat');
    return store;
  } catch {
    const map = new Map<string, string>();
    return {
      getItem: (key) => map.get(key) ?? null,
      setItem: (key, value) => void map.set(key, value),
      removeItem: (key) => void map.delete(key),
      key: (index) => [...map.keys()][index] ?? null,
      get length() {
        return map.size;
      },
    };
  }
}
