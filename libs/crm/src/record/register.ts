import type { Permission } from '@lianghuan/contracts';
import { type Actor, AppError, Clock, Database, may } from '@lianghuan/platform';
import type { EntityManager, EntityMetadata, EntityTarget, SelectQueryBuilder } from 'typeorm';
import type { z } from 'zod';
import type { DuplicateRule } from '../duplicate/duplicate-rule.js';
import { ReferenceData } from '../reference/reference-data.js';
import type { RecordEntity } from './record.entity.js';

export type Noun = 'resource' | 'market' | 'project' | 'enterprise' | 'need';

/** Filters every register list understands; the rest is the register's own. */
export interface RecordQuery {
  readonly q?: string;
  readonly page: number;
  readonly pageSize: number;
  readonly sort?: string;
  readonly freshness?: string[];
  readonly industryCode?: string[];
  readonly includeArchived?: boolean;
  readonly ids?: string[];
}

/** Collaborators of every register; one object, so that a register's constructor names only what is its own. */
export class RecordServices {
  constructor(
    readonly database: Database,
    readonly reference: ReferenceData,
    readonly clock: Clock,
  ) {}
}

/** Row that another one was merged into. */
export interface MergeTarget {
  readonly id: string;
  readonly code: string;
  readonly name: string;
}

/** A stored row, as imports need to know it. */
export interface RecordRef {
  readonly id: string;
  readonly version: number;
  /** Several visible rows answer to the key (only name and area can do so); `id` is one of them, and none may be changed unasked. */
  readonly isAmbiguous?: boolean;
  /** The row that answered to the key, which was merged into this one. */
  readonly mergedId?: string;
  /** Archived because the batch that made it was undone: who brings the same row again brings it back. */
  readonly isUndone?: boolean;
}

/** The index on the table serves the query itself; reading the whole table is the cheapest; or the rows are these. */
export type Candidates = 'by-index' | 'by-scan' | readonly string[];

/** A change under way: the row as it will be stored, who makes it, what was there before and what was asked for. */
export interface RowChange<E, Input> {
  readonly row: E;
  readonly actor: Actor;
  /** Undefined for a new row. */
  readonly before: E | undefined;
  readonly input: Partial<Input>;
}

/** Rows found by an index beyond which reading the table is cheaper than fetching each. */
export const CANDIDATE_LIMIT = 2000;

/** How long it is remembered what the statistics of a table say; PostgreSQL makes them anew where a tenth of the rows have changed. */
const STATISTICS_MS = 60_000;
/** Searches remembered at the most. */
const STATISTICS_LIMIT = 1000;

/** A column of a register's table as TypeORM describes it. */
export type ColumnMetadata = EntityMetadata['columns'][number];

/**
 * What a register says of itself: its rows, their keys and names, its rules and who may do what with a row. A register overrides the
 * small methods; what follows from them is written once, one class upon the other: register-reader (list, search, detail),
 * register-duplicates (keys, likely doubles), register-writer (storing and changing, many rows at a time), register-undo (taking a batch
 * back), register.service (what people do with one row).
 */
export abstract class Register<E extends RecordEntity, Input extends object, Query extends RecordQuery> {
  protected readonly database: Database;
  protected readonly reference: ReferenceData;
  protected readonly clock: Clock;

  protected abstract readonly noun: Noun;
  protected abstract readonly entity: EntityTarget<E>;
  /** What is shown of a row. */
  protected abstract readonly viewSchema: z.ZodObject;
  /** What the list shows of it. */
  protected abstract readonly listedSchema: z.ZodObject;
  /** Fields of these that are no column of the row, as SQL over a row `r`; see shown-row.ts. */
  protected readonly shown: Readonly<Record<string, string>> = {};
  /** Joins the SQL of {@link shown} needs, by the alias it names them with. */
  protected readonly shownJoins: Readonly<Record<string, string>> = {};
  /** What people may write; nothing else of an input is taken. */
  protected abstract readonly schema: z.ZodObject;
  /** Whether two rows of one name in one area are taken for the same, as imports do where a file gives no code. */
  protected readonly isNamedWithArea: boolean = false;
  /** Letters before the number of a code made by us, e.g. `ZY` → `ZY000123`. */
  protected abstract readonly codePrefix: string;
  /** Whether its rows are surveyed again each year (measure 1a), so that each of them holds until some day. */
  protected readonly isSurveyed: boolean = false;
  /** Properties by which two rows would be the same; most telling first. */
  protected readonly keys: readonly (keyof E & string)[] = ['code'];
  /** Sort name on the wire → property. */
  protected abstract readonly sortable: Readonly<Record<string, string>>;

