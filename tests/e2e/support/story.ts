import { AxeBuilder } from '@axe-core/playwright';
import { expect, test as base, type Page } from '@playwright/test';
import { createTransport } from 'nodemailer';
import type { Input, Output, Route } from '#contract/route.ts';
import { listEntryPoints } from '#contract/entry-points.ts';

export { expect };

const server = JSON.parse(process.env['FILO_E2E'] ?? '{}') as {
  url: string;
  smtpPort: number;
  token: string;
};
export const baseUrl = server.url;
export const token = server.token;
/** Where mail comes in. */
export const { smtpPort } = server;

/** Demo people by what they do; the password is the one printed at start. */
export const people = {
  agent: 'luca@acqueeluce.example.org',
  colleague: 'chiara@acqueeluce.example.org',
  /** Of the same team as the colleague. */
  teamMate: 'davide@acqueeluce.example.org',
  supervisor: 'elena@acqueeluce.example.org',
  administrator: 'roberto@acqueeluce.example.org',
  auditor: 'anna@acqueeluce.example.org',
} as const;
export const password = 'colle-demo-2026';

/** Calls the API with a token; the answer as it comes. `at`: a server of one's own. */
export async function ask<R extends Route>(
  bearer: string,
  route: R,
  input: Partial<Input<R>> = {},
  at: string = server.url,
): Promise<{ status: number; headers: Record<string, string>; body: Output<R> }> {
  const url = new URL(
    route.path.replace(/:([A-Za-z]+)/g, (_all, name: string) =>
      String((input.params as Record<string, string>)[name]),
    ),
    at,
  );
  for (const [name, value] of Object.entries((input.query as Record<string, unknown> | undefined) ?? {}))
    url.searchParams.set(name, String(value));
  const answer = await fetch(url, {
    method: route.method,
    headers: {
      authorization: `Bearer ${bearer}`,
      ...(input.body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(input.body === undefined ? {} : { body: JSON.stringify(input.body) }),
  });
  const body = (answer.status === 204 ? undefined : await answer.json()) as Output<R>;
  return { status: answer.status, headers: Object.fromEntries(answer.headers), body };
}

/** What a setting says, without its version: put back by a story, whatever was saved meanwhile. */
const unversioned = (body: unknown): unknown =>
  typeof body === 'object' && body !== null && 'version' in body && typeof body.version === 'string'
    ? Object.fromEntries(Object.entries(body).filter(([name]) => name !== 'version'))
    : body;

/** Calls the API as a program with every right. */
export async function api<R extends Route>(route: R, input: Partial<Input<R>> = {}): Promise<Output<R>> {
  const { status, body } = await ask(server.token, route, {
    ...input,
    ...(input.body === undefined ? {} : { body: unversioned(input.body) }),
  } as Partial<Input<R>>);
  if (status >= 400) throw new Error(`${route.method} ${route.path}: ${status} ${JSON.stringify(body)}`);
  return body;
}

/** Sends a real mail to the SMTP receiver. `to`: the beginning of one of the organisation's addresses. */
export async function sendMail(mail: {
  to: string;
  from?: string;
  subject: string;
  text: string;
  html?: string;
  attachments?: { filename: string; content: Buffer }[];
}): Promise<void> {
  const { items } = await api(listEntryPoints, { query: { channel: 'email' } });
  const address = items.find((one) => one.address.startsWith(mail.to))?.address;
  if (address === undefined) throw new Error(`no address begins with ${mail.to}`);
  const transport = createTransport({ host: '127.0.0.1', port: server.smtpPort, ignoreTLS: true });
  await transport.sendMail({ from: 'Prova Viaggiante <prova.viaggiante@example.com>', ...mail, to: address });
  transport.close();
}

/** Signs in on the real page and waits for the desk. `at`: a server of one's own. */
export async function signIn(
  page: Page,
  email: string,
  secret: string = password,
  at: string = server.url,
): Promise<void> {
  await page.goto(`${at}/`);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(secret);
  await page.getByRole('button', { name: 'Accedi' }).click();
  await expect(page.getByRole('navigation').first()).toBeVisible();
}

/** The desk in one of its two themes; back once its colours have changed, which is a moment after it was asked. */
export async function showIn(page: Page, theme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme: theme });
  await expect(page.locator(`:root[data-mantine-color-scheme='${theme}']`)).toBeAttached();
}

/** No violation of WCAG 2.2 A and AA on what is shown now. Content is asserted first: an empty page has none either. */
export async function expectAccessible(page: Page, shown: ReturnType<Page['locator']>): Promise<void> {
  await expect(shown).toBeVisible();
  // A mail's frame runs no script, not even axe's: its content is judged by the sanitiser's own tests.
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode(true)
    .exclude('iframe')
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
  expect(
    violations.map(
      (one) =>
        `${one.id}: ${one.nodes.map((node) => `${node.target.join(' ')} (${node.failureSummary ?? ''})`).join(', ')}`,
    ),
  ).toEqual([]);
}

/**
 * A story fails on any error in the browser's console: a screen that works has none. Who else was in it leaves with it:
 * a desk that stayed open would go on taking part in the next.
 */
export const test = base.extend<{ quiet: void }>({
  quiet: [
    async ({ page, browser }, use) => {
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(error.message));
      await use();
      for (const other of browser.contexts()) if (other !== page.context()) await other.close();
      expect(errors).toEqual([]);
    },
    { auto: true },
  ],
});
