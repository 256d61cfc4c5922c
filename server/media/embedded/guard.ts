import type { DtlsSocket, RTCDtlsTransport } from 'werift';

/** A record of DTLS 1.2: type, version, epoch, number (6 bytes), length. */
const header = 13;
type Record = Parameters<DtlsSocket['cipher']['decryptPacket']>[0];

/**
 * Lets nothing of a line's handshake layer through any more that is not encrypted by whoever it stands with. The library
 * believes every alert, and whatever it does not know is one to it: a single datagram of a stranger, at a port that can be
 * guessed, would end a call. To be called when the handshake is over at both ends; the far end's good-bye still arrives.
 */
export function guardLine(line: RTCDtlsTransport): void {
  const { dtls } = line;
  if (dtls === undefined) return;
  const { socket } = dtls.transport;
  const { onData } = socket;
  socket.onData = (data, from) => {
    if (authentic(dtls, data)) onData(data, from);
  };
}

function authentic({ cipher }: DtlsSocket, data: Buffer): boolean {
  for (let at = 0; at < data.length;) {
    if (data.length < at + header) return false;
    const length = data.readUInt16BE(at + 11);
    const epoch = data.readUInt16BE(at + 3);
    const end = at + header + length;
    if (epoch === 0 || end > data.length) return false;
    try {
      cipher.decryptPacket({
        recordLayerHeader: {
          contentType: data[at]!,
          protocolVersion: { major: data[at + 1]!, minor: data[at + 2]! },
          epoch,
          sequenceNumber: data.readUIntBE(at + 5, 6),
          contentLen: length,
        },
        fragment: data.subarray(at + header, end),
      } as Record);
    } catch {
      return false;
    }
    at = end;
  }
  return data.length > 0;
}
