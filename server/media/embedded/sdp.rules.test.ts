import { expect, test } from 'vitest';
import { candidatePort, fullAnswer, lightOffer, onlyTelephone } from './sdp.rules.ts';

const answer = [
  'v=0',
  'm=audio 9 UDP/TLS/RTP/SAVPF 8 126',
  'a=rtpmap:8 PCMA/8000',
  'a=candidate:abc 1 udp 2130706431 10.0.0.7 21000 typ host generation 0 ufrag x',
  'a=candidate:abd 1 udp 2130706431 10.0.0.8 21000 typ host generation 0 ufrag x',
  'a=end-of-candidates',
  '',
].join('\r\n');

test('an answer tells every address of ours at the one port, the one from outside first', () => {
  expect(candidatePort(answer)).toBe(21_000);
  const told = fullAnswer(answer, ['203.0.113.7', '10.0.0.7', '127.0.0.1']);
  const found = [...told.matchAll(/^a=candidate:\S+ 1 udp (\d+) (\S+) (\d+) typ host/gm)];
  expect(found.map(([, , address, port]) => `${address}:${port}`)).toEqual([
    '203.0.113.7:21000',
    '10.0.0.7:21000',
    '127.0.0.1:21000',
  ]);
  const order = found.map(([, priority]) => Number(priority));
  expect(order).toEqual(order.toSorted((a, b) => b - a));
  expect(new Set(order).size).toBe(3);
  expect(told).toContain('a=rtpmap:8 PCMA/8000\r\na=ptime:20\r\n');
});

test('nothing of an offer makes this machine ask the network for names', () => {
  const offer = [
    'v=0',
    'a=candidate:1 1 udp 1 5b2e2f0e-0000.local 5000 typ host',
    'a=candidate:2 1 UDP 1 192.0.2.4 5000 typ host',
    'a=candidate:3 1 tcp 1 192.0.2.4 9 typ host tcptype active',
    'a=candidate:4 1 udp 1 2001:db8::1 5000 typ host',
    '',
  ].join('\r\n');
  expect(lightOffer(offer)).toBe('v=0\r\na=candidate:2 1 UDP 1 192.0.2.4 5000 typ host\r\n');
});

test('of an answer that takes everything only A-law and keys are left, with the source of what we send', () => {
  const everything = [
    'v=0',
    'm=audio 21000 UDP/TLS/RTP/SAVPF 111 9 8 110 126',
    'a=mid:0',
    'a=rtpmap:111 opus/48000/2',
    'a=fmtp:111 minptime=10',
    'a=rtcp-fb:111 transport-cc',
    'a=rtpmap:9 G722/8000',
    'a=rtpmap:8 PCMA/8000',
    'a=rtpmap:110 telephone-event/48000',
    'a=rtpmap:126 telephone-event/8000',
    '',
  ].join('\r\n');
  expect(onlyTelephone(everything, 7).split('\r\n')).toEqual([
    'v=0',
    'm=audio 21000 UDP/TLS/RTP/SAVPF 8 126',
    'a=mid:0',
    'a=ssrc:7 cname:filodiretto',
    'a=rtpmap:8 PCMA/8000',
    'a=rtpmap:126 telephone-event/8000',
    '',
  ]);
});
