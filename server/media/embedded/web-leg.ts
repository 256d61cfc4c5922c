import { randomInt } from 'node:crypto';
import { networkInterfaces } from 'node:os';
import {
  MediaStreamTrack,
  RTCPeerConnection,
  RTCRtpCodecParameters,
  RtpHeader,
  RtpPacket,
  type RTCRtpSender,
} from 'werift';
import { frameMilliseconds, frameSamples, silentFrame } from '../core/alaw.ts';
import { KeyReader } from '../core/dtmf.ts';
import { Framer, type Leg, type LegEnd, type LegStats } from '../core/leg.ts';
import { lookEvery, Silence } from '../core/silence.ts';
import { guardLine } from './guard.ts';
import type { Ports } from './ports.ts';
import { candidatePort, fullAnswer, lightOffer, offerTrouble } from './sdp.rules.ts';

/** A request that cannot be met, in words for whoever made it. */
export class Refusal extends Error {
  readonly code: 'offer' | 'full';

  constructor(code: Refusal['code'], message: string) {
    super(message);
    this.code = code;
  }
}

export interface WebSettings {
  ports: Ports;
  /** Only this address is listened on; null: all of this machine. */
  host: string | null;
  /** The address under which people outside reach this machine, behind a translation of addresses; null: its own. */
  publicAddress: string | null;
}

/** An offer that was answered becomes a connection within this time (ms), or never. */
const setUpLimit = 15_000;

/** The addresses of this machine that browsers are told, the one reached from furthest first. */
function addressesOf({ host, publicAddress }: WebSettings): { bind: string; one: string; all: string[] } {
  const outer = Object.values(networkInterfaces()).flatMap((list) =>
    (list ?? []).flatMap(({ family, internal, address }) =>
      family === 'IPv4' && !internal ? [address] : [],
    ),
  );
  const own = host === null ? [...outer, '127.0.0.1'] : [host];
  const all = [...new Set([...(publicAddress === null ? [] : [publicAddress]), ...own])];
  return { bind: host ?? '0.0.0.0', one: own[0]!, all };
}

const codecs = () => [
  new RTCRtpCodecParameters({ mimeType: 'audio/PCMA', clockRate: 8000, channels: 1, payloadType: 8 }),
  new RTCRtpCodecParameters({ mimeType: 'audio/telephone-event', clockRate: 8000, payloadType: 126 }),
];

/** A leg to a browser, by WebRTC: G.711 A-law, one UDP port, no server of anybody else's. */
export class WebRtcLeg implements Leg {
  readonly id: string;
  readonly kind: 'web' | 'agent';
  state: Leg['state'] = 'ringing';
  onAudio: Leg['onAudio'] = null;
  onKey: Leg['onKey'] = null;
  onEnd: Leg['onEnd'] = null;
  /** The connection stands, sound can flow; called once. */
  onUp: (() => void) | null = null;
  /** It is over, for whoever keeps a list of legs; beside `onEnd`. */
  onClosed: (() => void) | null = null;

  readonly #peer: RTCPeerConnection;
  readonly #keys = new KeyReader();
  readonly #framer = new Framer();
  readonly #release: () => void;
  readonly #watch: NodeJS.Timeout;
  #sender: RTCRtpSender | null = null;
  #sequence = randomInt(0x8000);
  #timestamp = randomInt(0x7fff_ffff);
  #sentAt = 0;
  readonly #silence = new Silence();
  #guarded = false;
  readonly #began = performance.now();
  readonly #figures = { received: 0, sent: 0, lost: 0, jitter: 0 };
  #last: { sequence: number; transit: number } | null = null;

