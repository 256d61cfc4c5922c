/**
 * Browsers of the benchmark, as cheap as they can be: the library sets a line up, then packets are encrypted before the
 * measurement and read after it, so that while it runs this process does nothing but send them and note when others come.
 */
import { setImmediate as immediate, setTimeout as sleep } from 'node:timers/promises';
import { MediaStreamTrack, RTCPeerConnection, RTCRtpCodecParameters, RtpHeader, RtpPacket } from 'werift';

const packetsPerSecond = 50;
const slots = 1000 / packetsPerSecond;
/** What it costs to be alive to the other side: a packet each half second, outside of measurements. */
const aliveMilliseconds = 500;

interface Peer {
  number: number;
  send(packet: Buffer): void;
  encrypt(payload: Buffer): Buffer;
  decrypt(packet: Buffer): Buffer;
  /** Takes what comes out of the library's hands. */
  takeOver(): void;
  /** Packets to be sent, one behind the other, and where each begins: nothing is made for the collector meanwhile. */
  ready: Buffer;
  starts: Uint32Array;
  /** Packets that come before those, to be alive while they are made. */
  spare: Buffer[];
  /** When which was sent; so many were. */
  sentAt: Float64Array;
  sent: number;
  /** What came, one behind the other, with its length before it, and when. */
  came: Buffer;
  cameAt: Float64Array;
  cameBytes: number;
  cameCount: number;
}
const peers: Peer[] = [];
const silence = Buffer.alloc(160, 0xd5);
const nothing = Buffer.alloc(0);
/** Longest packet of sound, encrypted. */
const packetBytes = 200;
let measuring = false;
let next = 0;
const now = () => performance.timeOrigin + performance.now();

/** The payload says whose packet it is and which; 160 bytes as a frame has. */
function payloadOf(peer: number, packet: number): Buffer {
  const payload = Buffer.alloc(160, 0x35);
  payload.writeUInt32LE(0xf110_d1e7, 0);
  payload.writeUInt32LE(peer, 4);
  payload.writeUInt32LE(packet, 8);
  return payload;
}

async function open(): Promise<{ offer: string; take: (answer: string) => Promise<void> }> {
  const connection = new RTCPeerConnection({
    iceServers: [],
    iceUseIpv6: false,
    iceAdditionalHostAddresses: ['127.0.0.1'],
    iceInterfaceAddresses: { udp4: '127.0.0.1' },
    codecs: {
      audio: [
        new RTCRtpCodecParameters({ mimeType: 'audio/PCMA', clockRate: 8000, channels: 1, payloadType: 8 }),
      ],
    },
  });
  const { sender } = connection.addTransceiver(new MediaStreamTrack({ kind: 'audio' }), {
    direction: 'sendrecv',
  });
  await connection.setLocalDescription(await connection.createOffer());
  return {
    offer: connection.localDescription!.sdp,
    take: async (answer) => {
      await connection.setRemoteDescription({ type: 'answer', sdp: answer });
      await new Promise<void>((resolve) => {
        if (connection.connectionState === 'connected') resolve();
        connection.connectionStateChange.subscribe((state) => state === 'connected' && resolve());
      });
      const [{ srtp, iceTransport }] = connection.dtlsTransports as [(typeof connection.dtlsTransports)[0]];
      const wire = iceTransport.connection;
      let sequence = 0;
      const peer: Peer = {
        number: peers.length,
        send: (packet) => void wire.send(packet).catch(() => undefined),
        encrypt(payload) {
          sequence += 1;
          const header = new RtpHeader({
            payloadType: 8,
            sequenceNumber: sequence & 0xffff,
            timestamp: sequence * 160,
            ssrc: sender.ssrc,
          });
          return srtp.encrypt(payload, header);
        },
        decrypt: (packet) => RtpPacket.deSerialize(srtp.decrypt(packet)).payload,
        takeOver() {
          wire.onData.allUnsubscribe();
          wire.onData.subscribe((packet) => {
            // Sound only: version 2 of RTP, payload type 8.
            if (packet[0]! >> 6 !== 2 || (packet[1]! & 0x7f) !== 8) return;
            if (peer.cameCount === peer.cameAt.length) return;
            peer.cameAt[peer.cameCount] = now();
            peer.came.writeUInt16LE(packet.length, peer.cameBytes);
            packet.copy(peer.came, peer.cameBytes + 2);
            peer.cameBytes += 2 + packet.length;
            peer.cameCount += 1;
          });
        },
        ready: nothing,
        starts: new Uint32Array(1),
        spare: [],
        sentAt: new Float64Array(),
        sent: 0,
        came: nothing,
        cameAt: new Float64Array(),
        cameBytes: 0,
        cameCount: 0,
      };
      peers.push(peer);
    },
  };
}

