import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { FastifyReply } from 'fastify';
import { unavailable } from '#server/platform/index.ts';

const root = path.resolve(import.meta.dirname, '../../..');
/** Where the built web sites lie. */
export const dist = path.join(root, 'dist');
export const demoSite = path.join(root, 'web', 'demo-site');

/** The text of a built file. @throws Problem 503 when the sites were not built */
export async function builtFile(...place: string[]): Promise<string> {
  try {
    return await readFile(path.join(dist, ...place), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw unavailable('The web pages are not built: run `npm run build:web`.');
  }
}

/** Sends a script that other sites may load. Short-lived in caches: the tag that names it never changes. */
export const sendScript = (reply: FastifyReply, code: string): FastifyReply =>
  reply
    .type('text/javascript; charset=utf-8')
    .header('cache-control', 'public, max-age=300')
    .header('cross-origin-resource-policy', 'cross-origin')
    .header('access-control-allow-origin', '*')
    .send(code);

/** A policy for a public page: own files only, no inline script. `ancestors`: who may frame it. */
export const pagePolicy = (ancestors: readonly string[]): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self' ws: wss:",
    "form-action 'self'",
    "base-uri 'none'",
    `frame-ancestors ${ancestors.join(' ')}`,
  ].join('; ');
