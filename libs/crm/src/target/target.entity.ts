import type { Code } from '@lianghuan/contracts';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** 目标 (G4): what an indicator should reach in a year and area, with the comparator the document uses. */
@Entity('target')
export class Target {
  @PrimaryGeneratedColumn('uuid') id: string;
  /** Indicator code where the product computes it (`F1`), else the number of the statement (`T12`). */
  @Column('text') code: string;
  @Column('text') indicator: string;
  @Column('int') year: number;
  @Column('text') areaCode: string;
  @Column('text') comparator: Code<'comparator'>;
  @Column('numeric') value: string;
  @Column('numeric', { nullable: true }) valueTo: string | null;
  @Column('text') unit: string;
  /** For 左右: how far below still counts as met, 0–1. */
  @Column('numeric', { nullable: true }) toleranceShare: string | null;
  @Column('text') scope: string;
  @Column('text') scopeKind: string;
  @Column('text') clause: string;
  @Column('text') basis: string;
  @Column('int') version: number;
}
