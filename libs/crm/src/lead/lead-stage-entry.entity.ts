import type { Code } from '@lianghuan/contracts';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** 阶段记录: one gate a lead went through, with what was shown for it. Never changed. */
@Entity('lead_stage_entry')
export class LeadStageEntry {
  @PrimaryGeneratedColumn('uuid') id: string;
  @Column('uuid') leadId: string;
  @Column('text', { nullable: true }) fromStage: Code<'leadStage'> | null;
  @Column('text') toStage: Code<'leadStage'>;
  @Column('date') happenedOn: string;
  @Column('text', { nullable: true }) note: string | null;
  @Column('text', { nullable: true }) evidence: string | null;
  @Column('numeric', { precision: 18, scale: 2, nullable: true }) agreedInvestmentCny: string | null;
  @Column('uuid', { nullable: true }) recordedById: string | null;
  @Column('timestamptz') recordedAt: Date;
}
