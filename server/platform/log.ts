import { pino, type Logger } from 'pino';

export type Log = Logger;

/** The process's log: JSON lines on standard output. Secrets are cut by path, whoever logs them. */
export const createLog = (level: string): Log =>
  pino({
    level,
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

export const silentLog: Log = pino({ level: 'silent' });
