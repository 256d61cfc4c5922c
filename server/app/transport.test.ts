import type { FastifyInstance } from 'fastify';
import { connect, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testServer, type TestServer } from '#tests/support/server.ts';
import { createHttpServer } from './http.ts';

let one: TestServer;
let server: FastifyInstance;
beforeAll(async () => {
  one = await testServer([]);
  server = await createHttpServer(one.platform, () => []);
  await server.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await server?.close();
  await one?.stop();
});

/** All that the server answers to these bytes, until it closes the connection. */
async function said(bytes: string): Promise<string> {
  const socket = connect((server.server.address() as AddressInfo).port, '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
  socket.on('error', () => undefined);
  const closed = new Promise((resolve) => {
    socket.once('close', resolve);
  });
  socket.write(bytes);
  await closed;
  return answer;
}

describe('what breaks before it is a request', () => {
  it.each([
    [
      'headers of 100 kB',
      `GET /healthz HTTP/1.1\r\nHost: x\r\nX-Long: ${'a'.repeat(100_000)}\r\n\r\n`,
      431,
      'headers_too_large',
      'Headers too large',
    ],
    [
      'an address of 100 kB',
      `GET /${'a'.repeat(100_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
      431,
      'headers_too_large',
      'Headers too large',
    ],
    ['what is no HTTP', 'EHLO mail.example.org\r\n\r\n', 400, 'bad_request', 'Bad request'],
    [
      'two lengths',
      'POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello',
      400,
      'bad_request',
      'Bad request',
    ],
    [
      'a chunk without a size',
      'POST /api/v1/session HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
      400,
      'bad_request',
      'Bad request',
    ],
    [
      'a header with a NUL',
      'GET /healthz HTTP/1.1\r\nHost: x\r\nX-Nul: a\0b\r\n\r\n',
      400,
      'bad_request',
      'Bad request',
    ],
    [
      'a header that is none',
      'GET /healthz HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n',
      400,
      'bad_request',
      'Bad request',
    ],
  ])('is answered as a problem: %s', async (_, bytes, status, code, title) => {
    const answer = await said(bytes);
    const [head, body] = answer.split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} .+\\r\\n`));
    expect(head).toMatch(/\r\ncontent-type: application\/problem\+json/i);
    expect(head).toMatch(/\r\nconnection: close/i);
    expect(head).toMatch(new RegExp(`content-length: ${Buffer.byteLength(body!)}`, 'i'));
    expect(JSON.parse(body!)).toEqual({
      type: `urn:filodiretto:problem:${code}`,
      title,
      status,
      code,
      detail: expect.stringMatching(/\.$/),
    });
  });

  it.each([
    ['no JSON', '{', 'application/json', 400, 'bad_json', 'body'],
    ['nothing', '', 'application/json', 400, 'bad_json', 'body'],
    [
      'of another type',
      'a=b',
      'application/x-www-form-urlencoded',
      415,
      'unsupported_media_type',
      'Content-Type',
    ],
  ])(
    'and so is a body that is %s, by the name of what is wrong',
    async (_, payload, type, status, code, field) => {
      const answer = await server.inject({
        method: 'POST',
        url: '/api/v1/session',
        headers: { 'content-type': type },
        payload,
      });
      expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
      expect(answer.json()).toMatchObject({ status, code, errors: [{ field }] });
    },
  );

  it('and so is an address with broken escapes', async () => {
    const answer = await server.inject('/api/v1/contacts/%E0%A4%A');
    expect(answer.json()).toMatchObject({ status: 400, code: 'bad_address' });
  });

  it('leaves the server in good health', async () => {
    expect((await server.inject('/healthz')).statusCode).toBe(200);
  });
});
