import type { TableRow } from './cell.js';
import { findHeading, type Heading, headingAt, identityOf, type MappedColumn, type TableColumn, withMapping } from './heading.js'; // prettier-ignore
import type { TransferField } from './transfer-field.js';

/** A column of the first sheet as it stands there, and as it is taken after what its sender said. */
interface Partner {
  readonly ownUnit: string | null;
  readonly said: TableColumn;
}

/**
 * Tells sheets with the same heading as the first one, as a county keeps one for each township. The same means that the same fields are
 * read and most columns are called alike: they may stand in another order and lie beside others that are not read. What the sender said of the first holds for all, but for
 * the unit of figures where a sheet names its own.
 */
export class SameHeading {
  /** The first sheet's, its columns taken for what the sender says they are. */
  readonly first: Heading;
  readonly #partners: ReadonlyMap<string, Partner>;
  readonly #read: ReadonlySet<string>;

  constructor(
    recognised: Heading,
    mapping: readonly MappedColumn[],
    private readonly fields: readonly TransferField[],
  ) {
    this.first = { ...recognised, ...withMapping(recognised, mapping, fields) };
    const own = withMapping(recognised, mapping.map((column) => ({ ...column, unit: null })), fields); // prettier-ignore
    this.#partners = new Map(
      recognised.columns.map((column, i) => [
        identityOf(column),
        { ownUnit: own.columns[i].unit, said: this.first.columns[i] },
      ]),
    );
    this.#read = new Set(fieldsIn(this.first));
  }

  /** The heading of a sheet that says the same; undefined where it has none. @param top its first rows */
  in(top: readonly TableRow[]): Heading | undefined {
    const recognised = findHeading(top, this.fields);
    for (const candidate of recognised === undefined ? this.#everyRow(top) : [recognised, ...this.#everyRow(top)]) {
      const heading = this.#taken(candidate);
      if (heading !== undefined) return heading;
    }
    return undefined;
  }

  /** The first sheet's heading with what is to be asked of a column of another sheet. */
  asked({ columns }: Heading): Heading {
    const proposed = new Map(columns.map(({ field, proposedUnit }) => [field?.name, proposedUnit]));
    return {
      ...this.first,
      columns: this.first.columns.map((column) => {
        const proposedUnit = column.field === null ? undefined : proposed.get(column.field.name);
        return proposedUnit === undefined ? column : { ...column, proposedUnit };
      }),
    };
  }

  #everyRow(top: readonly TableRow[]): Heading[] {
    return top.flatMap(({ sheet, number }) => headingAt(top, { sheet, rowNumber: number }, this.fields) ?? []);
  }

  #taken(candidate: Heading): Heading | undefined {
    const partners = candidate.columns.map((column) => this.#partners.get(identityOf(column)));
    const shared = partners.filter((partner) => partner !== undefined).length;
    if (shared * 2 < Math.max(partners.length, this.#partners.size)) return undefined;
    const mapping = candidate.columns.flatMap(({ position }, i): MappedColumn[] => {
      const partner = partners[i];
      return partner === undefined ? [] : [{ position, field: partner.said.field?.name ?? null, unit: null }];
    });
    const heading = withMapping(candidate, mapping, this.fields);
    const read = fieldsIn(heading);
    if (read.length !== this.#read.size || !read.every((name) => this.#read.has(name))) return undefined;
    const columns = heading.columns.map((column, i) => {
      const { said, ownUnit = null } = partners[i] ?? {};
      return said === undefined || column.unit !== ownUnit ? column : { ...column, unit: said.unit };
    });
    // A sheet that leaves out the unit the first one has may mean it, or another; read by itself, its sender is asked.
    const isUnitLost = columns.some(({ unit }, i) => unit === null && (partners[i]?.ownUnit ?? null) !== null);
    return isUnitLost ? undefined : { ...heading, columns };
  }
}

function fieldsIn({ columns }: Heading): string[] {
  return columns.flatMap(({ field }) => field?.name ?? []);
}
