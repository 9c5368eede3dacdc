import { Column, Entity, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Enterprise } from './enterprise.entity.js';

/** A product line with its share of revenue (0–1) where known, largest first. */
@Entity('enterprise_product')
export class EnterpriseProduct {
  @PrimaryColumn('uuid') enterpriseId: string;
  @PrimaryColumn('int') position: number;
  @Column('text') name: string;
  @Column('numeric', { nullable: true }) share: string | null;
  @ManyToOne(() => Enterprise, (enterprise) => enterprise.productLines) enterprise: Relation<Enterprise>;
}
