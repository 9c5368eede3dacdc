import type { Code, FixedValue, ImportView } from '@lianghuan/contracts';
import type { BatchSheet } from './batch-sheet.js';
import type { ValueAlias } from './value-aliases.js';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** How many rows got which verdict. */
export type ImportCounts = ImportView['counts'];

/** A column of the sender's table as it was understood. */
export interface StoredColumn {
  /** Index into the cells of a row. */
  readonly position: number;
  readonly heading: string;
  /** Null: not read. */
  readonly field: string | null;
  readonly unit: string | null;
  /** As in {@link TableColumn}; batches of former versions have none. */
  readonly proposedUnit?: string;
}

/** A fixed value with how people read it. */
export type StoredFixed = FixedValue & { readonly text: string };

/** 导入批次: one file on its way into a register, from the upload to the written rows. */
@Entity('import_batch')
export class ImportBatch {
  @PrimaryGeneratedColumn('uuid') id: string;
  @Column('text') register: Code<'register'>;
  @Column('text') mode: Code<'importMode'>;
  @Column('text') status: Code<'importStatus'>;
  @Column('uuid') fileId: string;
  @Column('text') fileName: string;
  @Column('uuid') createdById: string;
  /** Area of the importer's unit when he uploaded; reviewers of that area may look. */
  @Column('text') areaCode: string;
  @Column('timestamptz') createdAt: Date;
  @Column('timestamptz', { nullable: true }) startedAt: Date | null;
  /** What others wrote after this moment, the importer has not been shown. */
  @Column('timestamptz', { nullable: true }) checkStartedAt: Date | null;
  @Column('timestamptz', { nullable: true }) finishedAt: Date | null;
  @Column('int') attempts: number;
  @Column('uuid', { nullable: true }) claimToken: string | null;
  @Column('timestamptz') heartbeatAt: Date;
  @Column('int') progressDone: number;
  @Column('int') progressTotal: number;
  @Column('jsonb') columns: StoredColumn[];
  @Column('jsonb') aliases: ValueAlias[];
  @Column('jsonb') fixed: StoredFixed[];
  @Column('jsonb') counts: ImportCounts;
  /** Those with the same heading, read or left out. */
  @Column('jsonb') sheets: BatchSheet[];
  /** Names of those its importer leaves out. */
  @Column('jsonb') leftOutSheets: string[];
  /** Sheets with tables that were not read. */
  @Column('jsonb') otherSheets: ImportView['otherSheets'];
  /** Rows of the table that the sender has hidden. */
  @Column('int') hiddenRows: number;
  @Column('text', { nullable: true }) errorCode: string | null;
  @Column('jsonb', { nullable: true }) errorDetails: Record<string, unknown> | null;
}

/** {@link ImportCounts} before anything is judged. */
export const NOTHING_COUNTED: ImportCounts = { create: 0, update: 0, unchanged: 0, skip: 0, error: 0 };

/** {@link ImportCounts} of the batch $1 as its rows are now, as SQL. */
export const COUNTED = `(SELECT jsonb_build_object('create', count(*) FILTER (WHERE verdict = 'create'), 'update', count(*) FILTER (WHERE verdict = 'update'),
  'unchanged', count(*) FILTER (WHERE verdict = 'unchanged'), 'skip', count(*) FILTER (WHERE verdict = 'skip'),
  'error', count(*) FILTER (WHERE verdict = 'error')) FROM import_row WHERE batch_id = $1)`;
