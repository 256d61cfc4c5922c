import { readFile, stat } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';

/** A certificate with its chain and its key, as PEM. */
export interface Certificate {
  cert: Buffer;
  key: Buffer;
}

/** A certificate in two files, which whoever renews it may replace at any time. */
export interface CertificateFiles {
  first: Certificate;
  /** What the files hold, when they have changed since they were last read; otherwise null. */
  renewed(): Promise<Certificate | null>;
}

/**
 * Opens a certificate and its key. While a renewed pair cannot be used (one file is still the old one, say) the last
 * good pair holds, and `onError` is told once for each state of the files.
 *
 * @throws Error with a sentence for people, when they cannot be read or do not belong together
 */
export async function openCertificate(
  files: { cert: string; key: string },
  onError: (error: unknown) => void,
): Promise<CertificateFiles> {
  const stateOf = async () =>
    (await Promise.all([files.cert, files.key].map((file) => stat(file))))
      .map(({ mtimeMs, size, ino }) => `${mtimeMs}/${size}/${ino}`)
      .join(' ');
  const read = async (): Promise<Certificate> => {
    const [cert, key] = await Promise.all([readFile(files.cert), readFile(files.key)]);
    // Refuses what is no certificate, and a key of another one.
    createSecureContext({ cert, key });
    return { cert, key };
  };
  let seen: string;
  let first: Certificate;
  try {
    seen = await stateOf();
    first = await read();
  } catch (error) {
    throw new Error(
      `The certificate of the SMTP receiver (FILO_SMTP_TLS_CERT, FILO_SMTP_TLS_KEY) cannot be used: ${(error as Error).message}.`,
      { cause: error },
    );
  }
  return {
    first,
    async renewed() {
      try {
        const now = await stateOf();
        if (now === seen) return null;
        seen = now;
        return await read();
      } catch (error) {
        onError(error);
        return null;
      }
    },
  };
}
