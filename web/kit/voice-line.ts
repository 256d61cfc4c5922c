// A line to the organisation by WebRTC, for whatever page: microphone, connection, keys, mute, level. No framework, no
// words; what goes wrong has a name that the page puts into words.

/**
 * insecure: pages without TLS get no microphone. unsupported: an old browser. refused: the person, or the organisation's
 * policy, said no. missing: there is no microphone. busy: another program has it. network: sound finds no way.
 */
export const lineTroubles = ['insecure', 'unsupported', 'refused', 'missing', 'busy', 'network'] as const;
export type LineTroubleName = (typeof lineTroubles)[number];

export class LineTrouble extends Error {
  readonly trouble: LineTroubleName;

  constructor(trouble: LineTroubleName) {
    super(trouble);
    this.trouble = trouble;
  }
}

export interface VoiceLine {
  /** What the other end says; plays in the element that was given. */
  muted(): boolean;
  mute(on: boolean): void;
  /** False: this browser sends no keys with the sound; they go another way. */
  press(keys: string): boolean;
  /** How loud the microphone is now, from 0 to 1. */
  level(): number;
  /** Speaks into another microphone from now on. @throws LineTrouble */
  useMicrophone(deviceId: string | null, cleaning?: Cleaning): Promise<void>;
  /** The one that is spoken into. */
  microphone(): { id: string; name: string };
  close(): void;
}

/** What is taken out of what is spoken: noise of the room, and what the loudspeaker says. */
export interface Cleaning {
  noise: boolean;
  echo: boolean;
}

const constraints = (deviceId: string | null, { noise, echo }: Cleaning): MediaStreamConstraints => ({
  audio: {
    echoCancellation: echo,
    noiseSuppression: noise,
    autoGainControl: true,
    ...(deviceId === null ? {} : { deviceId: { ideal: deviceId } }),
  },
});

/** Asks for the microphone. @throws LineTrouble saying why there is none */
export async function openMicrophone(
  deviceId: string | null = null,
  cleaning: Cleaning = { noise: true, echo: true },
): Promise<MediaStream> {
  if (!isSecureContext) throw new LineTrouble('insecure');
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (devices === undefined || typeof RTCPeerConnection === 'undefined') throw new LineTrouble('unsupported');
  try {
    return await devices.getUserMedia(constraints(deviceId, cleaning));
  } catch (error) {
    const { name } = error as DOMException;
    if (name === 'NotFoundError' || name === 'OverconstrainedError') throw new LineTrouble('missing');
    if (name === 'NotReadableError' || name === 'AbortError') throw new LineTrouble('busy');
    throw new LineTrouble('refused');
  }
}

/** The microphones, by name once one may be used. */
export async function microphones(): Promise<{ id: string; name: string }[]> {
  const devices = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
  return devices
    .filter(({ kind, deviceId }) => kind === 'audioinput' && deviceId !== '')
    .map(({ deviceId, label }) => ({ id: deviceId, name: label }));
}

/**
 * Opens a line: offers it, and plays what comes. Call it from a press of a button, or the browser plays nothing.
 * @param connect brings the offer to the server and gives its answer
 * @param onEnd the connection is gone for good; not called after `close`
 * @throws LineTrouble, or what `connect` rejects with
 */
export async function openLine({
  connect,
  onUp,
  onEnd,
  speaker,
  microphone = null,
  cleaning,
  onMicrophoneLost,
}: {
  connect: (offer: string) => Promise<string>;
  onUp: () => void;
  onEnd: () => void;
  speaker: HTMLAudioElement;
  microphone?: string | null;
  cleaning?: Cleaning;
  /** What is spoken into was unplugged; nothing is heard until another one is used. */
  onMicrophoneLost?: () => void;
}): Promise<VoiceLine> {
  let stream = await openMicrophone(microphone, cleaning);
  const peer = new RTCPeerConnection({ iceServers: [] });
  const meter = levelMeter();
  let closed = false;
  let off = false;
  const close = (): void => {
    if (closed) return;
    closed = true;
    for (const track of stream.getTracks()) track.stop();
    meter.close();
    peer.close();
    speaker.srcObject = null;
  };
  const hear = (now: MediaStream): void => {
    meter.hear(now);
    now.getAudioTracks()[0]?.addEventListener('ended', () => {
      if (!closed && stream === now) onMicrophoneLost?.();
    });
  };
  try {
    hear(stream);
    const sender = peer.addTrack(stream.getAudioTracks()[0]!, stream);
    peer.addEventListener('track', ({ track, streams }) => {
      speaker.srcObject = streams[0] ?? new MediaStream([track]);
      void speaker.play().catch(() => undefined);
    });
    peer.addEventListener('connectionstatechange', () => {
      if (peer.connectionState === 'connected') onUp();
      if (peer.connectionState !== 'failed' && peer.connectionState !== 'closed') return;
      if (closed) return;
      close();
      onEnd();
    });
    await peer.setLocalDescription();
    await gathered(peer);
    const answer = await connect(peer.localDescription!.sdp);
    if (closed) throw new LineTrouble('network');
    await peer.setRemoteDescription({ type: 'answer', sdp: answer });
    return {
      muted: () => off,
      mute(on) {
        off = on;
        for (const track of stream.getAudioTracks()) track.enabled = !on;
      },
      press(keys) {
        const { dtmf } = sender;
        if (dtmf === null || !dtmf.canInsertDTMF) return false;
        dtmf.insertDTMF(dtmf.toneBuffer + keys, 120, 70);
        return true;
      },
      level: meter.level,
      async useMicrophone(deviceId, now = cleaning) {
        const other = await openMicrophone(deviceId, now);
        for (const track of other.getAudioTracks()) track.enabled = !off;
        await sender.replaceTrack(other.getAudioTracks()[0]!);
        for (const track of stream.getTracks()) track.stop();
        stream = other;
        hear(stream);
      },
      microphone() {
        const [track] = stream.getAudioTracks();
        return { id: track?.getSettings().deviceId ?? '', name: track?.label ?? '' };
      },
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

/** Waits until the browser knows its addresses; a slow interface is not waited for. */
const gathered = (peer: RTCPeerConnection): Promise<void> =>
  new Promise((resolve) => {
    if (peer.iceGatheringState === 'complete') {
      resolve();
      return;
    }
    const timer = setTimeout(resolve, 1500);
    peer.addEventListener('icegatheringstatechange', () => {
      if (peer.iceGatheringState !== 'complete') return;
      clearTimeout(timer);
      resolve();
    });
  });

/** How loud a stream is. */
export function levelMeter(): { hear(stream: MediaStream): void; level: () => number; close(): void } {
  let context: AudioContext | null = null;
  let source: MediaStreamAudioSourceNode | null = null;
  let analyser: AnalyserNode | null = null;
  const samples = new Float32Array(512);
  return {
    hear(stream) {
      if (typeof AudioContext === 'undefined') return;
      context ??= new AudioContext();
      source?.disconnect();
      analyser ??= context.createAnalyser();
      analyser.fftSize = 512;
      source = context.createMediaStreamSource(stream);
      source.connect(analyser);
    },
    level: () => {
      if (analyser === null) return 0;
      analyser.getFloatTimeDomainData(samples);
      const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
      // From -60 dB to -10 dB, as people hear.
      return Math.min(1, Math.max(0, (10 * Math.log10(power + 1e-9) + 60) / 50));
    },
    close() {
      source?.disconnect();
      void context?.close().catch(() => undefined);
      context = null;
    },
  };
}
