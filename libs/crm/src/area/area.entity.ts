import { Column, Entity, PrimaryColumn } from 'typeorm';

/** 填报地区: the city, its ten county-level areas and 市本级 (requirements §0.3). */
@Entity('area')
export class Area {
  @PrimaryColumn('text') code: string;
  @Column('text') name: string;
  @Column('text') shortName: string;
  @Column('text') kind: 'city' | 'county' | 'zone' | 'city_level';
  @Column('text', { nullable: true }) parentCode: string | null;
  @Column('int') sort: number;
}
