import type { ExtraValues } from '@lianghuan/contracts';
import { Column, Entity } from 'typeorm';
import { RecordEntity } from '../record/record.entity.js';

/** 资源: something the city side can offer in exchange for industry or investment (measure 1b). */
@Entity('resource')
export class Resource extends RecordEntity {
  @Column('text') name: string;
  @Column('text') kind: string;
  @Column('text', { nullable: true }) category: string | null;
  /** 数据性质; see supply-nature.ts. */
  @Column('text') nature: string;
  @Column('text') areaCode: string;
  /** 层级; see supply-level.ts. */
  @Column('text') level: string;
  @Column('text', { nullable: true }) place: string | null;
  @Column('text', { array: true }) industryCodes: string[];
  @Column('text', { nullable: true }) tier: string | null;
  @Column('numeric', { nullable: true }) quantityTotal: string | null;
  @Column('text', { nullable: true }) quantityUnit: string | null;
  @Column('text') quantityQualifier: string;
  @Column('numeric', { nullable: true }) quantityCommitted: string | null;
  @Column('text', { nullable: true }) reserveBasis: string | null;
  @Column('int', { nullable: true }) statisticYear: number | null;
  @Column('text', { nullable: true }) grade: string | null;
  @Column('text', { nullable: true }) ownerName: string | null;
  @Column('text') titleState: string;
  @Column('numeric', { precision: 18, scale: 2, nullable: true }) valuationCny: string | null;
  @Column('text', { nullable: true }) valuationMethod: string | null;
  @Column('date', { nullable: true }) valuedOn: string | null;
  @Column('text', { array: true }) constraintCodes: string[];
  @Column('text', { nullable: true }) infrastructure: string | null;
  @Column('text', { nullable: true }) contactUnit: string | null;
  @Column('double precision', { nullable: true }) lng: number | null;
  @Column('double precision', { nullable: true }) lat: number | null;
  @Column('text', { nullable: true }) note: string | null;
  /** 扩展字段 by name; see extra-field/. */
  @Column('jsonb') extra: ExtraValues;
  /** 不再适用: those of a kind it once was. */
  @Column('jsonb') extraSetAside: ExtraValues;
  /** Name of the park the extra field parkName means; null where it names none, or none that is known. */
  @Column('text', { nullable: true }) park: string | null;
}
