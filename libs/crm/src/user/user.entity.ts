import type { Role } from '@lianghuan/contracts';
import { Column, Entity, PrimaryGeneratedColumn, VersionColumn } from 'typeorm';

/** 用户: a person with roles in one organisation. Never deleted; disabled. */
@Entity('app_user')
export class User {
  @PrimaryGeneratedColumn('uuid') id: string;
  @Column('text') username: string;
  @Column('text') displayName: string;
  @Column('text', { select: false }) passwordHash: string;
  @Column('uuid') organisationId: string;
  @Column('text', { array: true }) roles: Role[];
  @Column('boolean') isDemonstration: boolean;
  /** Set by somebody else: good for one sign-in, to set an own one. */
  @Column('boolean') mustChangePassword: boolean;
  @Column('timestamptz', { nullable: true }) passwordSetAt: Date | null;
  @Column('timestamptz', { nullable: true }) disabledAt: Date | null;
  @Column('timestamptz', { nullable: true }) lastSignedInAt: Date | null;
  @Column('timestamptz') createdAt: Date;
  @Column('timestamptz') updatedAt: Date;
  @Column('uuid', { nullable: true }) updatedById: string | null;
  @VersionColumn() version: number;
}
