import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** 单位: a county unit, department, promotion agency or other body people belong to. */
@Entity('organisation')
export class Organisation {
  @PrimaryGeneratedColumn('uuid') id: string;
  @Column('text') code: string;
  @Column('text') name: string;
  @Column('text') kind: string;
  @Column('text') areaCode: string;
  @Column('uuid', { nullable: true }) parentId: string | null;
}