// Spread over the 20 ms, as callers are.
let began = performance.now();
let slot = 0;
/** Longest time (ms) by which a packet was sent later than it should have been. */
let standstill = 0;
setInterval(() => {
  if (!measuring) return;
  const due = Math.floor(performance.now() - began);
  standstill = Math.max(standstill, due - slot);
  for (; slot < due; slot += 1) {
    const packet = Math.floor(slot / slots);
    for (let i = slot % slots; i < peers.length; i += slots) {
      const peer = peers[i]!;
      if (packet >= peer.sentAt.length) continue;
      peer.sentAt[packet] = now();
      peer.sent = packet + 1;
      peer.send(peer.ready.subarray(peer.starts[packet], peer.starts[packet + 1]));
    }
  }
}, 1);
setInterval(() => {
  if (measuring) return;
  for (const peer of peers) {
    const packet = peer.ready === nothing ? peer.encrypt(silence) : peer.spare.shift();
    if (packet !== undefined) peer.send(packet);
  }
}, aliveMilliseconds);

/** Makes the packets of so many seconds, and begins to send them. */
async function begin(seconds: number): Promise<void> {
  const packets = Math.ceil(seconds * packetsPerSecond);
  for (const peer of peers) {
    await immediate();
    peer.spare = Array.from({ length: 30 }, () => peer.encrypt(silence));
    peer.ready = Buffer.alloc(packets * packetBytes);
    peer.starts = new Uint32Array(packets + 1);
    for (let packet = 0; packet < packets; packet += 1) {
      const at = peer.starts[packet]!;
      peer.starts[packet + 1] = at + peer.encrypt(payloadOf(peer.number, packet)).copy(peer.ready, at);
    }
    peer.sentAt = new Float64Array(packets);
    peer.sent = 0;
    // What is handed over may be somewhat more than what is sent: silence, when nothing came in time.
    peer.cameAt = new Float64Array(2 * packets);
    peer.came = Buffer.alloc(2 * packets * packetBytes);
    peer.cameBytes = 0;
    peer.cameCount = 0;
    if (peer.number >= next) peer.takeOver();
  }
  next = peers.length;
  began = performance.now();
  slot = 0;
  measuring = true;
}

/** What became of the packets that were sent between two moments. */
async function figures(from: number, to: number) {
  measuring = false;
  for (const peer of peers) peer.ready = nothing;
  let sent = 0;
  for (const { sentAt, sent: count } of peers)
    sent += sentAt.subarray(0, count).filter((at) => at >= from && at < to).length;
  const delays: number[] = [];
  for (const peer of peers) {
    await immediate();
    let start = 0;
    for (let i = 0; i < peer.cameCount; i += 1) {
      const length = peer.came.readUInt16LE(start);
      const payload = peer.decrypt(Buffer.from(peer.came.subarray(start + 2, start + 2 + length)));
      start += 2 + length;
      // Silence, when nothing came in time, is nobody's packet.
      if (payload.length !== 160 || payload.readUInt32LE(0) !== 0xf110_d1e7) continue;
      const was = peers[payload.readUInt32LE(4)]!.sentAt[payload.readUInt32LE(8)]!;
      if (was >= from && was < to) delays.push(peer.cameAt[i]! - was);
    }
  }
  return { sent, delays };
}

const waiting = new Map<number, (answer: string) => Promise<void>>();
process.on(
  'message',
  (message: {
    id: number;
    what: 'open' | 'take' | 'begin' | 'cpu' | 'figures';
    answer?: string;
    seconds?: number;
    from?: number;
    to?: number;
  }) => {
    void (async () => {
      const { id, what } = message;
      if (what === 'open') {
        const { offer, take } = await open();
        waiting.set(id, take);
        process.send?.({ id, offer });
      } else if (what === 'take') {
        // A machine that stands still for seconds lets a connection fail: another one is made then.
        const up = await Promise.race([
          waiting.get(id)!(message.answer!).then(() => true),
          sleep(12_000, false),
        ]);
        waiting.delete(id);
        process.send?.({ id, up });
      } else if (what === 'begin') {
        await begin(message.seconds!);
        process.send?.({ id });
      } else if (what === 'cpu') {
        process.send?.({ id, cpu: process.cpuUsage(), standstill });
        standstill = 0;
      } else process.send?.({ id, ...(await figures(message.from!, message.to!)) });
    })();
  },
);
process.on('disconnect', () => process.exit(0));
