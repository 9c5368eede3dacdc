import { Column, CreateDateColumn, PrimaryGeneratedColumn, UpdateDateColumn, VersionColumn } from 'typeorm';

/** What every register row carries: identity, provenance, freshness, archive and the text it is found by. */
export abstract class RecordEntity {
  @PrimaryGeneratedColumn('uuid') id: string;
  /** Natural key people use, unique in its register. */
  @Column('text') code: string;
  @VersionColumn() version: number;
  @CreateDateColumn({ type: 'timestamptz' }) createdAt: Date;
  @Column('uuid', { nullable: true }) createdById: string | null;
  @UpdateDateColumn({ type: 'timestamptz' }) updatedAt: Date;
  @Column('uuid', { nullable: true }) updatedById: string | null;
  @Column('timestamptz', { nullable: true }) archivedAt: Date | null;
  @Column('uuid', { nullable: true }) archivedById: string | null;
  @Column('text', { nullable: true }) archiveReason: string | null;
  /** Archived because the batch that made it was undone; see change/change-undo.service.ts. */
  @Column('boolean') isUndone: boolean;

  @Column('text', { nullable: true }) sourceName: string | null;
  @Column('text') sourceKind: string;
  @Column('text', { nullable: true }) sourceUrl: string | null;
  @Column('text', { nullable: true }) sourceOn: string | null;
  @Column('date', { nullable: true }) surveyedOn: string | null;
  @Column('date', { nullable: true }) validUntil: string | null;
  @Column('text', { nullable: true }) verifiedBy: string | null;
  @Column('date', { nullable: true }) verifiedOn: string | null;
  /** 仍属实: who keeps the row and stands for it; no verification. */
  @Column('text', { nullable: true }) confirmedBy: string | null;
  @Column('date', { nullable: true }) confirmedOn: string | null;
  @Column('text') confidence: string;
  /** Who wrote the row down first, where it comes from elsewhere, and when; `createdById` says who brought it here. */
  @Column('text', { nullable: true }) recordedBy: string | null;
  @Column('date', { nullable: true }) recordedOn: string | null;

  /** Normalised words, names and pinyin; see search/search-text.ts. The bigrams beside it are made by the database. */
  @Column('text', { select: false }) searchText: string;
  /** Rows that may be the same share one of these; see duplicate/. Null until the scan has made them. */
  @Column('text', { array: true, nullable: true, select: false }) duplicateKeys: string[] | null;
}
