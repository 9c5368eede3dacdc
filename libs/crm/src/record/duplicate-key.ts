import { AppError } from '@lianghuan/platform';

interface UniqueViolation {
  readonly code?: string;
  readonly table?: string;
  readonly constraint?: string;
  /** `Key (code)=(ZY1) already exists.`; PostgreSQL leaves it out on tables with row-level security. */
  readonly detail?: string;
}

/** PostgreSQL's unique violation as DUPLICATE_KEY, with the property and, where known, its value; undefined for other errors. */
export function duplicateKeyOf(error: unknown, row?: object): AppError | undefined {
  const driver = (error as { driverError?: UniqueViolation }).driverError;
  if (driver?.code !== '23505') return undefined;
  const [, named, told] = /\(([^)]+)\)=\((.*)\)/.exec(driver.detail ?? '') ?? [];
  const column = named ?? driver.constraint?.replace(`${driver.table}_`, '').replace(/_key$/, '') ?? '';
  const field = column.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  const value = told ?? (row as Record<string, unknown> | undefined)?.[field] ?? '';
  return new AppError('DUPLICATE_KEY', { field, value }, { cause: error });
}
