import type { ComponentType } from 'react';
import type { LiveEvent } from '#contract/live.ts';
import type { Permission } from '#contract/words.ts';

/** A screen: where it is, who may see it, how it is loaded, and its place in the rail. */
export interface Screen {
  /** TanStack Router's pattern: `/customers`, `/customers/$id`, `/admin/$section`. */
  path: string;
  /** The screen's texts: `locales/<language>/<module>.json`. */
  module: string;
  /** Any of these opens it; none given: everybody who is signed in. */
  permissions?: Permission[];
  load: () => Promise<{ default: ComponentType }>;
  /** Nothing stands around it: no rail, no bars, no offers. For a screen that hangs on a wall. */
  bare?: boolean;
  nav?: {
    /** Key of desk.json. */
    label: string;
    icon: ComponentType<{ size?: number; stroke?: number }>;
    order: number;
    /** The action of `web/kit/keys.ts` that goes there. */
    action?: string;
  };
}

/** What a module brings to the desk. */
export interface DeskModule {
  screens: Screen[];
  /** Called for every live event: change or invalidate what the module keeps in the cache. */
  onEvent?: (event: LiveEvent) => void;
}
