import type {
  ChatFlow,
  ChatLine,
  ChatState,
  FromVisitor,
  PromisedCall,
  ToVisitor,
} from '#contract/widget.ts';
import { createLink, type LinkState } from './link.ts';
import { memoryOf, type Outgoing } from './memory.ts';

type FlowAnswer = Extract<FromVisitor, { type: 'flow' }>;
type Welcome = Extract<ToVisitor, { type: 'welcome' }>;

/** Everything the screens show. Replaced as a whole at every change. */
export interface ChatView {
  link: LinkState;
  welcome: Welcome | null;
  phase: ChatState;
  /** The flow with which the chat begins; null: people from the start. */
  flow: ChatFlow | null;
  /** The answer to it that is on its way, in the visitor's words. */
  answering: string | null;
  lines: readonly ChatLine[];
  outbox: readonly Outgoing[];
  typing: { name: string | null } | null;
  /** Lines of the organisation after this one are news to the visitor. */
  read: number;
  /** How far the organisation has read. */
  seen: number;
  open: boolean;
  notice: string | null;
  transcriptTo: string | null;
  /** The call that was promised. */
  promised: PromisedCall | null;
  /** What is wrong with a field of the form that was sent last. */
  fault: Record<string, string>;
}

export interface Prefill {
  name: string;
  email: string;
  question: string;
}

export type Chat = ReturnType<typeof createChat>;

const typingMilliseconds = 6000;
/** Those of the forms that are sent as a frame. */
const fields = ['number', 'at', 'name', 'email'];

