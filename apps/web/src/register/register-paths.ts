import type { Code } from '@lianghuan/contracts';

export type RegisterName = Code<'register'>;

/** Where each register lives, on the API and in the address bar alike. */
export const REGISTER_PATHS = {
  resource: '/resources',
  market: '/markets',
  project: '/projects',
  enterprise: '/enterprises',
  need: '/needs',
} as const satisfies Record<RegisterName, string>;
