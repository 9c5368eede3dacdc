import { z } from 'zod';
import { codesOf } from './dictionary.js';
import type { FieldKind } from './field.js';
import { EXPORT_CODES } from './list.js';
import { ChangeUndoView } from './change.js';
import { DuplicateReasonView, DuplicateSideView } from './duplicate.js';
import { CodeList, Flag, Id, Instant, pageOf, pageQuery } from './primitives.js';

/** A row at the top of a sender's sheet, which may be its heading; `rowNumber` is the one the spreadsheet shows. */
export const HeadingRow = z.strictObject({ sheet: z.string().max(200), rowNumber: z.int().min(1) });
export type HeadingRow = z.infer<typeof HeadingRow>;
export const HeadingRowView = HeadingRow.extend({
  cells: z.array(z.string()),
  /** Whether the columns are read from it. */
  isHeading: z.boolean(),
});
export type HeadingRowView = z.infer<typeof HeadingRowView>;
export const HeadingRowList = z.array(HeadingRowView);

/** Where a row stands in its file: the number the spreadsheet shows, and the sheet where rows of several are taken. */
export const RowPlace = z.object({ sheet: z.string().nullable(), row: z.int() });
export type RowPlace = z.infer<typeof RowPlace>;

/** `工作表“金碧镇”第12行`. */
export function rowPlaceText({ sheet, row }: RowPlace): string {
  return `${sheet === null ? '' : `工作表“${sheet}”`}第${row}行`;
}

/** Kinds of field one value can hold for a whole table: figures and names are each row's own. */
export const FIXED_KINDS: readonly FieldKind[] = ['choice', 'choices', 'area', 'industries', 'region', 'words', 'text', 'day', 'integer']; // prettier-ignore

/** 固定值: what all rows of a table say of a field it has no column for, as the register takes it. */
export const FixedValue = z.strictObject({
  field: z.string().max(60),
  value: z.union([z.string().trim().min(1).max(4000), z.number(), z.array(z.string()).min(1).max(40)]),
});
export type FixedValue = z.infer<typeof FixedValue>;

