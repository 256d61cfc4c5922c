import {
  createRootRoute,
  createRoute,
  createRouter,
  Navigate,
  Outlet,
  type AnyRoute,
} from '@tanstack/react-router';
import { lazy, Suspense, type ReactNode } from 'react';
import { Button, EmptyState, Page, Skeleton, useText } from '#web/kit/index.ts';
import { go, setGo } from './go.ts';
import { modules, sectionsOf } from './modules.ts';
import type { Screen } from './screens.ts';
import { may, useMe } from './session.ts';
import { Shell } from './shell.tsx';

const root = createRootRoute({
  component: Outlet,
  notFoundComponent: () => (
    <Shell>
      <NotFound />
    </Shell>
  ),
});
// What stands around every screen but the bare ones; it stays when one goes from one screen to another.
const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  component: () => (
    <Shell>
      <Outlet />
    </Shell>
  ),
});

const screens = modules.flatMap((module) => module.screens);
function screenOf({ load, permissions = [], bare }: Screen): () => ReactNode {
  const Content = lazy(load);
  return function Guarded() {
    const me = useMe();
    if (!may(me, ...permissions))
      return bare ? (
        <Shell>
          <NotFound />
        </Shell>
      ) : (
        <NotFound />
      );
    return (
      <Suspense fallback={<Skeleton rows={8} />}>
        <Content />
      </Suspense>
    );
  };
}

const routesOf = (parent: AnyRoute, bare: boolean): AnyRoute[] =>
  screens
    .filter((screen) => (screen.bare ?? false) === bare)
    .map((screen) =>
      createRoute({ getParentRoute: () => parent, path: screen.path, component: screenOf(screen) }),
    );
const home = createRoute({ getParentRoute: () => shell, path: '/', component: Home });

export const router = createRouter({
  routeTree: root.addChildren([
    shell.addChildren([home, ...routesOf(shell, false)]),
    ...routesOf(root, true),
  ]),
  defaultPreload: false,
  defaultErrorComponent: Fault,
});

setGo((address) => router.history.push(address));

/** The first screen of the rail that this person may see. */
function Home() {
  const me = useMe();
  const first = sectionsOf(me)[0];
  return <Navigate to={first?.path ?? '/profile'} replace />;
}

function NotFound() {
  const t = useText('desk');
  return (
    <Page title={t('notFound.title')}>
      <EmptyState
        action={
          <Button look="solid" onClick={() => go('/')}>
            {t('notFound.home')}
          </Button>
        }
      >
        {t('notFound.text')}
      </EmptyState>
    </Page>
  );
}

/** A screen that broke, or a part of the program that did not come: the rest of the desk goes on. */
function Fault() {
  const t = useText('desk');
  return (
    <Page title={t('fault.title')}>
      <EmptyState
        action={
          <Button look="solid" onClick={() => location.reload()}>
            {t('fault.reload')}
          </Button>
        }
      >
        {t('fault.text')}
      </EmptyState>
    </Page>
  );
}
