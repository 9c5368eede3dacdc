import type { Code } from '@lianghuan/contracts';
import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn, UpdateDateColumn, VersionColumn } from 'typeorm';

/** 线索: an enterprise on its way to a project, from first contact to production (measures 4b–4d). */
@Entity('lead')
export class Lead {
  @PrimaryGeneratedColumn('uuid') id: string;
  /** `LD000001`. */
  @Column('text') code: string;
  @VersionColumn() version: number;
  @Column('uuid') enterpriseId: string;
  /** Filled by the database: readable also once another unit holds the enterprise. */
  @Column({ type: 'text', insert: false, update: false }) enterpriseName: string;
  @Column('uuid', { nullable: true }) projectId: string | null;
  @Column('text') areaCode: string;
  @Column('text') stage: Code<'leadStage'>;
  @Column('date') stageEnteredOn: string;
  @Column('text') status: Code<'leadStatus'>;
  @Column('text', { nullable: true }) statusReason: string | null;
  @Column('text') source: Code<'leadSource'>;
  @Column('uuid', { nullable: true }) suggestionId: string | null;
  /** Person who answers for it. */
  @Column('uuid') ownerId: string;
  /** The owner's unit. */
  @Column('uuid') organisationId: string;
  /** Units that work on it together with the owner. */
  @Column('uuid', { array: true }) sharedOrganisationIds: string[];
  @Column('text') nextStep: string;
  @Column('date') nextStepOn: string;
  @Column('numeric', { precision: 18, scale: 2, nullable: true }) agreedInvestmentCny: string | null;
  @Column('text', { nullable: true }) note: string | null;
  /** 首报: who registered it first and when; never changes. */
  @Column({ type: 'timestamptz', update: false }) firstReportedAt: Date;
  @Column({ type: 'uuid', nullable: true, update: false }) firstReportedById: string | null;
  @Column('date', { nullable: true }) lastActivityOn: string | null;
  /** 示例: invented for demonstration. */
  @Column({ type: 'boolean', default: false, update: false }) isExample: boolean;
  @CreateDateColumn({ type: 'timestamptz' }) createdAt: Date;
  @UpdateDateColumn({ type: 'timestamptz' }) updatedAt: Date;
  @Column('uuid', { nullable: true }) updatedById: string | null;
}
