import type { Code } from '@lianghuan/contracts';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** 建议处理: what people decided about a pair. It belongs to project and enterprise, so it outlives the run. */
@Entity('suggestion_decision')
export class SuggestionDecision {
  @PrimaryGeneratedColumn('uuid') id: string;
  @Column('uuid') projectId: string;
  @Column('uuid') enterpriseId: string;
  /** The suggestion that was on the screen when it was decided. */
  @Column('uuid') suggestionId: string;
  @Column('text') decision: 'accepted' | 'dismissed' | 'snoozed';
  @Column('text', { nullable: true }) reason: Code<'dismissReason'> | null;
  @Column('text', { nullable: true }) note: string | null;
  /** Day in Asia/Shanghai on which a snoozed pair is open again. */
  @Column('date', { nullable: true }) snoozedUntil: string | null;
  /** The lead an acceptance opened. */
  @Column('uuid', { nullable: true }) leadId: string | null;
  @Column('uuid', { nullable: true }) decidedById: string | null;
  @Column('timestamptz') decidedAt: Date;
}
