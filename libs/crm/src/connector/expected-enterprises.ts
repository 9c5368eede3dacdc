import { type Identity, keysOf } from './vendor-row.js';

/** Identities of enterprises a preview would have made, so that signals further down find theirs. */
export class ExpectedEnterprises {
  readonly #keys = new Set<string>();

  add(identity: Identity): void {
    for (const key of keysOf(identity)) this.#keys.add(key);
  }
  has(identity: Identity): boolean {
    return keysOf(identity).some((key) => this.#keys.has(key));
  }
}
