import { BlockList, isIP } from 'node:net';

/** Reverse proxies whose word for whom they ask is taken. */
export class TrustedProxies {
  readonly #list = new BlockList();

  /** @param entries addresses and networks, as `TRUSTED_PROXIES` has them */
  constructor(entries: readonly string[]) {
    for (const entry of entries) {
      const [address, bits] = entry.split('/');
      const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
      if (bits === undefined) this.#list.addAddress(address, family);
      else this.#list.addSubnet(address, Number(bits), family);
    }
  }

  has(address: string): boolean {
    const family = isIP(address);
    return family !== 0 && this.#list.check(address, family === 6 ? 'ipv6' : 'ipv4');
  }

  /**
   * Where a request comes from.
   * @param ip last address before the trusted proxies
   * @returns undefined where that is such a proxy itself, which does not say for whom it asks: behind it may be everybody
   */
  clientOf(ip: string): string | undefined {
    return isIP(ip) === 0 || this.has(ip) ? undefined : ip.replace(/^::ffff:(?=\d+\.)/i, '');
  }
}