  /** How rows of the register are found to be the same; registers without it are not searched for duplicates. */
  readonly duplicateRule: DuplicateRule<Partial<E>> | undefined = undefined;
  /** Names by which the results of a search are ordered. */
  protected readonly searchNames: readonly string[] = ['name'];
  /** Properties, texts or lists of them, with the names a mistyped search is compared with. */
  protected readonly comparedNames: readonly (keyof E & string)[] = ['name' as keyof E & string];
  /** Property that begins as names do, in lower case, with an index. */
  protected readonly nameStart: string = 'name';
  /** Properties the rule reads. */
  readonly duplicateFacts: readonly (keyof E & string)[] = [];

  #writable: readonly ColumnMetadata[] | undefined;
  /** How rows are found that have many of the pieces or codes of a search, and until when that holds. */
  readonly #ways = new Map<string, { readonly way: 'by-index' | 'by-scan'; readonly until: number }>();

  constructor(services: RecordServices) {
    this.database = services.database;
    this.reference = services.reference;
    this.clock = services.clock;
  }

  /** Names and words the row is found by. */
  protected abstract searchText(row: E): string;
  /** Filters of this register only. */
  protected abstract filter(query: SelectQueryBuilder<E>, wanted: Query): void;
  /** Rules of this register, without a look at other rows: checks the row as it will be stored and fills derived columns and keys. */
  protected abstract checkRow(change: RowChange<E, Input>): void;
  /** Area whose staff may write the row; null for rows that belong to no single area. */
  protected abstract areaOf(row: E): string | null;
  /**
   * The key people know a row by: its code, or what the register takes instead. Rows of a file with equal keys mean the same row.
   * Null if the input has none.
   */
  abstract naturalKeyOf(input: Partial<Input>): string | null;
  /** Rows the actor may see that answer to these keys, in one query for all. Archived rows answer too. */
  abstract findByNaturalKeys(tx: EntityManager, keys: readonly string[]): Promise<Map<string, RecordRef>>;

