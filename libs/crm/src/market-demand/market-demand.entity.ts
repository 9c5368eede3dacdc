import { Column, Entity } from 'typeorm';
import { RecordEntity } from '../record/record.entity.js';

/** 市场: demand that can be offered in exchange for industry (measure 1c). */
@Entity('market')
export class MarketDemand extends RecordEntity {
  @Column('text') name: string;
  @Column('text') kind: string;
  @Column('text', { nullable: true }) category: string | null;
  /** 数据性质; see supply-nature.ts. */
  @Column('text') nature: string;
  @Column('text') areaCode: string;
  /** 层级; see supply-level.ts. */
  @Column('text') level: string;
  @Column('text', { array: true }) industryCodes: string[];
  @Column('text', { nullable: true }) buyers: string | null;
  @Column('numeric', { nullable: true }) annualVolume: string | null;
  @Column('text', { nullable: true }) volumeUnit: string | null;
  @Column('text') volumeQualifier: string;
  @Column('numeric', { precision: 18, scale: 2, nullable: true }) annualValueCny: string | null;
  @Column('int', { nullable: true }) periodYear: number | null;
  @Column('numeric', { nullable: true }) localShare: string | null;
  @Column('numeric', { nullable: true }) substitutableShare: string | null;
  @Column('text', { nullable: true }) currentSuppliers: string | null;
  @Column('text', { nullable: true }) accessConditions: string | null;
  @Column('text', { nullable: true }) fairCompetitionNote: string | null;
  @Column('text', { nullable: true }) contactUnit: string | null;
  @Column('text', { nullable: true }) note: string | null;
}
