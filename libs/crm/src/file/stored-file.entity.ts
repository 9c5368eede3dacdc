import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** 文件: what somebody uploaded or a job made; the bytes lie in the file store under `storageKey`. */
@Entity('stored_file')
export class StoredFile {
  @PrimaryGeneratedColumn('uuid') id: string;
  @Column('text') name: string;
  @Column('text') mediaType: string;
  /** Bytes. The driver hands bigint out as text. */
  @Column('bigint', { transformer: { to: (bytes: number) => bytes, from: (text: string) => Number(text) } })
  sizeBytes: number;
  @Column('text') sha256: string;
  @Column('text') storageKey: string;
  /** `evidence` is seen with its funds line only; other purposes belong to imports and exports. */
  @Column('text') purpose: string;
  @Column('timestamptz') createdAt: Date;
  @Column('uuid', { nullable: true }) createdById: string | null;
}
