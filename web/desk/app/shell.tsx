import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState, type ReactNode } from 'react';
import { perform, useKey, useText } from '#web/kit/index.ts';
import { ConnectionBar, NotRespondingBar } from './bars.tsx';
import { sectionsOf } from './modules.ts';
import { Rail } from './rail.tsx';
import { useMay, useMe } from './session.ts';
import { Topbar } from './topbar.tsx';

const loadPalette = () => import('./palette.tsx');
const Palette = lazy(loadPalette);
const Sheet = lazy(() => import('./sheet.tsx'));
// Nothing is offered before the first page is there.
const Offers = lazy(async () => ({ default: (await import('../inbox/offers.tsx')).Offers }));
const SeenBar = lazy(() => import('./seen-bar.tsx'));
const ListeningBar = lazy(() => import('../listening/listening-bar.tsx'));

/** What stands around every screen: rail, top bar, loud bars, offers, palette and the sheet of keys. */
export function Shell({ children }: { children: ReactNode }) {
  const t = useText('desk');
  const me = useMe();
  const navigate = useNavigate();
  const actions = new Set(sectionsOf(me).map(({ nav }) => nav?.action));
  const listens = useMay('contact.listen');
  const [over, setOver] = useState<'palette' | 'sheet' | null>(null);
  // Opened by a key while the fingers are already typing: it must be here before it is asked for.
  useEffect(() => {
    // One that fails now is asked for again when it is opened.
    const timer = setTimeout(() => void loadPalette().catch(() => undefined), 1500);
    return () => clearTimeout(timer);
  }, []);
  useKey('palette', () => setOver((now) => (now === 'palette' ? null : 'palette')));
  useKey('sheet', () => setOver('sheet'));
  useKey('go.inbox', () => void navigate({ to: '/inbox' }), actions.has('go.inbox'));
  useKey('go.contacts', () => void navigate({ to: '/contacts' }), actions.has('go.contacts'));
  useKey('go.cases', () => void navigate({ to: '/cases' }), actions.has('go.cases'));
  useKey('go.customers', () => void navigate({ to: '/customers' }), actions.has('go.customers'));
  useKey('go.supervisor', () => void navigate({ to: '/supervisor' }), actions.has('go.supervisor'));
  useKey('go.wallboard', () => void navigate({ to: '/wallboard' }), actions.has('go.wallboard'));
  useKey('go.admin', () => void navigate({ to: '/admin' }), actions.has('go.admin'));
  useKey('go.listening', () => void navigate({ to: '/listening' }), actions.has('go.listening'));
  return (
    <div className="shell">
      <a className="skip" href="#main">
        {t('skip')}
      </a>
      <Rail onSheet={() => setOver('sheet')} />
      <div className="shell-main">
        <Topbar onPalette={() => setOver('palette')} />
        <ConnectionBar />
        {me.isAgent && <NotRespondingBar />}
        <Suspense>{me.isAgent && <SeenBar />}</Suspense>
        <Suspense>{(me.isAgent || listens) && <ListeningBar />}</Suspense>
        <div className="screen">
          <Suspense>{children}</Suspense>
        </div>
      </div>
      <Suspense>{me.isAgent && <Offers />}</Suspense>
      <Suspense>
        {over === 'palette' && (
          <Palette
            onClose={() => setOver(null)}
            onPerform={(id) => {
              setOver(null);
              // After the palette has given the focus back.
              setTimeout(() => (id === 'sheet' ? setOver('sheet') : perform(id)), 30);
            }}
          />
        )}
        {over === 'sheet' && <Sheet onClose={() => setOver(null)} />}
      </Suspense>
    </div>
  );
}
