/** Where this server may go when somebody outside says where: webhooks, pictures of mails. */
import { lookup as systemLookup } from 'node:dns';
import { BlockList, isIP, isIPv6, type LookupFunction } from 'node:net';

// Never: addresses of the link itself (there the machines of clouds keep their credentials), groups of
// machines, and what means "here" or "nowhere".
const never = new BlockList();
never.addSubnet('0.0.0.0', 8);
never.addSubnet('169.254.0.0', 16);
never.addSubnet('224.0.0.0', 4);
never.addSubnet('240.0.0.0', 4);
never.addAddress('100.100.100.200');
never.addAddress('192.0.0.192');
never.addAddress('::', 'ipv6');
never.addSubnet('fe80::', 10, 'ipv6');
never.addSubnet('ff00::', 8, 'ipv6');
never.addAddress('fd00:ec2::254', 'ipv6');
// IPv4 in IPv6 by translation: what is behind cannot be told.
never.addSubnet('64:ff9b::', 96, 'ipv6');
never.addSubnet('2002::', 16, 'ipv6');

// This machine, and networks that are reached from inside only.
const inside = new BlockList();
inside.addSubnet('127.0.0.0', 8);
inside.addSubnet('10.0.0.0', 8);
inside.addSubnet('172.16.0.0', 12);
inside.addSubnet('192.168.0.0', 16);
inside.addSubnet('100.64.0.0', 10);
inside.addSubnet('198.18.0.0', 15);
inside.addAddress('::1', 'ipv6');
inside.addSubnet('fc00::', 7, 'ipv6');

/**
 * Whether this server may connect to an IP address that somebody outside has named. Anything that is none may not.
 * @param privateToo this machine and private networks are allowed
 */
export function mayConnect(address: string, privateToo: boolean): boolean {
  const version = isIP(address);
  if (version === 0) return false;
  const family = isIPv6(address) ? 'ipv6' : 'ipv4';
  return !never.check(address, family) && (privateToo || !inside.check(address, family));
}

/** Somebody wanted this server to connect where it may not. */
export class AddressRefused extends Error {}

/**
 * A `lookup` for requests that answers only addresses that may be reached. The address that was checked is the one
 * that is connected to: a name cannot change its mind in between. A host that is written as an address is not looked
 * up by Node: ask `mayReach` before.
 */
export const guardedLookup =
  (privateToo: boolean): LookupFunction =>
  (host, options, callback) => {
    systemLookup(host, { ...options, all: true }, (error, addresses) => {
      if (error !== null) {
        callback(error, '');
        return;
      }
      const allowed = addresses.filter((one) => mayConnect(one.address, privateToo));
      if (allowed.length === 0) {
        callback(new AddressRefused('the name leads to an address that may not be reached'), '');
        return;
      }
      if (options.all === true) callback(null, allowed);
      else callback(null, allowed[0]!.address, allowed[0]!.family);
    });
  };

/** Whether a URL may be asked as far as it can be told without looking its name up. */
export function mayReach(url: URL, privateToo: boolean): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return isIP(host) === 0 || mayConnect(host, privateToo);
}
