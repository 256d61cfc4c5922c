// The microphone: asked for, looked at while it runs, given back.

export type MicrophoneFault = 'insecure' | 'refused' | 'none' | 'busy' | 'unknown';

/** Why there is no microphone, as a word for the reader. */
export class NoMicrophone extends Error {
  readonly fault: MicrophoneFault;
  constructor(fault: MicrophoneFault) {
    super(fault);
    this.fault = fault;
  }
}

export interface Recording {
  /** How loud it is now, 0 to 1. */
  level(): number;
  /** Ends it; gives what was recorded, as the browser wrote it. */
  finish(): Promise<ArrayBuffer>;
  /** Throws it away. */
  cancel(): void;
}

const faults: Record<string, MicrophoneFault> = {
  NotAllowedError: 'refused',
  SecurityError: 'refused',
  NotFoundError: 'none',
  OverconstrainedError: 'none',
  NotReadableError: 'busy',
  AbortError: 'busy',
};

/** Begins to record. Rejects with NoMicrophone. */
export async function record(): Promise<Recording> {
  // Browsers lend a microphone on https and on this machine only, and hide it elsewhere.
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (devices === undefined || typeof MediaRecorder === 'undefined') throw new NoMicrophone('insecure');
  const stream = await devices
    .getUserMedia({ audio: { echoCancellation: false, autoGainControl: false, noiseSuppression: true } })
    .catch((error: unknown) => {
      throw new NoMicrophone(faults[(error as DOMException).name] ?? 'unknown');
    });
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 1024;
  context.createMediaStreamSource(stream).connect(analyser);
  const window = new Float32Array(analyser.fftSize);
  const recorder = new MediaRecorder(stream);
  const parts: Blob[] = [];
  recorder.addEventListener('dataavailable', ({ data }) => parts.push(data));
  const done = new Promise<void>((resolve) => recorder.addEventListener('stop', () => resolve()));
  recorder.start(500);
  const giveBack = () => {
    if (recorder.state !== 'inactive') recorder.stop();
    for (const track of stream.getTracks()) track.stop();
    void context.close();
  };
  return {
    level() {
      analyser.getFloatTimeDomainData(window);
      let most = 0;
      for (const sample of window) most = Math.max(most, Math.abs(sample));
      // A meter that follows the ear: -48 dB is its foot.
      return Math.max(0, Math.min(1, 1 + (20 * Math.log10(Math.max(most, 1e-4))) / 48));
    },
    async finish() {
      giveBack();
      await done;
      return new Blob(parts, { type: recorder.mimeType }).arrayBuffer();
    },
    cancel: giveBack,
  };
}
