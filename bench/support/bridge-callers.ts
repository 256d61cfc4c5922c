/** Browsers of the benchmark: each sends 50 packets a second with the time in them, and looks when the other's arrive. */
import { setTimeout as sleep } from 'node:timers/promises';
import { MediaStreamTrack, RTCPeerConnection, RTCRtpCodecParameters, RtpHeader, RtpPacket } from 'werift';

const peers: { send: (payload: Buffer) => void }[] = [];
let sent = 0;
let heard = 0;
let delays: number[] = [];
const now = () => Number(process.hrtime.bigint()) / 1e6;

async function open(): Promise<{ offer: string; take: (answer: string) => Promise<void> }> {
  const peer = new RTCPeerConnection({
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
  const { sender } = peer.addTransceiver(new MediaStreamTrack({ kind: 'audio' }), { direction: 'sendrecv' });
  peer.onTrack.subscribe((track) =>
    track.onReceiveRtp.subscribe(({ payload }) => {
      // Silence carries no time.
      if (payload.length < 160 || payload.readUInt8(8) !== 1) return;
      heard += 1;
      delays.push(now() - payload.readDoubleLE(0));
    }),
  );
  await peer.setLocalDescription(await peer.createOffer());
  return {
    offer: peer.localDescription!.sdp,
    take: async (answer) => {
      await peer.setRemoteDescription({ type: 'answer', sdp: answer });
      await new Promise<void>((resolve) => {
        if (peer.connectionState === 'connected') resolve();
        peer.connectionStateChange.subscribe((state) => state === 'connected' && resolve());
      });
      let sequence = 0;
      peers.push({
        send(payload) {
          sequence += 1;
          const header = new RtpHeader({
            payloadType: 8,
            sequenceNumber: sequence & 0xffff,
            timestamp: sequence * 160,
          });
          void sender.sendRtp(new RtpPacket(header, payload)).catch(() => undefined);
        },
      });
    },
  };
}

// Spread over the 20 ms, as callers are.
const began = performance.now();
let slot = 0;
setInterval(() => {
  for (const due = Math.floor(performance.now() - began); slot < due; slot += 1)
    for (let i = slot % 20; i < peers.length; i += 20) {
      const payload = Buffer.alloc(160, 0x35);
      payload.writeDoubleLE(now(), 0);
      payload.writeUInt8(1, 8);
      sent += 1;
      peers[i]!.send(payload);
    }
}, 1);

const waiting = new Map<number, (answer: string) => Promise<void>>();
process.on(
  'message',
  (message: { id: number; what: 'open' | 'take' | 'begin' | 'figures'; answer?: string }) => {
    void (async () => {
      if (message.what === 'open') {
        const { offer, take } = await open();
        waiting.set(message.id, take);
        process.send?.({ id: message.id, offer });
      } else if (message.what === 'take') {
        // A machine that stands still for seconds lets a connection fail: another one is made then.
        const up = await Promise.race([
          waiting.get(message.id)!(message.answer!).then(() => true),
          sleep(12_000, false),
        ]);
        process.send?.({ id: message.id, up });
      } else if (message.what === 'begin') {
        sent = 0;
        heard = 0;
        delays = [];
        process.send?.({ id: message.id });
      } else process.send?.({ id: message.id, sent, heard, delays, cpu: process.cpuUsage() });
    })();
  },
);
process.on('disconnect', () => process.exit(0));