  /**
   * The stored row each input means, in the order of the inputs; undefined for new ones. The same rule for a preview and for the
   * writing after it. Where a file may bring a better key than the row has, a register looks further than {@link findByNaturalKeys}.
   */
  async findExisting(tx: EntityManager, inputs: readonly Partial<Input>[]): Promise<(RecordRef | undefined)[]> {
    const keys = inputs.map((input) => this.naturalKeyOf(input));
    const found = await this.findByNaturalKeys(tx, [...new Set(keys.filter((key) => key !== null))]);
    return keys.map((key) => (key === null ? undefined : found.get(key)));
  }
  /** What a trigger of the register's table refused a write with, as the error people are told; undefined for other errors. */
  protected refusalOf(_error: unknown, _row: E | undefined): AppError | undefined {
    return undefined;
  }
  /** Loads children that a change compares with, for all rows at once. */
  protected async loadChildren(_tx: EntityManager, _rows: readonly E[]): Promise<void> {}
  /** Writes children of new rows, e.g. product lines. */
  protected async insertChildren(_tx: EntityManager, _rows: readonly E[]): Promise<void> {}
  /** What people may write, as the row has it now; the change journal compares and keeps it. */
  protected inputOf(row: E): Record<string, unknown> {
    return Object.fromEntries(
      this.writable.map(({ propertyName }) => [
        propertyName,
        (row as unknown as Record<string, unknown>)[propertyName],
      ]),
    );
  }
  /** Writes changed children. @returns whether there were any, which counts as a new version of the row */
  protected async updateChildren(_tx: EntityManager, _change: RowChange<E, Input>): Promise<boolean> {
    return false;
  }
  /** Whether the actor may use this permission on the row: within the areas of the actor's unit and what lies below them. */
  protected reaches(actor: Actor, permission: Permission, row: E): boolean {
    const areas = this.areasReached(actor, permission);
    return areas === null || areas.includes(this.areaOf(row) ?? '');
  }
  /** Areas whose rows the actor may use this permission on; '' stands for rows of no area, null for all there are. */
  protected areasReached(actor: Actor, permission: Permission): readonly string[] | null {
    const reach = actor.reach.get(permission);
    if (reach === 'city') return null;
    return reach === undefined || reach === 'field' ? [] : this.reference.areasWithin(actor.areaCodes);
  }
  /** Whether a row of this area can be the actor's to write at all; whether it is, the rest of the row decides. */
  mayWriteIn(areaCode: string): boolean {
    const { actor } = this.database;
    return (['create', 'update'] as const).some((verb) => {
      const permission = this.permission(verb);
      const areas = this.areasReached(actor, permission);
      return actor.reach.get(permission) === 'field' || areas === null || areas.includes(areaCode);
    });
  }
  /** Whether the actor may change the row, archive it or restore it, as SQL over a row `r`: what {@link reaches} decides. */
  protected readonly shownRights = { edit: reachesSql('$2', 'r.area_code'), archive: reachesSql('$3', 'r.area_code') };
  /** Why rows may not be archived: somebody is at work on them. Called inside the transaction that archives; asked for many at once by an undo. */
  protected async archiveRefusals(_tx: EntityManager, rows: readonly E[]): Promise<(AppError | undefined)[]> {
    return rows.map(() => undefined);
  }
  /** How to find rows that have all these grams, or one of these industry codes. What the statistics of the table say is asked once a minute. */
  protected async candidates(
    by: 'grams' | 'industries',
    wanted: readonly string[],
    tx?: EntityManager,
  ): Promise<Candidates> {
    const key = `${by} ${wanted.join(' ')}`;
    const known = this.#ways.get(key);
    if (known !== undefined && known.until > performance.now()) return known.way;
    const found = await this.findCandidates(by, wanted, tx);
    if (typeof found === 'string') {
      if (this.#ways.size >= STATISTICS_LIMIT) this.#ways.clear();
      this.#ways.set(key, { way: found, until: performance.now() + STATISTICS_MS });
    }
    return found;
  }
  protected async findCandidates(
    by: 'grams' | 'industries',
    wanted: readonly string[],
    tx?: EntityManager,
  ): Promise<Candidates> {
    if (by === 'industries') return 'by-index';
    const values = [this.table, wanted, CANDIDATE_LIMIT];
    const [[[isWide]]] = await this.database.ask(
      [{ text: 'SELECT is_wide_search($1, $2, $3)', values, isKept: true }],
      tx,
    );
    return isWide === 't' ? 'by-scan' : 'by-index';
  }
  /** Ids of rows whose search text has all grams of a parameter, as SQL. */
  protected gramSource(parameter: string): string {
    return `SELECT id FROM "${this.table}" WHERE search_grams @> ${parameter}`;
  }

  protected permission(verb: 'read' | 'create' | 'update' | 'archive'): Permission {
    return `${this.noun}.${verb}`;
  }
  protected require(actor: Actor, verb: 'read' | 'create' | 'update' | 'archive'): void {
    const permission = this.permission(verb);
    if (!may(actor, permission)) throw new AppError('FORBIDDEN', { permission });
  }
  protected get metadata() {
    return this.database.dataSource.getMetadata(this.entity);
  }
  protected get table(): string {
    return this.metadata.tableName;
  }
  /** Column of a property, as SQL over a row `r`. */
  protected column(property: string): string {
    const column = this.metadata.findColumnWithPropertyName(property);
    if (column === undefined) throw new Error(`${this.table} has no ${property}`);
    return column.isArray ? `array_to_string(r."${column.databaseName}", E'\\n')` : `r."${column.databaseName}"`;
  }
  /** Columns of the register that people may write. */
  protected get writable(): readonly ColumnMetadata[] {
    this.#writable ??= this.metadata.columns.filter((column) => column.propertyName in this.schema.shape);
    return this.#writable;
  }
  protected get notFoundCode() {
    return `${this.noun.toUpperCase()}_NOT_FOUND` as const as
      'RESOURCE_NOT_FOUND' | 'MARKET_NOT_FOUND' | 'PROJECT_NOT_FOUND' | 'ENTERPRISE_NOT_FOUND' | 'NEED_NOT_FOUND';
  }

  /** What the list can be sorted by. */
  get sortNames(): string[] {
    return Object.keys(this.sortable);
  }

  /** @throws {AppError} FORBIDDEN or AREA_FORBIDDEN */
  protected requireWrite(actor: Actor, verb: 'create' | 'update' | 'archive', row: E): void {
    this.require(actor, verb);
    if (!this.reaches(actor, this.permission(verb), row)) throw new AppError('AREA_FORBIDDEN');
  }
}

/** Whether a row of this area is among those reached: SQL; see {@link Register.areasReached}. */
export function reachesSql(reached: string, area: string): string {
  return `(${reached}::text[] IS NULL OR coalesce(${area}, '') = ANY (${reached}::text[]))`;
}
