import { getMe, signOut, updateMe, type Me } from '#contract/access.ts';
import type { Permission } from '#contract/words.ts';
import {
  call,
  createLive,
  keyOf,
  queryClient,
  setKeySettings,
  setLanguage,
  toastProblem,
  useApi,
  type Language,
  type Live,
  type Scheme,
} from '#web/kit/index.ts';

/** The live connection of this page. */
export const live: Live = createLive(
  `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/api/v1/live`,
);

/** What a person sets for themselves; kept by the server, so that it follows them. */
export interface Preferences {
  theme: Scheme;
  density: 'compact' | 'comfortable';
  /** The sections in the rail have their names beside them. */
  names: boolean;
  /** 0 to 1; 0 is silent. */
  volume: number;
  /** An alert is heard too, by who sees the live figures. */
  alertSound: boolean;
  singleKeys: boolean;
  customKeys: Record<string, string>;
}

export const defaultPreferences: Preferences = {
  theme: 'auto',
  density: 'compact',
  names: false,
  volume: 0.5,
  alertSound: true,
  singleKeys: true,
  customKeys: {},
};

export const preferencesOf = (me: Me | undefined): Preferences => ({
  ...defaultPreferences,
  ...(me?.preferences as Partial<Preferences> | undefined),
});

/** Who is signed in; only below the shell, where somebody is. */
export function useMe(): Me {
  const { data } = useApi(getMe, undefined, { staleTime: Infinity });
  if (data === undefined) throw new Error('nobody is signed in');
  return data;
}
/** The same outside components; undefined before sign-in. */
export const meNow = (): Me | undefined => queryClient.getQueryData<Me>(keyOf(getMe));

export const may = (me: Me, ...permissions: Permission[]): boolean =>
  permissions.length === 0 || permissions.some((one) => me.permissions.includes(one));
export const useMay = (...permissions: Permission[]): boolean => may(useMe(), ...permissions);

/** Makes the screen as this person wants it. */
export function applyPreferences(me: Me): void {
  const { density, names, singleKeys, customKeys } = preferencesOf(me);
  document.documentElement.dataset['density'] = density;
  document.documentElement.dataset['rail'] = names ? 'names' : 'icons';
  setKeySettings({ singleKeys, custom: customKeys });
  void setLanguage(me.language);
}

/** Changes some preferences: on screen at once, then on the server. */
export function savePreferences(change: Partial<Preferences>): void {
  const me = meNow();
  if (me === undefined) return;
  const preferences = { ...me.preferences, ...change };
  remember({ ...me, preferences });
  call(updateMe, { body: { preferences } }).then(remember, (error: unknown) => {
    remember(me);
    toastProblem(error);
  });
}

/** Nothing that the last person saw stays in memory; the question who is signed in stays, because the gate watches it. */
export const forgetEverything = (): void =>
  queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== keyOf(getMe)[0] });

/** Takes a fresh answer about who is signed in. */
export function remember(me: Me): void {
  queryClient.setQueryData(keyOf(getMe), me);
  applyPreferences(me);
}

/** On screen at once, then on the server. */
export function changeLanguage(language: Language): void {
  const me = meNow();
  if (me === undefined) return;
  remember({ ...me, language });
  call(updateMe, { body: { language } }).then(remember, (error: unknown) => {
    remember(me);
    toastProblem(error);
  });
}

/** Signs out and starts from nothing: no row of the last person stays in memory. */
export function leave(): void {
  live.stop();
  call(signOut, undefined, { quiet401: true }).then(
    () => location.assign('/'),
    (error: unknown) => {
      live.start();
      toastProblem(error);
    },
  );
}
