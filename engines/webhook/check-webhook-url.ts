// What can be said of a webhook's URL before its name is resolved.
import { isIP } from 'node:net';
import { isLoopbackAddress, isPublicAddress } from './address.ts';

export interface WebhookLimits {
  /** Lets http and https go to loopback addresses; for one machine, never for AWS. */
  allowLoopback: boolean;
}

/** Why the URL is refused, or undefined. Addresses behind a name are checked when it is sent to. */
export function checkWebhookUrl(url: URL, { allowLoopback }: WebhookLimits): string | undefined {
  if (url.username !== '' || url.password !== '') return 'must not hold a user name or password';
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && allowLoopback)) return 'must be https';
  const host = hostOf(url);
  if (isIP(host) !== 0) return checkAddress(host, url, { allowLoopback });
  return url.protocol === 'https:' || host === 'localhost' ? undefined : 'must be https';
}

/** Why the address is refused, or undefined. Plain http goes to loopback alone. */
export function checkAddress(address: string, url: URL, { allowLoopback }: WebhookLimits): string | undefined {
  if (isLoopbackAddress(address) && allowLoopback) return undefined;
  if (!isPublicAddress(address)) return 'must not lead to a private, local or reserved address';
  return url.protocol === 'https:' ? undefined : 'must be https';
}

/** The URL's host as the resolver takes it: an IPv6 address without its brackets. */
export const hostOf = (url: URL): string => url.hostname.replace(/^\[(.*)\]$/, '$1');
