import type { FastifyInstance } from 'fastify';
import { accessRoutes } from '#server/access/index.ts';
import { contactsRoutes } from '#server/contacts/index.ts';
import type { Consumer, Job, Mounted, Platform } from '#server/platform/index.ts';
import { accessHooks } from './hooks.ts';

/** Everything that modules bring to a process, in one place. */
export const routesOf = (): Mounted[] => [...accessRoutes(accessHooks), ...contactsRoutes];
export const jobs: Job[] = [];
export const consumers: Consumer[] = [];
export const publicPages: ((server: FastifyInstance, platform: Platform) => void | Promise<void>)[] = [];