/** 导入: upload → check (verdict per row) → confirm → write. Where no heading is recognised, the importer says what the columns are first. */
export const ImportView = z.object({
  id: Id,
  register: z.enum(codesOf('register')),
  mode: z.enum(codesOf('importMode')),
  status: z.enum(codesOf('importStatus')),
  fileName: z.string(),
  createdByName: z.string().nullable(),
  createdAt: Instant,
  finishedAt: Instant.nullable(),
  progressDone: z.int(),
  progressTotal: z.int(),
  /** Which column of the file was taken for which field. */
  columns: z.array(
    z.object({
      position: z.int(),
      heading: z.string(),
      field: z.string().nullable(),
      title: z.string().nullable(),
      unit: z.string().nullable(),
      /** Set where the column is money and nobody says in what: what it likely is. The importer has to say it before the check goes on. */
      proposedUnit: z.string().nullable(),
    }),
  ),
  /** What all rows say of fields the table has no column for. */
  fixed: z.array(FixedValue.extend({ title: z.string(), text: z.string() })),
  /** Whose saved mapping of the columns was taken over, and from when; null where none was. */
  mappedBy: z.object({ name: z.string(), at: Instant }).nullable(),
  /** What a column can be taken for, with the units its figures may be in. */
  fields: z.array(z.object({ name: z.string(), title: z.string(), required: z.boolean(), units: z.array(z.string()) })),
  counts: z.object({ create: z.int(), update: z.int(), unchanged: z.int(), skip: z.int(), error: z.int() }),
  /** The sheet the columns are read from; null before its heading is found. */
  sheet: z.string().nullable(),
  /** It and the others with the same heading, in the order of the file; those the importer leaves out are not read. Empty before the check has ended. */
  sheets: z.array(
    z.object({
      sheet: z.string(),
      rows: z.int(),
      isRead: z.boolean(),
      /** Headings whose figures are in another unit than those of the sheet the columns are shown of. */
      units: z.array(z.object({ heading: z.string(), unit: z.string() })),
    }),
  ),
  /** Other sheets of the workbook that hold tables, with their rows; they are not imported. */
  otherSheets: z.array(z.object({ sheet: z.string(), rows: z.int() })),
  /** Rows of the table that the sender has hidden, by a filter or by hand; they are imported like the others. */
  hiddenRows: z.int(),
  /** Of the rows to be created those that may be in the register, or stand further up in the file, already. */
  likely: z.int(),
  /** When its rows were removed, long after its end; the counts are still those. Null while they are there. */
  rowsRemovedAt: Instant.nullable(),
  /** Rows the importer left out as such. */
  leftOut: z.int(),
  errorCode: z.string().nullable(),
  errorDetails: z.record(z.string(), z.unknown()).nullable(),
  /** Set once the import was, or is being, taken back. */
  undo: ChangeUndoView.nullable(),
  can: z.object({ commit: z.boolean(), cancel: z.boolean(), map: z.boolean(), undo: z.boolean() }),
});
export type ImportView = z.infer<typeof ImportView>;
export const ImportPage = pageOf(ImportView);
export const ImportRowView = z.object({
  /** Names the row in its batch; what people call it is `place`. */
  rowNumber: z.int(),
  place: RowPlace,
  verdict: z.enum(codesOf('importVerdict')),
  key: z.string().nullable(),
  name: z.string().nullable(),
  cells: z.record(z.string(), z.string()),
  /** Heading → what the cell is taken for, where that is more than it says: `10 万元 → 100,000 元`. */
  readings: z.record(z.string(), z.string()),
  /** For updates: what would change, field → [before, after]. */
  changes: z.record(z.string(), z.tuple([z.string(), z.string()])),
  issues: z.array(z.object({ field: z.string(), title: z.string(), code: z.string(), message: z.string() })),
  /** Stored rows that a new row may be the same as, best first, as far as the reader may see them. */
  likely: z.array(
    DuplicateSideView.extend({
      verdict: z.enum(codesOf('duplicateVerdict')),
      score: z.int(),
      reasons: z.array(DuplicateReasonView),
    }),
  ),
  /** Earlier rows of the same file that a new row may be the same as, best first. */
  alike: z.array(
    z.object({
      rowNumber: z.int(),
      place: RowPlace,
      name: z.string(),
      verdict: z.enum(codesOf('duplicateVerdict')),
      score: z.int(),
      reasons: z.array(DuplicateReasonView),
    }),
  ),
  /** Whether the importer left the row out, and may take it in again. */
  isLeftOut: z.boolean(),
});
export type ImportRowView = z.infer<typeof ImportRowView>;
export const ImportRowPage = pageOf(ImportRowView);
export const ImportRowQuery = z.object({
  page: z.coerce.number().int().min(1).default(1),
  pageSize: z.coerce.number().int().min(1).max(200).default(50),
  verdict: CodeList.optional(),
  /** Only rows that may be in the register or further up in the file already, left out or not. */
  likely: Flag.optional(),
});
export type ImportRowQuery = z.infer<typeof ImportRowQuery>;
/** Leaves rows out that may be in the register or further up in the file already, or takes them in again; without numbers all of them. */
export const LeaveOutImportRows = z.strictObject({
  rowNumbers: z.array(z.int().min(1)).min(1).max(1000).optional(),
  isLeftOut: z.boolean(),
});
export type LeaveOutImportRows = z.infer<typeof LeaveOutImportRows>;
/** Of the sheets with the same heading those that are taken. */
export const ChooseImportSheets = z.strictObject({ sheets: z.array(z.string().max(200)).min(1).max(1000) });
export type ChooseImportSheets = z.infer<typeof ChooseImportSheets>;
/** Says what the columns of a file are; kept for the next file of the same unit with the same heading. */
export const MapImportColumns = z.strictObject({
  columns: z
    .array(
      z.strictObject({
        position: z.int().min(0),
        field: z.string().max(60).nullable(),
        unit: z.string().max(20).nullable(),
      }),
    )
    .max(300),
  /** Left out: as it is. */
  fixed: z.array(FixedValue).max(40).optional(),
});
export type MapImportColumns = z.infer<typeof MapImportColumns>;
export const ImportUploadQuery = z.object({
  register: z.enum(codesOf('register')),
  mode: z.enum(codesOf('importMode')).default('both'),
});
export type ImportUploadQuery = z.infer<typeof ImportUploadQuery>;
export const ImportTemplateQuery = ImportUploadQuery.pick({ register: true }).extend({
  /** Kind of resource whose extra fields the template has, too. */
  kind: z.enum(codesOf('resourceKind')).optional(),
});
export type ImportTemplateQuery = z.infer<typeof ImportTemplateQuery>;
/** Pages of imports and of exports, newest first. */
export const TransferPageQuery = z.object({ page: pageQuery.page, pageSize: pageQuery.pageSize });
export type TransferPageQuery = z.infer<typeof TransferPageQuery>;

/** 导出: the list's own filters, in a job, one file. */
export const RequestExport = z.strictObject({
  register: z.enum(EXPORT_CODES),
  format: z.enum(['xlsx', 'csv']).default('xlsx'),
  /** The query string of the list, as the list takes it. */
  query: z.record(z.string(), z.string()).default({}),
});
export type RequestExport = z.infer<typeof RequestExport>;
export const ExportView = z.object({
  id: Id,
  register: z.string(),
  format: z.enum(['xlsx', 'csv']),
  status: z.enum(codesOf('jobStatus')),
  rowCount: z.int().nullable(),
  sizeBytes: z.int().nullable(),
  fileName: z.string().nullable(),
  requestedAt: Instant,
  finishedAt: Instant.nullable(),
  errorCode: z.string().nullable(),
});
export type ExportView = z.infer<typeof ExportView>;
export const ExportPage = pageOf(ExportView);

export const ImportJob = z.strictObject({ importId: Id });
export type ImportJob = z.infer<typeof ImportJob>;
export const ExportJob = z.strictObject({ exportId: Id });
export type ExportJob = z.infer<typeof ExportJob>;
