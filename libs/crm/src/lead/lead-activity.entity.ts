import type { Code } from '@lianghuan/contracts';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** 跟进记录: a call, a visit, a talk. Never changed. */
@Entity('lead_activity')
export class LeadActivity {
  @PrimaryGeneratedColumn('uuid') id: string;
  @Column('uuid') leadId: string;
  @Column('text') kind: Code<'activityKind'>;
  @Column('date') happenedOn: string;
  @Column('text') summary: string;
  @Column('text', { nullable: true }) place: string | null;
  @Column('text', { nullable: true }) attendees: string | null;
  @Column('uuid', { nullable: true }) recordedById: string | null;
  @Column('timestamptz') recordedAt: Date;
}
