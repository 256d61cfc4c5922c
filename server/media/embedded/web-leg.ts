import {
  MediaStreamTrack,
  RTCPeerConnection,
  RTCRtpCodecParameters,
  RtpHeader,
  RtpPacket,
  type RTCRtpSender,
} from 'werift';
import {
  addressesOf,
  BrowserLeg,
  Refusal,
  type LineOffer,
  type SoundPacket,
  type WebSettings,
} from './browser-leg.ts';
import { guardLine } from './guard.ts';
import { candidatePort, fullAnswer, lightOffer, offerTrouble } from './sdp.rules.ts';

const codecs = () => [
  new RTCRtpCodecParameters({ mimeType: 'audio/PCMA', clockRate: 8000, channels: 1, payloadType: 8 }),
  new RTCRtpCodecParameters({ mimeType: 'audio/telephone-event', clockRate: 8000, payloadType: 126 }),
];

/** A leg to a browser by the library werift, which is nothing but TypeScript. One UDP port, no server of anybody else's. */
export class WebRtcLeg extends BrowserLeg {
  readonly #peer: RTCPeerConnection;
  #guarded = false;
  #sender: RTCRtpSender | null = null;

  private constructor(offer: LineOffer, peer: RTCPeerConnection, release: () => void) {
    super(offer, release);
    this.#peer = peer;
    peer.onTrack.subscribe((track) =>
      track.onReceiveRtp.subscribe(({ header, payload }) => {
        if (!this.#guarded) this.#guard();
        this.hear(header.payloadType, header.sequenceNumber, header.timestamp, payload);
      }),
    );
    peer.connectionStateChange.subscribe((state) => {
      if (state === 'connected') this.stands();
      if (state === 'failed') this.end('lost');
      if (state === 'closed') this.end('hung_up');
    });
  }

  /**
   * Answers a browser's offer. The leg is `ringing` until the connection stands.
   * @throws Refusal when the offer cannot be answered, or no port is left
   */
  static async accept(line: LineOffer, settings: WebSettings): Promise<{ leg: WebRtcLeg; answer: string }> {
    const trouble = offerTrouble(line.offer);
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
      const leg = new WebRtcLeg(line, peer, () => settings.ports.give(port));
      try {
        const answer = await leg.#answerTo(line.offer);
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

  // Whoever has sent sound has finished the handshake, whichever side of it was theirs. From then on a caller's good-bye
  // ends the leg at once. An agent's does not: whoever loads the page again comes back within the time of the silence.
  #guard(): void {
    this.#guarded = true;
    for (const line of this.#peer.dtlsTransports) {
      guardLine(line);
      if (this.kind === 'web')
        line.onStateChange.subscribe((state) => {
          if (state === 'closed') this.end('hung_up');
        });
    }
  }

  protected override write({ sequence, timestamp, marker, payload }: SoundPacket): void {
    const header = new RtpHeader({ payloadType: 8, sequenceNumber: sequence, timestamp, marker });
    this.#sender
      ?.sendRtp(new RtpPacket(header, Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength)))
      .catch(() => this.end('lost'));
  }

  protected override close(): Promise<void> {
    return this.#peer.close();
  }
}
