import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** A certificate that nobody vouches for, and its key, both as PEM. */
export interface TestCertificate {
  cert: string;
  key: string;
}

const der = (tag: number, ...parts: Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  const size = Buffer.from(body.length.toString(16).padStart(body.length > 255 ? 4 : 2, '0'), 'hex');
  const length = body.length < 128 ? size : Buffer.concat([Buffer.from([0x80 | size.length]), size]);
  return Buffer.concat([Buffer.from([tag]), length, body]);
};
const sequence = (...parts: Buffer[]) => der(0x30, ...parts);
const oid = (hex: string) => der(0x06, Buffer.from(hex, 'hex'));
const bits = (content: Buffer) => der(0x03, Buffer.from([0]), content);
const time = (at: Date) =>
  der(0x18, Buffer.from(`${at.toISOString().replaceAll(/[-:T]/g, '').slice(0, 14)}Z`));
// A last line of full length must not leave an empty one behind: OpenSSL takes that for a broken certificate.
const pem = (label: string, content: Buffer) =>
  `-----BEGIN ${label}-----\n${content
    .toString('base64')
    .match(/.{1,64}/g)!
    .join('\n')}\n-----END ${label}-----\n`;

/**
 * Signs itself (X.509 v3, ECDSA P-256): for `localhost` and 127.0.0.1 unless told another name.
 * @param options.ended true: it was good until yesterday
 */
export function testCertificate({ name = 'localhost', ended = false } = {}): TestCertificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = sequence(oid('2a8648ce3d040302'));
  const subject = sequence(der(0x31, sequence(oid('550403'), der(0x0c, Buffer.from(name)))));
  const day = 86_400_000;
  const now = Date.now();
  const key = publicKey.export({ type: 'spki', format: 'der' });
  const addresses = name === 'localhost' ? [der(0x87, Buffer.from([127, 0, 0, 1]))] : [];
  const extension = (id: string, value: Buffer) => sequence(oid(id), der(0x04, value));
  const content = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    algorithm,
    subject,
    sequence(time(new Date(now - 10 * day)), time(new Date(now + (ended ? -1 : 10) * day))),
    subject,
    key,
    der(
      0xa3,
      sequence(
        extension('551d13', sequence(der(0x01, Buffer.from([0xff])))),
        extension('551d0e', der(0x04, createHash('sha1').update(key).digest())),
        extension('551d11', sequence(der(0x82, Buffer.from(name)), ...addresses)),
      ),
    ),
  );
  return {
    cert: pem('CERTIFICATE', sequence(content, algorithm, bits(sign('sha256', content, privateKey)))),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}
