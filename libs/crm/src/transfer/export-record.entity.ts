import type { Code, RequestExport } from '@lianghuan/contracts';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** 导出记录: who took which rows out of the house, as which file. Never removed. */
@Entity('export_record')
export class ExportRecord {
  @PrimaryGeneratedColumn('uuid') id: string;
  @Column('text') register: RequestExport['register'];
  @Column('text') format: RequestExport['format'];
  /** Query string of the list. */
  @Column('jsonb') query: Record<string, string>;
  @Column('text') status: Code<'jobStatus'>;
  @Column('uuid') requestedById: string;
  @Column('timestamptz') requestedAt: Date;
  @Column('timestamptz', { nullable: true }) startedAt: Date | null;
  @Column('timestamptz', { nullable: true }) finishedAt: Date | null;
  @Column('int') attempts: number;
  @Column('uuid', { nullable: true }) claimToken: string | null;
  @Column('timestamptz') heartbeatAt: Date;
  @Column('int', { nullable: true }) rowCount: number | null;
  @Column('uuid', { nullable: true }) fileId: string | null;
  @Column('text', { nullable: true }) fileName: string | null;
  @Column('bigint', {
    nullable: true,
    transformer: { to: (n: number | null) => n, from: (t: string | null) => (t === null ? null : Number(t)) },
  })
  sizeBytes: number | null;
  @Column('text', { nullable: true }) sha256: string | null;
  @Column('text', { nullable: true }) errorCode: string | null;
  @Column('jsonb', { nullable: true }) errorDetails: Record<string, unknown> | null;
}
