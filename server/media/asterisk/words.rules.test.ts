import { describe, expect, test } from 'vitest';
import { readEvent } from './ari-words.ts';
import { readRegistrations } from './manager.ts';
import { callerOf, causeOf, endOf, endpointOf, isMachine } from './words.rules.ts';

describe('numbers', () => {
  test('of callers are the network’s own, written one way; withheld ones are none', () => {
    expect(
      ['+393331234567', '00393331234567', '0577 123-456', '', 'Anonymous', 'unknown', 'restricted'].map(
        (number) => callerOf(number),
      ),
    ).toEqual(['+393331234567', '+393331234567', '0577123456', null, null, null, null]);
    expect(callerOf('+393331234567', 'prohib_not_screened')).toBeNull();
    expect(callerOf('+393331234567', 'allowed_passed_screen')).toBe('+393331234567');
    expect(callerOf('sportello.unico')).toBeNull();
  });

  test('that are dialled go where the pattern says, and only numbers do', () => {
    expect(endpointOf('PJSIP/{number}@trunk', '+39 0577 123456')).toBe('PJSIP/+390577123456@trunk');
    expect(endpointOf('PJSIP/00{digits}@trunk', '+390577123456')).toBe('PJSIP/00390577123456@trunk');
    for (const number of ['', '1', 'a@b', '+39/../..', '+39;x=1', `+${'1'.repeat(60)}`])
      expect(endpointOf('PJSIP/{number}@trunk', number)).toBeNull();
  });
});

describe('ends', () => {
  test('of calls nobody took say why; of calls that were taken, that somebody hung up or the line broke', () => {
    expect([17, 19, 1, 3, 16, 34, 0].map((cause) => endOf(cause, false))).toEqual([
      'busy',
      'no_answer',
      'wrong_number',
      'wrong_number',
      'no_answer',
      'failed',
      'failed',
    ]);
    expect([16, 17, 0, undefined, 44, 102, 127].map((cause) => endOf(cause, true))).toEqual([
      'hung_up',
      'hung_up',
      'hung_up',
      'hung_up',
      'lost',
      'lost',
      'hung_up',
    ]);
  });

  test('are told the network as it understands them', () => {
    expect([causeOf('hung_up'), causeOf('busy'), causeOf('failed')]).toEqual([16, 17, 41]);
  });

  test('by a machine are those that are sure', () => {
    expect(['MACHINE', 'HUMAN', 'NOTSURE', 'HANGUP', undefined].map(isMachine)).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});

describe('what Asterisk says', () => {
  test('is an event, something of no interest, or nothing', () => {
    expect(readEvent('{"type":"ChannelDtmfReceived","digit":"5","channel":{"id":"1"}}')).toMatchObject({
      digit: '5',
      channel: { id: '1', caller: { number: '' } },
    });
    expect(readEvent('{"type":"PlaybackStarted"}')).toBeNull();
    for (const nothing of ['', '{', '7', '{"type":"StasisEnd"}', '{"type":"StasisStart","channel":[]}'])
      expect(readEvent(nothing)).toBeUndefined();
  });

  test('of its registrations is read line by line; none is none, and anything else is not known', () => {
    const text = [
      'Response: Success\r\nEventList: start\r\nMessage: Following are Events for each Outbound registration\r\n',
      'Event: OutboundRegistrationDetail\r\nObjectName: operator\r\nServerUri: sip:sip.example.org\r\nStatus: Registered\r\n',
      'Event: OutboundRegistrationDetail\r\nObjectName: other\r\nServerUri: sip:sip2.example.org\r\nStatus: Rejected\r\n',
      'Event: OutboundRegistrationDetail\r\nObjectName: third\r\nServerUri: sip:sip3.example.org\r\nStatus: Unregistered\r\n',
      'Event: OutboundRegistrationDetailComplete\r\nEventList: Complete\r\nRegistered: 1\r\n',
    ].join('\r\n');
    expect(readRegistrations(text)).toEqual([
      { server: 'sip:sip.example.org', state: 'registered' },
      { server: 'sip:sip2.example.org', state: 'rejected' },
      { server: 'sip:sip3.example.org', state: 'unregistered' },
    ]);
    expect(readRegistrations('Response: Error\r\nMessage: No outbound registrations found\r\n')).toEqual([]);
    expect(readRegistrations('<html>no</html>')).toBeNull();
  });
});
