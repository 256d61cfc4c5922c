/** @jsxImportSource preact */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ChatView } from '../chat.ts';
import { CallbackForm, Promised, PromisedLink } from './callback.tsx';
import { Composer } from './composer.tsx';
import { useShared } from './context.ts';
import { cross, handset } from './icons.tsx';
import { Guide, GuideAgain } from './guide.tsx';
import { Log } from './log.tsx';
import { Actions } from './actions.tsx';
import { Offline } from './offline.tsx';
import { Prechat } from './prechat.tsx';
import { statusText } from './status.ts';

/** The open chat: a dialog that does not block the page, except on a small screen, which it fills. */
export function Panel({ view, onClose }: { view: ChatView; onClose: () => void }) {
  const { t, chat } = useShared();
  const panelRef = useRef<HTMLDialogElement>(null);
  const [writeLater, setWriteLater] = useState(false);
  const [call, setCall] = useState(false);
  const { welcome, phase, link } = view;
  const { flow } = view;
  const running = phase.phase === 'queued' || phase.phase === 'active';
  const asks = !running && (flow?.state === 'open' || flow?.state === 'none');
  // The flow is over, or its conversation is: it can be begun anew.
  const again = !running && !asks && flow !== null;
  const begun = view.lines.length > 0 || view.outbox.length > 0 || flow !== null;
  const shut = welcome !== null && !welcome.open && !running && !asks;
  const screen =
    welcome === null
      ? 'wait'
      : shut && call
        ? 'callback'
        : shut && (!begun || writeLater)
          ? 'offline'
          : begun
            ? 'talk'
            : 'prechat';
  // The first thing to fill in gets the focus; failing that, the panel itself, so that Esc works.
  useEffect(() => {
    const first = panelRef.current?.querySelector<HTMLElement>('[data-first]') ?? panelRef.current;
    first?.focus();
  }, [screen]);
  const small = matchMedia('(max-width: 480px)').matches;
  useEffect(() => {
    const panel = panelRef.current;
    const press = (event: KeyboardEvent) => {
      if (event.key === 'Escape') {
        event.stopPropagation();
        onClose();
      } else if (event.key === 'Tab' && small) holdFocus(event, panel);
    };
    panel?.addEventListener('keydown', press);
    return () => panel?.removeEventListener('keydown', press);
  }, [small, onClose]);
  const callMe = (
    <button type="button" class="plain" onClick={() => setCall(true)}>
      {t('callbackAsk')}
    </button>
  );
  return (
    <dialog open ref={panelRef} class="panel" aria-modal={small} aria-labelledby="title" tabIndex={-1}>
      <div class="head">
        <div>
          <h2 id="title">{welcome?.organisation || t('title')}</h2>
          <output>{statusText(view, t, chat.language)}</output>
        </div>
        {chat.call !== null && (
          <a class="icon" href={chat.call} target="_blank" rel="noopener">
            {handset}
            <span class="hidden">{t('call')}</span>
          </a>
        )}
        {screen === 'talk' && (view.lines.length > 0 || running || flow?.state === 'open') && (
          <Actions view={view} />
        )}
        <button type="button" class="icon" onClick={onClose}>
          {cross}
          <span class="hidden">{t('close')}</span>
        </button>
      </div>
      {(link === 'lost' || link === 'too_many') && (
        <output class="bar">{t(link === 'lost' ? 'offline' : 'tooMany')}</output>
      )}
      {link === 'refused' && (
        <p class="bar" role="alert">
          {t('refused')}
        </p>
      )}
      {welcome?.announcement != null && (welcome.open || running) && (
        <output class="bar">{welcome.announcement}</output>
      )}
      {view.notice !== null && (
        <p class="bar" role="alert">
          {view.notice}
        </p>
      )}
      {screen === 'prechat' && <Prechat welcome={welcome!} />}
      {screen === 'callback' && <CallbackForm view={view} onBack={() => setCall(false)} />}
      {screen === 'offline' && view.promised !== null && (
        <div class="ask">
          <Promised call={view.promised} />
        </div>
      )}
      {screen === 'offline' && welcome!.callback && view.promised === null && <div class="ask">{callMe}</div>}
      {screen === 'offline' && <Offline welcome={welcome!} />}
      {screen === 'talk' && (
        <>
          <Log view={view} />
          {view.promised?.link != null && (
            <div class="ask">
              <PromisedLink call={view.promised} />
            </div>
          )}
          {shut ? (
            <div class="foot shut">
              {welcome!.offlineForm !== null && (
                <button type="button" class="main" data-first onClick={() => setWriteLater(true)}>
                  {t('message')}
                </button>
              )}
              {welcome!.callback && view.promised === null && callMe}
              {again && <GuideAgain view={view} />}
            </div>
          ) : asks ? (
            <Guide view={view} />
          ) : (
            <>
              {again && (
                <div class="foot">
                  <GuideAgain view={view} />
                </div>
              )}
              {(flow === null || flow.state === 'person') && <Composer view={view} />}
            </>
          )}
        </>
      )}
    </dialog>
  );
}

/** Keeps the Tab key inside a panel that covers the page. */
function holdFocus(event: KeyboardEvent, panel: HTMLElement | null) {
  const all = [
    ...(panel?.querySelectorAll<HTMLElement>(
      'button:not([disabled]), a[href], input:not([tabindex]), textarea, select',
    ) ?? []),
  ];
  const active = (panel?.getRootNode() as ShadowRoot | undefined)?.activeElement;
  const [first, last] = [all[0], all.at(-1)];
  if (event.shiftKey && (active === first || active === panel)) {
    event.preventDefault();
    last?.focus();
  } else if (!event.shiftKey && active === last) {
    event.preventDefault();
    first?.focus();
  }
}
