import { ConfigError } from '@lianghuan/platform';

export interface Administrator {
  readonly username: string;
  readonly password: string;
}

/** The first administrator the environment names; undefined where it names none. */
export function namedAdministrator(): Administrator | undefined {
  const { FIRST_ADMIN_USERNAME: username, FIRST_ADMIN_PASSWORD: password } = process.env;
  return username === undefined || password === undefined ? undefined : { username, password };
}

/** The same where nobody can be asked. @throws {ConfigError} when none is named */
export function requireNamedAdministrator(): Promise<Administrator> {
  const named = namedAdministrator();
  if (named === undefined) throw new ConfigError('Set FIRST_ADMIN_USERNAME and FIRST_ADMIN_PASSWORD');
  return Promise.resolve(named);
}
