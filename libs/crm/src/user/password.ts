import { Algorithm, hash, verify } from '@node-rs/argon2';

/** Argon2id with the parameters of RFC 9106 §4, second choice scaled for a small server: 19 MiB, 2 passes. */
const OPTIONS = { algorithm: 2 satisfies Algorithm, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

export function hashPassword(password: string): Promise<string> {
  return hash(password, OPTIONS);
}

export function verifyPassword(passwordHash: string, password: string): Promise<boolean> {
  return verify(passwordHash, password);
}
