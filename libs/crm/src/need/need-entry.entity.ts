import { Column, Entity } from 'typeorm';
import type { Code } from '@lianghuan/contracts';
import { RecordEntity } from '../record/record.entity.js';

/** 供需矩阵条目: a trade needs a kind of resource, or sells into a kind of market (matching §5.9). */
@Entity('need_entry')
export class NeedEntry extends RecordEntity {
  /** Trade → category, made by us. */
  @Column('text') name: string;
  @Column('text') side: Code<'needSide'>;
  @Column('text') relation: Code<'needRelation'>;
  @Column('text', { array: true }) industryCodes: string[];
  /** Words of a project's text. */
  @Column('text', { array: true }) words: string[];
  @Column('text') category: string;
  /** 0–1: how much of the trade's business hangs on it. */
  @Column('numeric') strength: string;
  /** Use of the category for 亿元 of investment, in `useUnit`; null where nobody has a source for one. */
  @Column('numeric', { nullable: true }) usePerInvestment: string | null;
  @Column('text', { nullable: true }) useUnit: string | null;
  @Column('text', { nullable: true }) note: string | null;
  @Column('boolean') isDefault: boolean;
}
