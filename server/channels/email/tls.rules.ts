const ofCertificates =
  /certificate|altnames|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|HOSTNAME_MISMATCH/i;

/**
 * The sentence for an error that means that another server's certificate is not to be trusted (nobody known vouches
 * for it, it has ended, it belongs to another name); null for every other error.
 */
export function certificateTrouble(error: unknown): string | null {
  const { message, code } = error as { message: string; code?: string };
  // The server's own words are never taken for words about its certificate.
  if ((error as { response?: unknown }).response !== undefined) return null;
  if (!ofCertificates.test(`${code ?? ''} ${message}`)) return null;
  const [reason] = message.split('; if the root CA');
  return `The certificate of the server is not accepted: ${reason!.replace(/\.$/, '')}.`;
}
