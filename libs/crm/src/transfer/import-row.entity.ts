import type { Code } from '@lianghuan/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Cell } from './cell.js';
import type { FieldValue } from './field-value.js';
import type { AlikeRow, LikelyRow } from './import-judge.js';
import type { RowIssue } from './import-issue.js';

/** 导入行: one row of the sender's table, what is to be done with it, and what was. */
@Entity('import_row')
export class ImportRow {
  @PrimaryColumn('uuid') batchId: string;
  /** As the spreadsheet shows it. */
  @PrimaryColumn('int') rowNumber: number;
  @Column('text') verdict: Code<'importVerdict'>;
  /** Natural key in its register; null where the row has none. */
  @Column('text', { nullable: true }) key: string | null;
  @Column('text', { nullable: true }) name: string | null;
  /** As they came, by position. */
  @Column('jsonb') cells: Cell[];
  /** As in {@link JudgedRow}. */
  @Column('jsonb', { nullable: true }) merged: Readonly<Record<number, number>> | null;
  /** Read values of the understood columns; what will be stored, or for an update what differs. */
  @Column('jsonb') input: Record<string, FieldValue>;
  @Column('uuid', { nullable: true }) targetId: string | null;
  /** Version of the target the verdict was made against. */
  @Column('int', { nullable: true }) targetVersion: number | null;
  /** For updates, field → text before and after. */
  @Column('jsonb') changes: Record<string, [string, string]>;
  /** For updates, the stored values that `input` replaces. */
  @Column('jsonb', { nullable: true }) before: Record<string, FieldValue> | null;
  @Column('jsonb') issues: RowIssue[];
  /** Stored rows, then earlier ones of the file, that a row to be created may be the same as, best first; null for none. */
  @Column('jsonb', { nullable: true }) likely: readonly (LikelyRow | AlikeRow)[] | null;
}
