import type { Code, Permission } from '@lianghuan/contracts';
import type { EntityManager } from 'typeorm';

export type AccessSubject = Code<'accessSubject'>;

/** How the product itself answers for one kind of record. The columns are SQL over the row `t`. */
export interface AccessDoor {
  /** What is asked for before the row is looked at; null: nothing, the row's policy decides alone. A function takes what `about` says. */
  readonly read: Permission | null | ((about: string) => Permission);
  /** Any of these lets one change it; none named: what `open` answers is enough. */
  readonly change: readonly Permission[];
  /** FROM clause. */
  readonly from: string;
  readonly name: string;
  /** text[]. */
  readonly areaCodes: string;
  /** uuid[]. */
  readonly unitIds: string;
  readonly personId: string;
  /** Column people know the row by, beside its id. */
  readonly code?: string;
  /** What kind of record it is about, where `read` asks for it. */
  readonly about?: string;
  /** The record of the kind `about` whose areas, units and person decide as well. */
  readonly aboutId?: string;
  /** Reads the row as the present actor. @returns whether he may change it. @throws {AppError} when he may not read it */
  readonly open: (id: string, tx: EntityManager) => Promise<boolean>;
}

export type AccessDoors = Partial<Readonly<Record<AccessSubject, AccessDoor>>>;

/** Of a record that belongs to nobody in particular. */
export const NOBODYS = { areaCodes: `'{}'::text[]`, unitIds: `'{}'::uuid[]`, personId: 'NULL::uuid' } as const;

/** SQL of an array of what is not NULL. */
export function known(...columns: string[]): string {
  return `array_remove(ARRAY[${columns.join(', ')}], NULL)`;
}

/** Whether any of the things a view says its reader can do is possible. */
export function canAny(can: Readonly<Record<string, boolean>>): boolean {
  return Object.values(can).some(Boolean);
}

/** SQL of a moment as people write it. */
export function minuteOf(column: string): string {
  return `to_char(${column} AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI')`;
}
