import type { FieldIssue } from '@lianghuan/contracts';
import { ValidationError } from '@lianghuan/platform';

export interface Sort {
  readonly name: string;
  readonly direction: 'ASC' | 'DESC';
}

/**
 * The order a list was asked for: `name`, or `-name` for the largest first.
 * @throws {ValidationError} for a name the list cannot be put in order by
 */
export function sortOf(asked: string, names: readonly string[]): Sort {
  const name = asked.replace(/^-/, '');
  if (!names.includes(name)) {
    const message = `expected one of ${names.join(', ')}`;
    throw new ValidationError([{ path: 'sort', code: 'unknown', message } satisfies FieldIssue]);
  }
  return { name, direction: asked.startsWith('-') ? 'DESC' : 'ASC' };
}
