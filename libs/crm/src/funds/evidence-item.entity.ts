import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** 凭证: a file behind a funds line. */
@Entity('evidence_item')
export class EvidenceItem {
  @PrimaryGeneratedColumn('uuid') id: string;
  @Column('uuid') fundsLineId: string;
  @Column('uuid') fileId: string;
  @Column('text') sha256: string;
  @Column('timestamptz') createdAt: Date;
  @Column('uuid', { nullable: true }) createdById: string | null;
}
