import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { listMessages, remotePicture } from '#contract/conversations.ts';
import { createHttpServer } from '#server/app/http.ts';
import { connectModules } from '#server/app/modules.ts';
import { contactsReadRoutes, receive } from '#server/contacts/index.ts';
import { makeQueue } from '#tests/stories/contacts.ts';
import { makeMailbox } from '#tests/stories/mail.ts';
import { testServer, type TestServer } from '#tests/support/server.ts';

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
type Site = (request: http.IncomingMessage, response: http.ServerResponse) => void;

let one: TestServer;
let strict: TestServer;
let site: http.Server;
let origin: string;
let answer: Site;
let asked: http.IncomingMessage[];
let service: string;
let agent: { session: string };

beforeAll(async () => {
  site = http.createServer((request, response) => {
    asked.push(request);
    answer(request, response);
  });
  await new Promise<void>((resolve) => {
    site.listen(0, '127.0.0.1', resolve);
  });
  origin = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
  one = await testServer(contactsReadRoutes, { environment: { FILO_PICTURES_PRIVATE: '1' } });
  strict = await testServer(contactsReadRoutes, { beside: one });
  connectModules(one.platform);
  service = await one.makeService();
  agent = await one.makeStaff({ serviceId: service });
});
afterEach(() => site.closeAllConnections());
afterAll(async () => {
  await strict?.stop();
  await one?.stop();
  site?.close();
});

/** A mail with these pictures, as the desk gets it. */
async function mail(html: string) {
  asked = [];
  answer = (_request, response) => response.writeHead(200, { 'content-type': 'image/png' }).end(png);
  const entry = await makeMailbox(one.ctx.db, service, { queue: await makeQueue(one.ctx.db, service) });
  const [got] = await one.ctx.tx((tx) =>
    receive(tx, one.ctx, [
      {
        channel: 'email',
        entryPoint: { id: entry.id, serviceId: service, queueId: entry.queueId },
        customer: { identities: [{ type: 'email', value: 'ada@example.org' }], name: 'Ada Prova' },
        subject: 'Foto',
        at: new Date(),
        message: { sender: 'ada@example.org', text: 'Foto', html },
      },
    ]),
  );
  const { body } = await one.call(
    listMessages,
    { params: { id: got!.conversationId }, query: {} },
    { as: agent },
  );
  const message = body.items.at(-1)!;
  const urls = [...message.html!.matchAll(/data-remote-src="([^"]*)"/g)].map((found) => found[1]!);
  return { id: message.id, html: message.html!, remoteImages: message.remoteImages, urls };
}
const img = (address: string) => `<p>Ecco</p><img src="${address.replaceAll('&', '&amp;')}">`;
const ask = (id: string, url: string, as: { session: string } | null = agent, at = one) =>
  at.call(remotePicture, { params: { id }, query: { url } }, { as });
const refused = (result: { status: number; body: unknown }) => ({
  status: result.status,
  ...(result.body as { code: string; detail: string }),
});

