import { Column, Entity, OneToMany, type Relation } from 'typeorm';
import { RecordEntity } from '../record/record.entity.js';
import { EnterpriseProduct } from './enterprise-product.entity.js';

/** 目标企业: an enterprise worth approaching, or already approached (measure 2e). */
@Entity('enterprise')
export class Enterprise extends RecordEntity {
  @Column('text') name: string;
  /** Name without organisation form, brackets and width variants; natural key where no credit code is known. */
  @Column('text') normalizedName: string;
  @Column('text', { nullable: true }) creditCode: string | null;
  @Column('text', { nullable: true }) shortName: string | null;
  @Column('text', { array: true }) formerNames: string[];
  @Column('text', { nullable: true }) groupName: string | null;
  @Column('text', { nullable: true }) regionCode: string | null;
  @Column('text', { nullable: true }) province: string | null;
  @Column('text', { nullable: true }) city: string | null;
  @Column('text', { array: true }) industryCodes: string[];
  @Column('text', { nullable: true }) businessSummary: string | null;
  @Column('text', { nullable: true }) listedCode: string | null;
  @Column('text', { nullable: true }) exchange: string | null;
  @Column('numeric', { precision: 18, scale: 2, nullable: true }) registeredCapitalCny: string | null;
  @Column('numeric', { precision: 18, scale: 2, nullable: true }) totalAssetsCny: string | null;
  @Column('date', { nullable: true }) totalAssetsOn: string | null;
  @Column('numeric', { precision: 18, scale: 2, nullable: true }) revenueCny: string | null;
  @Column('int', { nullable: true }) revenueYear: number | null;
  @Column('int', { nullable: true }) employeeCount: number | null;
  @Column('text', { nullable: true }) controllerType: string | null;
  @Column('text') status: string;
  /** 优强等级 with what speaks for it: written by the database when a grading is approved; see grade/. */
  @Column({ type: 'text', insert: false, update: false }) grade: string;
  @Column({ type: 'text', nullable: true, insert: false, update: false }) gradeEvidence: string | null;
  @Column({ type: 'date', nullable: true, insert: false, update: false }) gradedOn: string | null;
  @Column('text', { nullable: true }) expansionIntent: string | null;
  @Column('boolean') doNotContact: boolean;
  @Column('text', { nullable: true }) website: string | null;
  @Column('text', { nullable: true }) note: string | null;
  /** Unit that follows the enterprise; others see only that it is held. */
  @Column('uuid', { nullable: true }) holderOrganisationId: string | null;
  @Column('text', { nullable: true }) holderAreaCode: string | null;
  @Column('timestamptz', { nullable: true }) heldSince: Date | null;
  /** 对接人: who answers for the relation; see relationship/. */
  @Column({ type: 'uuid', nullable: true, insert: false, update: false }) ownerId: string | null;
  /** 最近联系: newest activity of its leads, kept by the database. */
  @Column({ type: 'date', nullable: true, insert: false, update: false }) lastContactOn: string | null;
  @OneToMany(() => EnterpriseProduct, (product) => product.enterprise) productLines: Relation<EnterpriseProduct>[];
  /** Unit of who made the row, where the service has looked it up; no column. */
  creatorOrganisationId?: string | null;
  /** Whether a lead is under way with it, whoever may see that lead, where the service has looked; no column. */
  hasLiveLead?: boolean;
}
