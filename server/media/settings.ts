import type { TrunkSettings } from './asterisk/trunk.ts';

/** What the server hands to the media process in its environment. */
export interface MediaSettings {
  /** The server's own API. */
  api: string;
  token: string;
  /** By which the server is known at the port for offers. */
  secret: string;
  gateway: string;
  /** Range of UDP ports. */
  ports: string;
  host: string | null;
  publicAddress: string | null;
  /** What carries browsers' lines. */
  driver: 'werift' | 'native';
  /** The telephone lines; null: there are none. */
  asterisk: TrunkSettings | null;
}

/** @throws Error naming what is missing */
export function readSettings(environment: NodeJS.ProcessEnv): MediaSettings {
  const given = (name: string): string => {
    const value = environment[name];
    if (value === undefined || value === '')
      throw new Error(`${name} is missing: the media process is started by the server, not by hand`);
    return value;
  };
  const perhaps = (name: string): string | null => environment[name] || null;
  const url = perhaps('MEDIA_ASTERISK_URL');
  return {
    api: given('MEDIA_API'),
    token: given('MEDIA_TOKEN'),
    secret: given('MEDIA_SECRET'),
    gateway: given('MEDIA_GATEWAY'),
    ports: given('MEDIA_PORTS'),
    host: perhaps('MEDIA_HOST'),
    publicAddress: perhaps('MEDIA_ADDRESS'),
    driver: perhaps('MEDIA_DRIVER') === 'native' ? 'native' : 'werift',
    asterisk:
      url === null
        ? null
        : {
            url,
            user: given('MEDIA_ASTERISK_USER'),
            password: given('MEDIA_ASTERISK_PASSWORD'),
            dial: given('MEDIA_ASTERISK_DIAL'),
          },
  };
}