describe('a picture of another site in a mail', () => {
  it('stands in the mail as a way over this server, which fetches it without saying who asks', async () => {
    const address = `${origin}/a b/è.png?x=1&y="2"'3'`;
    const made = await mail(img(address.replaceAll('"', '&quot;')));
    expect(made.remoteImages).toBe(1);
    expect(made.html).not.toContain(origin);
    expect(asked).toHaveLength(0);
    const response = await fetch(new URL(made.urls[0]!.replaceAll('&amp;', '&'), one.url), {
      headers: { cookie: `filo_session=${agent.session}`, referer: `${one.url}/inbox` },
    });
    expect(response.status).toBe(200);
    expect(Buffer.from(await response.arrayBuffer())).toEqual(png);
    expect(response.headers.get('content-type')).toBe('image/png');
    expect(response.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    const { headers } = asked[0]!;
    expect(headers.cookie).toBeUndefined();
    expect(headers.referer).toBeUndefined();
    expect(headers['x-forwarded-for']).toBeUndefined();
  });

  it('is fetched only for who may see the mail, and only when it stands in it', async () => {
    const made = await mail(img(`${origin}/a.png`));
    expect((await ask(made.id, `${origin}/a.png`)).status).toBe(200);
    asked = [];
    expect((await ask(made.id, `${origin}/b.png`)).status).toBe(404);
    expect((await ask(made.id, `${origin}/a.png?`)).status).toBe(404);
    expect((await ask(made.id, `${origin}/a.png`, null)).status).toBe(401);
    const stranger = await one.makeStaff({ serviceId: await one.makeService() });
    expect((await ask(made.id, `${origin}/a.png`, stranger)).status).toBe(404);
    expect((await ask(crypto.randomUUID(), `${origin}/a.png`)).status).toBe(404);
    expect(asked).toHaveLength(0);
  });

  it.each(['file:///etc/passwd', 'ftp://example.org/a.png', 'gopher://127.0.0.1/'])(
    'is none at %s',
    async (address) => {
      const made = await mail(img(address));
      expect(made.remoteImages).toBe(0);
      expect((await ask(made.id, address)).status).toBe(404);
    },
  );

  it.each([
    '127.0.0.1',
    'localhost',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '0x7f000001',
    '169.254.169.254',
    '10.0.0.1',
  ])('is never fetched from %s', async (host) => {
    const address = `http://${host}:${new URL(origin).port}/a.png`;
    const made = await mail(img(address));
    expect(refused(await ask(made.id, address, agent, strict))).toMatchObject({
      status: 502,
      code: 'picture_unavailable',
      detail: expect.stringMatching(/may not/),
    });
    expect(asked).toHaveLength(0);
  });

  it('is not followed to where this server may not go', async () => {
    const made = await mail(img(`${origin}/a.png`));
    answer = (_request, response) =>
      response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data' }).end();
    expect(refused(await ask(made.id, `${origin}/a.png`)).detail).toMatch(/may not go/);
    answer = (_request, response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end();
    expect(refused(await ask(made.id, `${origin}/a.png`)).detail).toMatch(/no web address/);
    answer = (_request, response) => response.writeHead(302, { location: '/again' }).end();
    asked = [];
    expect(refused(await ask(made.id, `${origin}/a.png`)).detail).toMatch(/too often/);
    expect(asked).toHaveLength(4);
    answer = (request, response) =>
      request.url === '/a.png'
        ? response.writeHead(301, { location: '/b.png' }).end()
        : response.writeHead(200).end(png);
    expect((await ask(made.id, `${origin}/a.png`)).status).toBe(200);
  });

  it.each<[string, Site, RegExp]>([
    [
      'a page that says it is a picture',
      (_, to) => to.writeHead(200, { 'content-type': 'image/png' }).end('<html>'),
      /not a picture/,
    ],
    [
      'a drawing with scripts',
      (_, to) =>
        to
          .writeHead(200, { 'content-type': 'image/svg+xml' })
          .end('<svg xmlns="http://www.w3.org/2000/svg"><script>x()</script></svg>'),
      /not a picture/,
    ],
    [
      'what announces more than 5 MB',
      (_, to) => to.writeHead(200, { 'content-length': '6000000' }).end(Buffer.alloc(6_000_000)),
      /5 MB/,
    ],
    [
      'what turns out longer than 5 MB',
      (_, to) => {
        to.writeHead(200);
        to.write(png);
        for (let count = 0; count < 6; count += 1) to.write(Buffer.alloc(1_000_000));
        to.end();
      },
      /5 MB/,
    ],
    ['nothing', (_, to) => to.writeHead(404).end(), /answers 404/],
    [
      'half of it',
      (_, to) => void to.writeHead(200, { 'content-length': '900' }).write(png, () => to.destroy()),
      /cannot be had/,
    ],
  ])('is refused when the site gives %s', async (_, reply, words) => {
    const made = await mail(img(`${origin}/a.png`));
    answer = reply;
    const result = refused(await ask(made.id, `${origin}/a.png`));
    expect(result).toMatchObject({ status: 502, code: 'picture_unavailable' });
    expect(result.detail).toMatch(words);
  });
});

it('no page of this server may load pictures of other sites', async () => {
  const server = await createHttpServer(one.platform, () => []);
  try {
    const page = await server.inject({ url: '/', headers: { accept: 'text/html' } });
    expect(page.headers['content-security-policy']).toContain("img-src 'self' data: blob:;");
  } finally {
    await server.close();
  }
});