/** The chat without its screen: connection, lines, and the lines that still have to go out. */
export function createChat(options: {
  base: string;
  entryPoint: string;
  language: string;
  /** The page from which the organisation is called by the browser. */
  call: string | null;
}) {
  const { base, entryPoint, language } = options;
  const memory = memoryOf(entryPoint);
  const listeners = new Set<() => void>();
  let prefill: Prefill | null = null;
  let answered: FlowAnswer | null = null;
  let typingTimer: ReturnType<typeof setTimeout> | undefined;
  let typedAt = 0;
  let view: ChatView = {
    link: 'off',
    welcome: null,
    phase: { phase: 'idle' },
    flow: null,
    answering: null,
    lines: [],
    outbox: memory.outbox(),
    typing: null,
    read: 0,
    seen: 0,
    open: memory.open(),
    notice: null,
    transcriptTo: null,
    promised: null,
    fault: {},
  };
  const set = (change: Partial<ChatView>) => {
    view = { ...view, ...change };
    for (const listener of listeners) listener();
  };
  const lastSeq = () => view.lines.at(-1)?.seq ?? 0;
  const page = () => ({
    url: location.href.slice(0, 2000),
    title: document.title.slice(0, 300),
    referrer: document.referrer.slice(0, 2000),
  });

  const link = createLink({
    url: `${base.replace(/^http/, 'ws')}/api/v1/public/chats/${entryPoint}/socket`,
    hello: () => ({
      type: 'hello',
      token: memory.token(),
      lang: language,
      page: page(),
      resumeAfter: lastSeq(),
      ...(prefill === null ? {} : { prefill }),
    }),
    onState: (state) => set({ link: state, ...(state === 'online' ? {} : { typing: null }) }),
    onFrame,
  });

  function onFrame(frame: ToVisitor) {
    switch (frame.type) {
      case 'welcome': {
        memory.remember(frame.token, frame.started);
        const lines = frame.fresh ? [] : view.lines;
        set({
          welcome: frame,
          phase: frame.state,
          lines: joined(lines, frame.lines),
          read: frame.read,
          seen: frame.seen,
          promised: frame.promised,
          notice: null,
        });
        follow(frame.flow);
        settle(frame.lines);
        flush();
        mark();
        return;
      }
      case 'lines':
        set({
          lines: joined(view.lines, frame.lines),
          ...(frame.lines.some((line) => line.from === 'staff') ? { typing: null } : {}),
        });
        settle(frame.lines);
        mark();
        return;
      case 'ack':
        // The line itself comes in its order; the outbox copy goes when it does.
        memory.remember(memory.token() ?? '', true);
        return;
      case 'state':
        set({ phase: frame.state });
        return;
      case 'flow':
        answered = null;
        set({ flow: frame.flow, answering: null });
        return;
      case 'open':
        if (view.welcome !== null)
          set({
            welcome: {
              ...view.welcome,
              open: frame.open,
              nextOpening: frame.nextOpening,
              notice: frame.notice,
              announcement: frame.announcement,
            },
          });
        return;
      case 'seen':
        set({ seen: Math.max(view.seen, frame.seq) });
        return;
      case 'typing':
        clearTimeout(typingTimer);
        set({ typing: frame.on ? { name: frame.name } : null });
        if (frame.on) typingTimer = setTimeout(() => set({ typing: null }), typingMilliseconds);
        return;
      case 'transcript':
        set({ transcriptTo: frame.email, notice: null });
        return;
      case 'callback':
        set({ promised: { number: frame.number, at: frame.at, link: frame.link }, notice: null, fault: {} });
        return;
      case 'error':
        refused(frame);
        return;
      case 'pong':
        return;
    }
  }

  /** How the flow stands after a connection was made: an answer that was lost goes out once more, a new chat begins. */
  function follow(flow: ChatFlow | null) {
    const again = answered !== null && flow?.state === 'open' && flow.turn === answered.turn;
    if (!again) answered = null;
    set({ flow, ...(again ? {} : { answering: null }) });
    if (again) link.send(answered!);
    else greet();
  }
  /** Whoever opens a chat that begins with a flow is spoken to. */
  function greet() {
    const { open, flow, lines, outbox } = view;
    if (open && flow?.state === 'none' && lines.length + outbox.length === 0 && answered === null)
      answer({ type: 'flow', turn: 0, input: { kind: 'begin' } }, '');
  }
  function answer(frame: FlowAnswer, shown: string) {
    answered = frame;
    set({ answering: shown, notice: null });
    link.send(frame);
  }

  /** Takes lines that the server has out of the outbox. */
  function settle(lines: readonly ChatLine[]) {
    const ids = new Set(lines.map((line) => line.clientId));
    if (!view.outbox.some((line) => ids.has(line.clientId))) return;
    for (const line of view.outbox) if (ids.has(line.clientId)) memory.drop(line.clientId);
    set({ outbox: view.outbox.filter((line) => !ids.has(line.clientId)) });
  }

  function refused(frame: Extract<ToVisitor, { type: 'error' }>) {
    const line = view.outbox.find((one) => one.clientId === frame.clientId);
    if (line === undefined) {
      if (answered !== null && frame.field === null) {
        const { retry } = frame;
        const lost = answered;
        if (retry !== null) setTimeout(() => answered === lost && link.send(lost), retry * 1000 + 200);
        else {
          answered = null;
          set({ answering: null });
        }
      }
      // What is wrong with a field is said at the field.
      if (frame.field !== null && fields.includes(frame.field))
        set({ fault: { [frame.field]: frame.message } });
      else set({ notice: frame.message });
      return;
    }
    if (frame.retry !== null) {
      setTimeout(() => post(line), frame.retry * 1000 + 200);
      return;
    }
    replace({ ...line, error: frame.message });
  }

  const replace = (line: Outgoing) => {
    memory.keep(line);
    set({ outbox: view.outbox.map((one) => (one.clientId === line.clientId ? line : one)) });
  };
  const post = ({ clientId, text, files }: Outgoing) =>
    view.outbox.some((line) => line.clientId === clientId) &&
    link.send({ type: 'send', clientId, text, attachments: files.map((file) => file.id) });
  const flush = () => {
    for (const line of view.outbox) if (line.error === null) post(line);
  };

  let marked = '';
  /** Tells how far lines have arrived, and how far they were really on screen. */
  function mark() {
    const last = lastSeq();
    const onScreen = view.open && document.visibilityState === 'visible';
    const read = onScreen ? Math.max(view.read, last) : view.read;
    const state = `${last} ${read}`;
    if (last === 0 || state === marked) return;
    if (link.send({ type: 'mark', delivered: last, read })) marked = state;
    if (read !== view.read) set({ read });
  }

  document.addEventListener('visibilitychange', mark);
  addEventListener('pageshow', () => link.send({ type: 'page', page: page() }));
  // Pages that change their address without loading (single-page sites) are noticed when it matters: at the next look.
  let address = location.href;
  setInterval(() => {
    if (location.href === address) return;
    address = location.href;
    link.send({ type: 'page', page: page() });
  }, 2000);
  memory.onToken(() => {
    // A sibling tab began: join its conversation instead of opening a second one.
    const token = memory.token();
    if (token !== null && token !== view.welcome?.token && view.lines.length === 0 && view.link === 'online')
      link.renew();
  });
  if (view.open || memory.recent() || view.outbox.length > 0) link.start();

  return {
    view: () => view,
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    setOpen(open: boolean) {
      memory.setOpen(open);
      set({ open });
      if (open) link.start();
      greet();
      mark();
    },
    start(fields: Prefill) {
      prefill = fields;
      link.send({ type: 'prefill', prefill: fields });
      this.say(fields.question, []);
    },
    say(text: string, files: Outgoing['files']) {
      const line: Outgoing = {
        clientId: newClientId(),
        text: text.trim(),
        files,
        at: new Date().toISOString(),
        error: null,
      };
      memory.keep(line);
      set({ outbox: [...view.outbox, line], notice: null });
      post(line);
      this.typing(false);
    },
    retry(clientId: string) {
      const line = view.outbox.find((one) => one.clientId === clientId);
      if (line === undefined) return;
      replace({ ...line, error: null });
      post(line);
    },
    discard(clientId: string) {
      memory.drop(clientId);
      set({ outbox: view.outbox.filter((line) => line.clientId !== clientId) });
    },
    typing(on: boolean) {
      const now = Date.now();
      if (on ? now - typedAt < 3000 : typedAt === 0) return;
      typedAt = on ? now : 0;
      link.send({ type: 'typing', on });
    },
    /** Begins the flow anew, or answers its question. */
    guide(input: FlowAnswer['input'], shown: string) {
      answer({ type: 'flow', turn: view.flow?.turn ?? 0, input }, shown);
    },
    end: () => link.send({ type: 'end' }),
    callBack(number: string, how: { name?: string; email?: string; at?: string | null } = {}) {
      set({ notice: null, fault: {} });
      return link.send({ type: 'callback', number, ...how });
    },
    async callbackTimes(): Promise<string[]> {
      const answer = await fetch(`${base}/api/v1/public/chats/${entryPoint}/callback-times`);
      return ((await answer.json()) as { times: string[] }).times;
    },
    transcript(email: string) {
      set({ transcriptTo: null });
      return link.send({ type: 'transcript', email });
    },
    clearNotice: () => set({ notice: null, fault: {}, transcriptTo: null }),
    draft: memory.draft,
    setDraft: memory.setDraft,
    token: memory.token,
    base,
    call: options.call,
    entryPoint,
    language,
  };
}

/** A line of the log: of the flow, or of the conversation that came of it. */
export type Told = ChatLine & { key?: string; language?: string | undefined };
/** Everything that was said, in the order in which it was. */
export function told({ flow, lines }: ChatView, guide: string): readonly Told[] {
  if (flow === null || flow.lines.length === 0) return lines;
  const said = flow.lines.map(({ key, from, text, language, at }): Told => ({
    seq: 0,
    key,
    from: from === 'flow' ? 'staff' : 'visitor',
    name: from === 'flow' ? guide : '',
    text,
    language: language ?? undefined,
    at,
    clientId: null,
    attachments: [],
  }));
  return [...said, ...lines].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

/** Lines by their number, each once, whatever arrived twice. */
export function joined(old: readonly ChatLine[], more: readonly ChatLine[]): ChatLine[] {
  const last = old.at(-1)?.seq ?? 0;
  if (more.every((line, index) => line.seq > (more[index - 1]?.seq ?? last))) return [...old, ...more];
  const all = new Map([...old, ...more].map((line) => [line.seq, line]));
  return [...all.values()].sort((a, b) => a.seq - b.seq);
}

// randomUUID is missing on pages without TLS.
const newClientId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  );
