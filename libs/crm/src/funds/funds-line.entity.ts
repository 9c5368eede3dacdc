import type { Code } from '@lianghuan/contracts';
import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn, UpdateDateColumn, VersionColumn } from 'typeorm';

const FIXED = { update: false } as const;

/** 到位资金: money that arrived for a project in a month (measure 34b). What was filed never changes; the verdict is added. */
@Entity('funds_line')
export class FundsLine {
  @PrimaryGeneratedColumn('uuid') id: string;
  /** `DW000001`. */
  @Column({ type: 'text', ...FIXED }) code: string;
  @VersionColumn() version: number;
  @Column({ type: 'text', ...FIXED }) areaCode: string;
  @Column({ type: 'uuid', ...FIXED }) projectId: string;
  @Column({ type: 'uuid', nullable: true, ...FIXED }) enterpriseId: string | null;
  /** Filled by the database, see the lead's. */
  @Column({ type: 'text', nullable: true, insert: false, update: false }) enterpriseName: string | null;
  /** Month the money arrived, `YYYY-MM`, Asia/Shanghai. */
  @Column({ type: 'text', ...FIXED }) period: string;
  @Column({ type: 'text', ...FIXED }) kind: Code<'fundsKind'>;
  /** Yuan; negative for a reversal. */
  @Column({ type: 'numeric', precision: 18, scale: 2, ...FIXED }) amountCny: string;
  /** Yuan the city recognised; null until it did. */
  @Column({ type: 'numeric', precision: 18, scale: 2, nullable: true }) verifiedAmountCny: string | null;
  @Column({ type: 'text' }) status: Code<'fundsStatus'>;
  @Column({ type: 'text', nullable: true }) verdictReason: string | null;
  @Column({ type: 'text', nullable: true }) withdrawReason: string | null;
  @Column({ type: 'text', nullable: true, ...FIXED }) note: string | null;
  /** See funds-definition.ts. */
  @Column({ type: 'text', ...FIXED }) definitionVersion: string;
  @Column({ type: 'boolean', ...FIXED }) inScope: boolean;
  @Column({ type: 'uuid', nullable: true, ...FIXED }) reversalOfId: string | null;
  @Column({ type: 'uuid', nullable: true, ...FIXED }) replacesId: string | null;
  @Column({ type: 'uuid', ...FIXED }) filedById: string;
  @Column({ type: 'timestamptz', ...FIXED }) filedAt: Date;
  @Column({ type: 'uuid', nullable: true }) verifiedById: string | null;
  @Column({ type: 'timestamptz', nullable: true }) verifiedAt: Date | null;
  @Column({ type: 'boolean', default: false, ...FIXED }) isExample: boolean;
  @CreateDateColumn({ type: 'timestamptz' }) createdAt: Date;
  @UpdateDateColumn({ type: 'timestamptz' }) updatedAt: Date;
  @Column({ type: 'uuid', nullable: true }) updatedById: string | null;
}
