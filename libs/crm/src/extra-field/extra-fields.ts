import { isDeepStrictEqual } from 'node:util';
import {
  EXTRA_PREFIX,
  type ExtraFieldDefinition,
  extraSchemaOf,
  isOrderedExtra,
  type ExtraValue,
  type ExtraValues,
  type FieldIssue,
  termOf,
} from '@lianghuan/contracts';
import { AppError, ValidationError } from '@lianghuan/platform';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { z } from 'zod';

/** A definition in force. */
export interface ExtraFieldRow extends ExtraFieldDefinition {
  readonly isExpected: boolean;
  readonly isFilter: boolean;
}

/** How long definitions read before may be used, in milliseconds; the table's trigger knows them as they are. */
const FRESH_MS = 1_000;

/** The extra fields in force, for whoever checks or shows values. Few rows, read again when they are a second old. */
@Injectable()
export class ExtraFields implements OnModuleInit {
  #rows: readonly ExtraFieldRow[] = [];
  #schemas = new Map<string, z.ZodType>();
  #readAt = 0;

  constructor(private readonly dataSource: DataSource) {}

  /** Titles of columns are asked for also where nobody waits. */
  onModuleInit(): Promise<void> {
    return this.ready();
  }

  /** Reads the definitions; call before the synchronous look-ups. */
  async ready(): Promise<void> {
    if (Date.now() - this.#readAt < FRESH_MS) return;
    const rows = (await this.dataSource.query(DEFINITIONS)) as ExtraFieldRow[];
    this.#readAt = Date.now();
    if (isDeepStrictEqual(rows, this.#rows)) return;
    this.#rows = rows;
    this.#schemas = new Map(rows.map((row) => [row.name, extraSchemaOf(row)]));
  }

  /** All definitions in force, in order; the same array until one of them changes. */
  get all(): readonly ExtraFieldRow[] {
    return this.#rows;
  }

  /** Forgets what was read: after a definition changed. */
  reload(): Promise<void> {
    this.#readAt = 0;
    return this.ready();
  }

  /** Definitions in force, in order; of some kinds of resource only. */
  of(subtypes?: readonly string[]): ExtraFieldRow[] {
    return this.#rows.filter(
      (row) => subtypes === undefined || row.subtypes.some((subtype) => subtypes.includes(subtype)),
    );
  }

  /** The definition of this name whose values have an order, if there is one in force. */
  ordered(name: string): ExtraFieldRow | undefined {
    return this.#rows.find((row) => row.name === name && isOrderedExtra(row));
  }

  /**
   * The values of a row that is another kind now: those the kind does not have are set aside, those it has come back. Of fields that were
   * retired nobody can say whose they are; they stay.
   */
  ofKind(subtype: string, values: ExtraValues, setAside: ExtraValues): { values: ExtraValues; setAside: ExtraValues } {
    const known = new Map(this.#rows.map(({ name, subtypes }) => [name, (subtypes as readonly string[]).includes(subtype)])); // prettier-ignore
    const all = Object.entries({ ...setAside, ...values });
    return {
      values: Object.fromEntries(all.filter(([name]) => known.get(name) ?? Object.hasOwn(values, name))),
      setAside: Object.fromEntries(all.filter(([name]) => !(known.get(name) ?? Object.hasOwn(values, name)))),
    };
  }

  /**
   * The values of a row after changes, with the changed ones checked: a name its kind does not have, or a value that is none of the field,
   * is refused. Values of fields that were retired stay.
   * @throws {AppError} EXTRA_FIELD_UNKNOWN, VALIDATION_FAILED with paths `extra.…`
   */
  merge(subtype: string, before: ExtraValues, changes: Readonly<Record<string, ExtraValue | null>>): ExtraValues {
    const after: Record<string, ExtraValue> = { ...before };
    const known = new Set(this.of([subtype]).map(({ name }) => name));
    const issues: FieldIssue[] = [];
    for (const [name, value] of Object.entries(changes)) {
      if (value === before[name]) continue;
      if (value === null || value === '') {
        delete after[name];
        continue;
      }
      if (!known.has(name)) throw new AppError('EXTRA_FIELD_UNKNOWN', { kind: termOf('resourceKind', subtype), name, path: EXTRA_PREFIX + name }); // prettier-ignore
      const read = this.#schemas.get(name)?.safeParse(value);
      if (read?.success === true) after[name] = read.data as ExtraValue;
      else issues.push({ path: EXTRA_PREFIX + name, code: 'invalid', message: read?.error.issues[0]?.message ?? 'invalid' }); // prettier-ignore
    }
    if (issues.length > 0) throw new ValidationError(issues);
    return after;
  }
}

const DEFINITIONS = `
  SELECT name, title, kind, unit, choices, section, help, aliases, subtypes, is_expected AS "isExpected", is_filter AS "isFilter"
  FROM extra_field WHERE register = 'resource' AND retired_at IS NULL ORDER BY position, name`;
