import { describe, expect, it } from '@jest/globals';
import { TrustedProxies } from './client-address.js';

describe('where a request comes from', () => {
  const proxies = new TrustedProxies(['127.0.0.0/8', '::1', '172.18.0.0/16']);

  it('is the address before the trusted proxies', () => {
    expect(proxies.clientOf('203.0.113.7')).toBe('203.0.113.7');
    expect(proxies.clientOf('::ffff:203.0.113.7')).toBe('203.0.113.7');
    expect(proxies.clientOf('2001:db8::7')).toBe('2001:db8::7');
  });

  it('is not known behind a proxy that does not say it, or from words that are no address', () => {
    for (const ip of ['127.0.0.1', '::ffff:127.0.0.1', '::1', '172.18.3.4', 'unknown', '']) expect(proxies.clientOf(ip)).toBeUndefined(); // prettier-ignore
  });
});
