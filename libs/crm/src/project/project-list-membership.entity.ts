import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** 清单归属: a project's stay on a list, from joining to leaving (requirements §8.5). */
@Entity('project_list_membership')
export class ProjectListMembership {
  @PrimaryGeneratedColumn('uuid') id: string;
  @Column('uuid') projectId: string;
  @Column('text') list: string;
  @Column('date') joinedOn: string;
  @Column('date', { nullable: true }) leftOn: string | null;
  @Column('text', { nullable: true }) basis: string | null;
  @Column('text', { nullable: true }) leftReason: string | null;
  /** 撤销列入: put down by mistake; it left on the day it joined, so that it counts on no day. */
  @Column('boolean') isWithdrawn: boolean;
  @Column('timestamptz') createdAt: Date;
  @Column('uuid', { nullable: true }) createdById: string | null;
}
