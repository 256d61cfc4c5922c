import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from '@playwright/test';
import type { Input, Output, Route } from '#contract/route.ts';
import { startServerProcess, waitFor } from '#tests/support/server-process.ts';
import { ask } from './story.ts';

/** A real server of a story's own, without an organisation, in which time goes where the story says. */
export interface ServerInTime {
  url: string;
  /** Calls its API as a program with every right. @throws Error when it refuses */
  api: <R extends Route>(route: R, input?: Partial<Input<R>>) => Promise<Output<R>>;
  /** Lets it be another time; back once the server's clock says so. */
  travel: (to: string) => Promise<void>;
  stop: () => Promise<number | null>;
}

export async function serverInTime(start: string): Promise<ServerInTime> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'filodiretto-time-'));
  const file = path.join(folder, 'shift');
  const shiftTo = (to: string) => String(new Date(to).getTime() - Date.now());
  await writeFile(file, shiftTo(start));
  const preload = pathToFileURL(path.join(import.meta.dirname, 'moved-time.ts')).href;
  const server = await startServerProcess({
    env: { MOVED_TIME: file, NODE_OPTIONS: `--import=${preload}` },
  });
  return {
    url: server.url,
    async api(route, input = {}) {
      const { status, body } = await ask(server.token, route, input, server.url);
      if (status >= 400) throw new Error(`${route.method} ${route.path}: ${status} ${JSON.stringify(body)}`);
      return body;
    },
    async travel(to) {
      const shift = shiftTo(to);
      await writeFile(file, shift);
      server.child.kill('SIGUSR2');
      await waitFor(async () => (await readFile(`${file}.read`, 'utf8')) === shift);
    },
    async stop() {
      const code = await server.stop();
      await rm(folder, { recursive: true, force: true });
      return code;
    },
  };
}

/**
 * Lets the pages that are opened from now on have the time of such a server. Only their dates move: timers and what they
 * measure by stay, so that a desk works as ever.
 */
export async function pageInTime(page: Page, to: string): Promise<void> {
  await page.addInitScript(
    (shift) => {
      const moved = globalThis as unknown as { movedBy?: number };
      const first = moved.movedBy === undefined;
      moved.movedBy = shift;
      if (!first) return;
      const MachineDate = Date;
      const now = () => MachineDate.now() + (moved.movedBy ?? 0);
      globalThis.Date = new Proxy(MachineDate, {
        construct: (target, parts: unknown[], made) =>
          Reflect.construct(target, parts.length === 0 ? [now()] : parts, made) as Date,
        get: (target, name, receiver) =>
          name === 'now' ? now : (Reflect.get(target, name, receiver) as unknown),
      });
    },
    new Date(to).getTime() - Date.now(),
  );
}
