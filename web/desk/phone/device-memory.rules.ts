// What a browser remembers of microphones and loudspeakers. Pure.

export interface Device {
  id: string;
  /** As the browser calls it: its id is another one after its data were cleared. */
  name: string;
}
export interface Memory {
  /** null: the system's. */
  microphone: Device | null;
  speaker: Device | null;
  ring: Device | null;
  /** Takes noise of the room, and what the loudspeaker says, out of what is spoken. */
  noise: boolean;
  echo: boolean;
}
export const nothingRemembered: Memory = {
  microphone: null,
  speaker: null,
  ring: null,
  noise: true,
  echo: true,
};

const deviceOf = (value: unknown): Device | null => {
  const { id, name } = (value ?? {}) as Partial<Record<keyof Device, unknown>>;
  return typeof id === 'string' && id !== '' && typeof name === 'string' ? { id, name } : null;
};

/** What was kept, whatever was kept there. */
export function readMemory(text: string | null): Memory {
  let kept: unknown;
  try {
    kept = JSON.parse(text ?? '');
  } catch {
    return nothingRemembered;
  }
  const { microphone, speaker, ring, noise, echo } = (kept ?? {}) as Record<string, unknown>;
  return {
    microphone: deviceOf(microphone),
    speaker: deviceOf(speaker),
    ring: deviceOf(ring),
    noise: noise !== false,
    echo: echo !== false,
  };
}

/** The system's own choice goes by these; it is offered once, in our words. */
const pseudo = new Set(['', 'default', 'communications']);
export const realDevices = (all: readonly Device[]): Device[] => all.filter(({ id }) => !pseudo.has(id));

/** A remembered device among those that are there: by its id, else by its name. */
export const findDevice = (wanted: Device | null, there: readonly Device[]): Device | null =>
  wanted === null
    ? null
    : (there.find(({ id }) => id === wanted.id) ??
      there.find(({ name }) => name !== '' && name === wanted.name) ??
      null);
