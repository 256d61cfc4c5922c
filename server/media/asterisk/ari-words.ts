// What of Asterisk's REST interface is used here, as Asterisk 22 documents it. What comes is read with suspicion: a field
// that is missing or of another kind makes an event nothing, never an error of ours.

export interface AriChannel {
  id: string;
  /** `PJSIP/trunk-00000001` */
  name: string;
  state: string;
  caller: { name: string; number: string };
  language: string | null;
  dialplan: { context: string; exten: string; app: string; data: string };
  created: string | null;
}

export type AriEvent =
  | { type: 'StasisStart'; channel: AriChannel; args: string[] }
  | { type: 'StasisEnd'; channel: AriChannel }
  | { type: 'ChannelDestroyed'; channel: AriChannel; cause: number }
  | { type: 'ChannelHangupRequest'; channel: AriChannel; cause: number | undefined }
  | { type: 'ChannelStateChange'; channel: AriChannel }
  | { type: 'ChannelDtmfReceived'; channel: AriChannel; digit: string }
  | { type: 'ApplicationReplaced' };

export interface AriEndpoint {
  technology: string;
  resource: string;
  state: 'online' | 'offline' | 'unknown';
}

type Fields = Record<string, unknown>;
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const fields = (value: unknown): Fields => (isFields(value) ? value : {});

/** @returns null when it is no channel */
export function readChannel(value: unknown): AriChannel | null {
  if (!isFields(value) || text(value['id']) === '') return null;
  const caller = fields(value['caller']);
  const dialplan = fields(value['dialplan']);
  return {
    id: text(value['id']),
    name: text(value['name']),
    state: text(value['state']),
    caller: { name: text(caller['name']), number: text(caller['number']) },
    language: text(value['language']) || null,
    dialplan: {
      context: text(dialplan['context']),
      exten: text(dialplan['exten']),
      app: text(dialplan['app_name']),
      data: text(dialplan['app_data']),
    },
    created: text(value['creationtime']) || null,
  };
}

/** @returns null when it is none that matters here; undefined when it is not even one */
export function readEvent(message: string): AriEvent | null | undefined {
  let value: unknown;
  try {
    value = JSON.parse(message);
  } catch {
    return undefined;
  }
  if (!isFields(value) || typeof value['type'] !== 'string') return undefined;
  const { type } = value;
  if (type === 'ApplicationReplaced') return { type };
  const channel = readChannel(value['channel']);
  const cause = typeof value['cause'] === 'number' ? value['cause'] : undefined;
  switch (type) {
    case 'StasisStart': {
      const args = Array.isArray(value['args']) ? value['args'].map(text) : [];
      return channel === null ? undefined : { type, channel, args };
    }
    case 'StasisEnd':
    case 'ChannelStateChange':
      return channel === null ? undefined : { type, channel };
    case 'ChannelHangupRequest':
      return channel === null ? undefined : { type, channel, cause };
    case 'ChannelDestroyed':
      return channel === null ? undefined : { type, channel, cause: cause ?? 0 };
    case 'ChannelDtmfReceived':
      return channel === null ? undefined : { type, channel, digit: text(value['digit']) };
    default:
      return null;
  }
}

export function readEndpoints(value: unknown): AriEndpoint[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isFields).flatMap((one) => {
    const state = text(one['state']);
    const resource = text(one['resource']);
    if (resource === '') return [];
    return [
      {
        technology: text(one['technology']),
        resource,
        state: state === 'online' || state === 'offline' ? state : 'unknown',
      },
    ];
  });
}
