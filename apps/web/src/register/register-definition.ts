import type { Page } from '@lianghuan/contracts';
import type { ReactNode } from 'react';
import type { z } from 'zod';
import type { RegisterField } from './register-field.js';
import type { RegisterFilter } from './register-filter.js';
import type { RegisterName } from './register-paths.js';

/** What every list of a register shows of a row besides its own columns. */
export type ListedRow = Pick<
  RegisterRow,
  'id' | 'version' | 'name' | 'code' | 'freshness' | 'confidence' | 'updatedAt' | 'archivedAt'
>;

/** What every row of a register shows besides its own fields. */
export interface RegisterRow {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly code: string;
  readonly freshness: 'fresh' | 'due' | 'stale' | 'unknown';
  readonly validUntil?: string | null;
  readonly confidence: string;
  readonly sourceName?: string | null;
  readonly sourceUrl?: string | null;
  readonly sourceKind: string;
  readonly createdAt: string;
  readonly createdByName: string | null;
  readonly updatedAt: string;
  readonly updatedByName: string | null;
  readonly archivedAt: string | null;
  readonly archiveReason: string | null;
  readonly mergedInto: { readonly id: string; readonly code: string; readonly name: string } | null;
  readonly can: { readonly edit: boolean; readonly archive: boolean };
}

export interface RegisterColumn<Row> {
  readonly key: string;
  readonly title: string;
  /** Shown after the title: 总投资（亿元）. */
  readonly unit?: string;
  /** Name the API sorts by; without it the column cannot be sorted. */
  readonly sort?: string;
  readonly numeric?: boolean;
  readonly width?: number;
  readonly render: (row: Row) => ReactNode;
}

/** What the pages of a register call it, and the fields people write. */
interface RegisterNames {
  readonly name: RegisterName;
  /** 资源库 */
  readonly title: string;
  /** 资源 */
  readonly term: string;
  readonly path: string;
  readonly fields: readonly RegisterField[];
}

/** All that makes the page and the form of one register different from another's. */
export interface RegisterDefinition<Row extends RegisterRow> extends RegisterNames {
  readonly view: z.ZodType<Row>;
  /** Where a single value is better read together with others, e.g. a quantity with its unit. */
  readonly display?: Readonly<Partial<Record<string, (row: Row) => ReactNode>>>;
  /** Fields the detail page leaves out, because `display` shows them with another. */
  readonly shownElsewhere?: readonly string[];
}

/** All that makes the list of one register different from another's. */
export interface RegisterListing<Listed extends ListedRow> extends RegisterNames {
  readonly page: z.ZodType<Page<Listed>>;
  readonly filters: readonly RegisterFilter[];
  readonly columns: readonly RegisterColumn<Listed>[];
  /** Width of the name's column in the table. */
  readonly nameWidth?: number;
  /** Under the name on a phone, one string or node per line. */
  readonly cardLines: (row: Listed) => readonly ReactNode[];
}

/** Address of a row's page. */
export function rowPath(definition: { readonly path: string }, id: string): string {
  return `${definition.path}/${id}`;
}
