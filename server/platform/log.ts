import { pino, stdSerializers, type Logger } from 'pino';

export type Log = Logger;

/** The process's log: JSON lines on standard output. Secrets are cut by path, whoever logs them. */
export const createLog = (level: string): Log =>
  pino({
    level,
    serializers: { err: plainError },
    redact: {
      paths: [
        'password',
        '*.password',
        'token',
        '*.token',
        'secret',
        '*.secret',
        'authorization',
        '*.authorization',
        'cookie',
        '*.cookie',
        'req.headers',
      ],
      censor: '[cut]',
    },
  });

// A driver's error carries the whole connection, its buffers and its key to cancel queries: no reader wants these.
function plainError(error: Error) {
  const { client: _client, ...told } = stdSerializers.err(error);
  return told;
}

export const silentLog: Log = pino({ level: 'silent' });
