import { randomInt } from 'node:crypto';
import {
  addressesOf,
  BrowserLeg,
  Refusal,
  type Driver,
  type LineOffer,
  type SoundPacket,
  type WebSettings,
} from './browser-leg.ts';
import { candidatePort, fullAnswer, lightOffer, offerTrouble, onlyTelephone } from './sdp.rules.ts';

// Legs by node-datachannel (libdatachannel, native code, MPL-2.0), which is no part of this system: whoever wants more
// calls on a core installs it. What is used of it:

interface NativeTrack {
  sendMessageBinary(packet: Buffer): boolean;
  isOpen(): boolean;
  onMessage(hear: (packet: Buffer) => void): void;
  close(): void;
}
interface NativePeer {
  onTrack(take: (track: NativeTrack) => void): void;
  onStateChange(hear: (state: string) => void): void;
  onGatheringStateChange(hear: (state: string) => void): void;
  setRemoteDescription(sdp: string, type: 'offer'): void;
  localDescription(): { sdp: string } | null;
  close(): void;
}
interface NativeLibrary {
  PeerConnection: new (name: string, config: Record<string, unknown>) => NativePeer;
}

const name = 'node-datachannel';
/** What an administrator does who wants it. */
export const nativeMissing = `FILO_MEDIA_DRIVER=native needs the package ${name}, which is not installed here: npm install --no-save ${name}@0.33`;

/** The driver, where its library is installed. @throws Error saying what to do where it is not */
export async function nativeDriver(): Promise<Driver> {
  const library = await import(name).then(
    (found: { default: NativeLibrary }) => found.default,
    (error: unknown) => {
      throw new Error(`${nativeMissing} (${(error as Error).message.split('\n')[0]})`);
    },
  );
  return (line, settings) => NativeLeg.accept(library, line, settings);
}

/** How long (ms) the library may take to answer an offer; it asks nobody on the network. */
const answerLimit = 5000;

class NativeLeg extends BrowserLeg {
  readonly #peer: NativePeer;
  readonly #source = randomInt(1, 0xffff_ffff);
  #track: NativeTrack | null = null;

  private constructor(line: LineOffer, peer: NativePeer, release: () => void) {
    super(line, release);
    this.#peer = peer;
    peer.onTrack((track) => {
      this.#track = track;
      track.onMessage((packet) => this.#take(packet));
    });
    peer.onStateChange((state) => {
      if (state === 'connected') this.stands();
      if (state === 'failed') this.end('lost');
      // An agent who loads the page again comes back within the time of the silence.
      if (state === 'closed' && this.kind === 'web') this.end('hung_up');
    });
  }

  static async accept(library: NativeLibrary, line: LineOffer, settings: WebSettings) {
    const trouble = offerTrouble(line.offer);
    if (trouble !== null) throw new Refusal('offer', trouble);
    const { all } = addressesOf(settings);
    // A port may be held by another program: the next one, then.
    for (let tries = 0; tries < 5; tries += 1) {
      const port = settings.ports.take();
      if (port === null) throw new Refusal('full', 'no port is left for another call');
      let leg: NativeLeg | null = null;
      try {
        const peer = new library.PeerConnection(line.id, {
          iceServers: [],
          portRangeBegin: port,
          portRangeEnd: port,
          ...(settings.host === null ? {} : { bindAddress: settings.host }),
        });
        leg = new NativeLeg(line, peer, () => settings.ports.give(port));
        const answer = await leg.#answerTo(line.offer);
        if (candidatePort(answer) !== null) return { leg, answer: fullAnswer(answer, all) };
      } catch (error) {
        if (leg === null) settings.ports.give(port);
        else await leg.hangup('failed');
        throw new Refusal('offer', `an offer that can be answered (${(error as Error).message})`);
      }
      await leg.hangup('failed');
    }
    throw new Refusal('full', 'the ports for calls are in use by other programs');
  }

  async #answerTo(offer: string): Promise<string> {
    const gathered = new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error('no answer came about')), answerLimit);
      this.#peer.onGatheringStateChange((state) => {
        if (state !== 'complete') return;
        clearTimeout(late);
        resolve();
      });
    });
    gathered.catch(() => undefined);
    this.#peer.setRemoteDescription(lightOffer(offer), 'offer');
    await gathered;
    if (this.#track === null) throw new Error('no audio stream');
    return onlyTelephone(this.#peer.localDescription()?.sdp ?? '', this.#source);
  }

  #take(packet: Buffer): void {
    if (packet.length < 12 || packet[0]! >> 6 !== 2) return;
    const type = packet[1]! & 0x7f;
    // Reports of the far end come the same way (RTCP, RFC 5761).
    if (type >= 64 && type < 96) return;
    let at = 12 + 4 * (packet[0]! & 0x0f);
    if ((packet[0]! & 0x10) !== 0) {
      if (packet.length < at + 4) return;
      at += 4 + 4 * packet.readUInt16BE(at + 2);
    }
    const padding = (packet[0]! & 0x20) === 0 ? 0 : packet.at(-1)!;
    if (at + padding > packet.length) return;
    this.hear(
      type,
      packet.readUInt16BE(2),
      packet.readUInt32BE(4),
      packet.subarray(at, packet.length - padding),
    );
  }

  protected override write({ sequence, timestamp, marker, payload }: SoundPacket): void {
    if (this.#track?.isOpen() !== true) return;
    const packet = Buffer.allocUnsafe(12 + payload.length);
    packet[0] = 0x80;
    packet[1] = (marker ? 0x80 : 0) | 8;
    packet.writeUInt16BE(sequence, 2);
    packet.writeUInt32BE(timestamp, 4);
    packet.writeUInt32BE(this.#source, 8);
    packet.set(payload, 12);
    try {
      this.#track.sendMessageBinary(packet);
    } catch {
      this.end('lost');
    }
  }

  protected override async close(): Promise<void> {
    this.#track?.close();
    this.#peer.close();
  }
}
