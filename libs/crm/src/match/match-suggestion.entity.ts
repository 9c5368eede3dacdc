import type {
  ConstraintView,
  ContributionView,
  OfferItemView,
  PairFitView,
  PairGapView,
  PairPointsView,
} from '@lianghuan/contracts';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { z } from 'zod';

/** 匹配建议: one enterprise for one project, as it was when the run was made. Never changed afterwards. */
@Entity('match_suggestion')
export class MatchSuggestion {
  @PrimaryGeneratedColumn('uuid') id: string;
  @Column('uuid') runId: string;
  @Column('uuid') projectId: string;
  @Column('uuid') enterpriseId: string;
  /** 1 is best within the project. */
  @Column('int') rank: number;
  /** Where it stands in the project's list: its rank, unless places are given to exploration. */
  @Column('int') place: number;
  /** It stands there to be looked at, not for its score. */
  @Column('boolean') isExploration: boolean;
  /** Sum of the contributions. */
  @Column('double precision') score: number;
  @Column('jsonb') contributions: z.infer<typeof ContributionView>[];
  @Column('jsonb') constraints: z.infer<typeof ConstraintView>[];
  /** 是否对口; null for runs made before fits were kept. */
  @Column('jsonb', { nullable: true }) fit: PairFitView | null;
  @Column('jsonb', { nullable: true }) counterArgument: { criterion: string } | null;
  @Column('jsonb', { nullable: true }) resource: z.infer<typeof OfferItemView> | null;
  @Column('jsonb', { nullable: true }) market: z.infer<typeof OfferItemView> | null;
  @Column('jsonb', { nullable: true }) chainGap: PairGapView | null;
  @Column('jsonb', { nullable: true }) points: PairPointsView | null;
  @Column('text') enterpriseName: string;
  @Column('text', { nullable: true }) enterpriseShortName: string | null;
  @Column('text', { nullable: true }) enterpriseProvince: string | null;
  @Column('text', { nullable: true }) enterpriseCity: string | null;
  @Column('text', { array: true }) enterpriseProducts: string[];
}
