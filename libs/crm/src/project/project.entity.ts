import type { FundingSource, GuaranteeVerdict } from '@lianghuan/contracts';
import { Column, Entity } from 'typeorm';
import { RecordEntity } from '../record/record.entity.js';
import type { KeyFacts } from './key-facts.js';

/** 项目: one record per project, whatever lists it stands on (measures 2c, 9–13). */
@Entity('project')
export class Project extends RecordEntity {
  @Column('text') name: string;
  @Column('text', { nullable: true }) nationalCode: string | null;
  @Column('text') placement: string;
  @Column('text', { nullable: true }) areaCode: string | null;
  @Column('text', { nullable: true }) province: string | null;
  @Column('text', { nullable: true }) place: string | null;
  /** 所在园区 as people wrote it; the park it means is {@link park}. */
  @Column('text', { nullable: true }) parkName: string | null;
  @Column('text', { nullable: true }) park: string | null;
  @Column('text', { nullable: true }) sector: string | null;
  @Column('text', { array: true }) industryCodes: string[];
  @Column('text', { nullable: true }) modernisation: string | null;
  @Column('text', { nullable: true }) projectCategory: string | null;
  @Column('text', { nullable: true }) investorKind: string | null;
  @Column('text', { nullable: true }) chainAction: string | null;
  @Column('text', { nullable: true }) content: string | null;
  @Column('text', { nullable: true }) scaleText: string | null;
  @Column('text') phase: string;
  @Column('numeric', { precision: 18, scale: 2, nullable: true }) totalInvestmentCny: string | null;
  @Column('text') investmentQualifier: string;
  @Column('text', { nullable: true }) thresholdExceptionReason: string | null;
  @Column('uuid', { nullable: true }) thresholdExceptionById: string | null;
  @Column('timestamptz', { nullable: true }) thresholdExceptionAt: Date | null;
  @Column('jsonb') fundingPlan: readonly FundingSource[];
  @Column('text', { array: true, nullable: true }) fundingRoutes: string[] | null;
  @Column('numeric', { precision: 18, scale: 2, nullable: true }) fundingSoughtCny: string | null;
  @Column('numeric', { precision: 18, scale: 2, nullable: true }) fundingGrantedCny: string | null;
  @Column('date', { nullable: true }) fundingGrantedOn: string | null;
  @Column('text', { nullable: true }) investorName: string | null;
  @Column('date', { nullable: true }) plannedStartOn: string | null;
  @Column('date', { nullable: true }) plannedFinishOn: string | null;
  @Column('numeric', { nullable: true }) landMu: string | null;
  @Column('int', { nullable: true }) landYear: number | null;
  @Column('text', { nullable: true }) landClass: string | null;
  @Column('numeric', { nullable: true }) newConstructionMu: string | null;
  @Column('numeric', { nullable: true }) forestMu: string | null;
  @Column('text', { nullable: true }) quotaPrepaid: string | null;
  @Column('text', { nullable: true }) landBatch: string | null;
  @Column('numeric', { nullable: true }) landGuaranteedMu: string | null;
  @Column('numeric', { nullable: true }) forestGuaranteedMu: string | null;
  @Column('text', { nullable: true }) landGuarantee: string | null;
  @Column('text', { nullable: true }) forestGuarantee: string | null;
  @Column('numeric', { nullable: true }) energyTce: string | null;
  @Column('numeric', { nullable: true }) energyGapTce: string | null;
  @Column('text', { nullable: true }) energyCase: string | null;
  @Column('text', { nullable: true }) energyGuarantee: string | null;
  @Column('numeric', { nullable: true }) waterM3: string | null;
  @Column('text', { nullable: true }) waterGuarantee: string | null;
  @Column('text', { nullable: true }) environmentGuarantee: string | null;
  @Column('text', { nullable: true }) environmentVerdict: string | null;
  @Column('text', { nullable: true }) environmentConditions: string | null;
  @Column('text', { nullable: true }) sensitiveArea: string | null;
  @Column('text', { nullable: true }) policyFit: string | null;
  @Column('text', { nullable: true }) supportFit: string | null;
  @Column('text', { nullable: true }) fundFit: string | null;
  @Column('text', { nullable: true }) industryFit: string | null;
  @Column('text', { nullable: true }) marketFit: string | null;
  @Column('text', { nullable: true }) approvalKind: string | null;
  @Column('date', { nullable: true }) approvalAppliedOn: string | null;
  @Column('date', { nullable: true }) approvalDueOn: string | null;
  @Column('date', { nullable: true }) approvedOn: string | null;
  @Column('text', { nullable: true }) approvalDocumentNo: string | null;
  @Column('text', { nullable: true }) approvalAuthority: string | null;
  @Column('text', { array: true }) responsibleUnits: string[];
  @Column('text', { nullable: true }) note: string | null;
  /** 储备状态; changed only through `ReserveStateService`. */
  @Column('text') reserveState: string;
  @Column('text', { nullable: true }) reserveReason: string | null;
  @Column('timestamptz', { nullable: true }) reserveChangedAt: Date | null;
  @Column('uuid', { nullable: true }) reserveChangedById: string | null;
  /** Day of the present stay's beginning. */
  @Column('date', { nullable: true }) intakeOn: string | null;
  @Column('uuid', { nullable: true }) reservePacketId: string | null;
  @Column('text', { nullable: true }) reserveExceptionReason: string | null;
  @Column('jsonb', { nullable: true }) reserveKeyFacts: KeyFacts | null;
  /** By the field of the element; written by {@link ReserveStateService.setGuarantee} alone. */
  @Column('jsonb') guaranteeVerdicts: Readonly<Partial<Record<string, GuaranteeVerdict>>>;
  /** Batch whose change of a key fact made it 需更新; null once somebody moved it since. */
  @Column('uuid', { nullable: true }) reserveBatchId: string | null;
  /** 储备质量分: a function of the row that PostgreSQL reads like a column; for conditions and order only. */
  @Column({ type: 'numeric', select: false, insert: false, update: false }) quality: string;
  /** 成熟度, likewise. */
  @Column({ type: 'text', nullable: true, select: false, insert: false, update: false }) maturity: string | null;
}
