import { MediaStreamTrack, RTCPeerConnection, RTCRtpCodecParameters, RtpHeader, RtpPacket } from 'werift';
import { decode, encode } from '#server/media/core/alaw.ts';
import { heardIn, toneFrame } from './fake-leg.ts';

/** A browser, as far as the other end of a line can tell: it offers G.711 A-law, says things and keeps what it hears. */
export interface WebPeer {
  offer: string;
  take(answer: string): Promise<void>;
  /** What it took last. */
  answer: string | null;
  connected(): boolean;
  /** When its connection came to stand (`performance.now()`); null: it never did. */
  connectedAt(): number | null;
  say(payload: Uint8Array, timestamp: number): Promise<void>;
  press(payload: Uint8Array, timestamp: number): Promise<void>;
  /** Speaks a tone, 50 packets a second, until it is closed. */
  speak(hz: number): void;
  heard: RtpPacket[];
  /** Called with each packet as it comes, for whoever wants to know when. */
  onHeard: ((packet: RtpPacket) => void) | null;
  /** Which of some frequencies it has heard in the last half second. */
  hears(frequencies: readonly number[]): number[];
  /** Says something again and again, 50 packets a second, until it is closed or says something else. */
  repeat(payload: () => Uint8Array): void;
  /** Sends something to the other end as it is, from where its packets come. */
  raw(packet: Buffer): Promise<void>;
  /** A packet that is encrypted as it should be, of any number, type and source; null: of its own source. */
  forge(
    how: { sequence: number; payloadType?: number; ssrc?: number | null; timestamp?: number },
    payload: Buffer,
  ): Buffer;
  /** As a tab that is closed; `silently`: as one that is killed. */
  close(silently?: boolean): Promise<void>;
}

export async function webPeer(): Promise<WebPeer> {
  const peer = new RTCPeerConnection({
    iceServers: [],
    iceUseIpv6: false,
    iceAdditionalHostAddresses: ['127.0.0.1'],
    iceInterfaceAddresses: { udp4: '127.0.0.1' },
    codecs: {
      audio: [
        new RTCRtpCodecParameters({ mimeType: 'audio/PCMA', clockRate: 8000, channels: 1, payloadType: 8 }),
        new RTCRtpCodecParameters({ mimeType: 'audio/telephone-event', clockRate: 8000, payloadType: 126 }),
      ],
    },
  });
  const { sender } = peer.addTransceiver(new MediaStreamTrack({ kind: 'audio' }), { direction: 'sendrecv' });
  const heard: RtpPacket[] = [];
  peer.onTrack.subscribe((remote) =>
    remote.onReceiveRtp.subscribe((packet) => {
      made.onHeard?.(packet);
      heard.push(packet.clone());
      if (heard.length > 500) heard.splice(0, 250);
    }),
  );
  await peer.setLocalDescription(await peer.createOffer());
  let since: number | null = null;
  peer.connectionStateChange.subscribe((state) => {
    if (state === 'connected') since ??= performance.now();
  });
  let sequence = 0;
  let speaking: NodeJS.Timeout | null = null;
  const send = (payload: Uint8Array, timestamp: number, payloadType: number): Promise<void> => {
    sequence += 1;
    const header = new RtpHeader({ payloadType, sequenceNumber: sequence, timestamp });
    return sender.sendRtp(new RtpPacket(header, Buffer.from(payload)));
  };
  const every = (frame: (tick: number) => Uint8Array): void => {
    if (speaking !== null) clearInterval(speaking);
    const began = performance.now();
    let tick = 0;
    speaking = setInterval(() => {
      for (; tick * 20 < performance.now() - began; tick += 1)
        void send(frame(tick), tick * 160, 8).catch(() => undefined);
    }, 10);
  };
  const made: WebPeer = {
    offer: peer.localDescription!.sdp,
    heard,
    onHeard: null,
    answer: null,
    async take(answer) {
      made.answer = answer;
      await peer.setRemoteDescription({ type: 'answer', sdp: answer });
    },
    connected: () => peer.connectionState === 'connected',
    connectedAt: () => since,
    say: (payload, timestamp) => send(payload, timestamp, 8),
    async press(payload, timestamp) {
      // The sender writes its codec's type into each packet.
      const { codec } = sender;
      codec!.payloadType = 126;
      await send(payload, timestamp, 126);
      codec!.payloadType = 8;
    },
    speak: (hz) => every((tick) => encode(toneFrame(hz, tick))),
    repeat: (payload) => every(payload),
    raw: (packet) => peer.iceTransports[0]!.connection.send(packet),
    forge: ({ sequence: number, payloadType = 8, ssrc = null, timestamp = number * 160 }, payload) =>
      peer.dtlsTransports[0]!.srtp.encrypt(
        payload,
        new RtpHeader({ payloadType, sequenceNumber: number, timestamp, ssrc: ssrc ?? sender.ssrc }),
      ),
    hears(frequencies) {
      const last = heard.slice(-25);
      if (last.length < 25) return [];
      return heardIn(decode(Uint8Array.from(last.flatMap(({ payload }) => [...payload]))), frequencies, 0.04);
    },
    async close(silently = false) {
      if (speaking !== null) clearInterval(speaking);
      if (silently) for (const transport of peer.iceTransports) await transport.connection.close();
      await peer.close().catch(() => undefined);
    },
  };
  return made;
}