  private constructor(id: string, kind: 'web' | 'agent', peer: RTCPeerConnection, release: () => void) {
    this.id = id;
    this.kind = kind;
    this.#peer = peer;
    this.#release = release;
    this.#watch = setInterval(() => this.#look(), lookEvery);
    peer.onTrack.subscribe((track) => track.onReceiveRtp.subscribe((packet) => this.#hear(packet)));
    peer.connectionStateChange.subscribe((state) => {
      if (state === 'connected' && this.state === 'ringing') {
        this.state = 'up';
        this.#silence.heard();
        this.onUp?.();
      }
      if (state === 'failed') this.#end('lost');
      if (state === 'closed') this.#end('hung_up');
    });
  }

  /**
   * Answers a browser's offer. The leg is `ringing` until the connection stands.
   * @throws Refusal when the offer cannot be answered, or no port is left
   */
  static async accept(
    { id, kind, offer }: { id: string; kind: 'web' | 'agent'; offer: string },
    settings: WebSettings,
  ): Promise<{ leg: WebRtcLeg; answer: string }> {
    const trouble = offerTrouble(offer);
    if (trouble !== null) throw new Refusal('offer', trouble);
    const { bind, one, all } = addressesOf(settings);
    // A port may be held by another program: the next one, then.
    for (let tries = 0; tries < 5; tries += 1) {
      const port = settings.ports.take();
      if (port === null) throw new Refusal('full', 'no port is left for another call');
      const peer = new RTCPeerConnection({
        iceServers: [],
        iceUseIpv6: false,
        iceUseTcp: false,
        // The library opens a port for each address. It needs one only: "udp4" is what it is opened at, and the other
        // name only makes it take a single one of the addresses; `fullAnswer` tells them all.
        iceInterfaceAddresses: { udp4: bind, udp6: one },
        ...(one === '127.0.0.1' ? { iceAdditionalHostAddresses: [one] } : {}),
        bundlePolicy: 'max-bundle',
        codecs: { audio: codecs() },
      });
      // The constructor refuses a range of one port; that is what is meant.
      peer.config.icePortRange = [port, port];
      const leg = new WebRtcLeg(id, kind, peer, () => settings.ports.give(port));
      try {
        const answer = await leg.#answerTo(offer);
        if (candidatePort(answer) !== null) return { leg, answer: fullAnswer(answer, all) };
      } catch (error) {
        await leg.hangup('failed');
        throw new Refusal('offer', `an offer that can be answered (${(error as Error).message})`);
      }
      await leg.hangup('failed');
    }
    throw new Refusal('full', 'the ports for calls are in use by other programs');
  }

  async #answerTo(offer: string): Promise<string> {
    await this.#peer.setRemoteDescription({ type: 'offer', sdp: lightOffer(offer) });
    const [transceiver] = this.#peer.getTransceivers();
    if (transceiver === undefined) throw new Error('no audio stream');
    transceiver.setDirection('sendrecv');
    await transceiver.sender.replaceTrack(new MediaStreamTrack({ kind: 'audio' }));
    await this.#peer.setLocalDescription(await this.#peer.createAnswer());
    this.#sender = transceiver.sender;
    return this.#peer.localDescription?.sdp ?? '';
  }

  #hear(packet: RtpPacket): void {
    if (this.state === 'ended') return;
    const now = performance.now();
    this.#silence.heard();
    if (!this.#guarded) this.#guard();
    const { payloadType, sequenceNumber, timestamp } = packet.header;
    if (payloadType !== 8) {
      const key = this.#keys.packet(timestamp, packet.payload);
      if (key !== null) this.onKey?.(key);
      return;
    }
    this.#figures.received += 1;
    this.#measure(sequenceNumber, now - timestamp / 8);
    if (packet.payload.length === frameSamples) this.onAudio?.(packet.payload, sequenceNumber);
    else for (const frame of this.#framer.push(packet.payload)) this.onAudio?.(frame);
  }

  // Whoever has sent sound has finished the handshake, whichever side of it was theirs. From then on a caller's good-bye
  // ends the leg at once. An agent's does not: whoever loads the page again comes back within the time of the silence.
  #guard(): void {
    this.#guarded = true;
    for (const line of this.#peer.dtlsTransports) {
      guardLine(line);
      if (this.kind === 'web')
        line.onStateChange.subscribe((state) => {
          if (state === 'closed') this.#end('hung_up');
        });
    }
  }

  // Interarrival jitter as RFC 3550 has it, in ms; and how many numbers were left out.
  #measure(sequence: number, transit: number): void {
    if (this.#last !== null) {
      const step = (sequence - this.#last.sequence) & 0xffff;
      if (step > 1 && step < 500) this.#figures.lost += step - 1;
      const difference = Math.abs(transit - this.#last.transit);
      // A new beginning of the sender's time is no jitter.
      if (difference < 5000) this.#figures.jitter += (difference - this.#figures.jitter) / 16;
    }
    this.#last = { sequence, transit };
  }

  #look(): void {
    if (this.state === 'ringing' && performance.now() - this.#began > setUpLimit) this.#end('failed');
    if (this.state === 'up' && this.#silence.look()) this.#end('lost');
  }

  sendAudio(frame: Uint8Array): void {
    if (this.state !== 'up' || this.#sender === null) return;
    const now = performance.now();
    // Outside of any room nothing is sent; the time of the stream goes on.
    const frames = this.#sentAt === 0 ? 1 : Math.round((now - this.#sentAt) / frameMilliseconds);
    const paused = frames > 10;
    this.#sequence = (this.#sequence + 1) & 0xffff;
    this.#timestamp = (this.#timestamp + (paused ? frames : 1) * frameSamples) >>> 0;
    const marker = paused || this.#sentAt === 0;
    this.#sentAt = now;
    this.#figures.sent += 1;
    const header = new RtpHeader({
      payloadType: 8,
      sequenceNumber: this.#sequence,
      timestamp: this.#timestamp,
      marker,
    });
    this.#sender
      .sendRtp(new RtpPacket(header, Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength)))
      .catch(() => this.#end('lost'));
  }

  async answer(): Promise<void> {
    this.sendAudio(silentFrame);
  }

  async sendKeys(_keys: string): Promise<void> {
    // A browser has nothing that would hear them.
  }

  async hangup(cause: LegEnd = 'hung_up'): Promise<void> {
    this.#end(cause);
  }

  stats(): LegStats {
    return { ...this.#figures };
  }

  #end(cause: LegEnd): void {
    if (this.state === 'ended') return;
    this.state = 'ended';
    clearInterval(this.#watch);
    this.onEnd?.(cause);
    this.onClosed?.();
    this.onAudio = null;
    // The port is free for others when it is closed, however that went.
    this.#peer
      .close()
      .catch(() => undefined)
      .finally(() => this.#release());
  }
}
