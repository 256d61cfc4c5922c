import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import type { TestCertificate } from './certificate.ts';

/** Makes this process trust a certificate as if a known authority had signed it; gives back how to end that. */
export function trusting({ cert }: TestCertificate): () => void {
  const before = getCACertificates('default');
  setDefaultCACertificates([...before, cert]);
  return () => setDefaultCACertificates(before);
}
