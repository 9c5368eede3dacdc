import { Injectable } from '@nestjs/common';
import type {
  AcceptSuggestion,
  DismissSuggestion,
  SnoozeSuggestion,
  SuggestionPage,
  SuggestionQuery,
  SuggestionView,
} from '@lianghuan/contracts';
import type { ConfidenceFit } from '@lianghuan/matching';
import { AppError, Clock, Database, ValidationError } from '@lianghuan/platform';
import type { EntityManager } from 'typeorm';
import { LeadService } from '../lead/lead.service.js';
import { confidenceOnWire, LIST_SCORES } from '../learning/confidence.service.js';
import { ReferenceData } from '../reference/reference-data.js';
import { briefsOf, IS_LIVE, OPPORTUNITIES } from '../signal/live-signal.js';
import { ALLOCATION_COLUMNS, type AllocationRead, allocationOnWire } from './allocation-view.js';
import { MatchRunService } from './match-run.service.js';
import type { MatchSuggestion } from './match-suggestion.entity.js';
import { PauseService } from './pause.service.js';
import { reachedAreas } from './reached-areas.js';
import type { SuggestionDecision } from './suggestion-decision.entity.js';

/** 近期信号 shown beside a suggestion. */
const SHOWN_SIGNALS = 3;

/**
 * 匹配建议: what the newest run found for a project or an enterprise, and what people decided about it. Reading joins nothing of the
 * registers but one question: may the reader see the enterprise at all?
 */
@Injectable()
export class SuggestionService {
  constructor(
    private readonly database: Database,
    private readonly reference: ReferenceData,
    private readonly clock: Clock,
    private readonly leads: LeadService,
    private readonly runs: MatchRunService,
    private readonly pauses: PauseService,
  ) {}

  /** Enterprises to approach for a project, best first. @throws {AppError} PROJECT_NOT_FOUND */
  listForProject(projectId: string, query: SuggestionQuery): Promise<SuggestionPage> {
    return this.database.transaction(async (tx) => {
      await requireRow(tx, 'project', projectId, 'PROJECT_NOT_FOUND');
      const [matchRun] = await this.runs.views(
        tx,
        'r.id = (SELECT run_id FROM match_run_project WHERE project_id = $1 AND is_current)',
        [projectId],
      );
      const page = await this.page(tx, 'mp.project_id = $1', projectId, 's.place', query);
      await this.logImpression(tx, projectId, page.items);
      return { ...page, matchRun: matchRun ?? null, pauses: await this.pauses.forProject(tx, projectId) };
    });
  }

  /** Projects to show an enterprise, best first. @throws {AppError} ENTERPRISE_NOT_FOUND, also when another unit holds it */
  listForEnterprise(enterpriseId: string, query: SuggestionQuery): Promise<SuggestionPage> {
    return this.database.transaction(async (tx) => {
      await requireRow(tx, 'enterprise', enterpriseId, 'ENTERPRISE_NOT_FOUND');
      const [matchRun] = await this.runs.views(tx, 'r.is_current ORDER BY r.frozen_at DESC LIMIT 1', []);
      const page = await this.page(tx, 's.enterprise_id = $1', enterpriseId, 's.score DESC, s.project_id', query);
      return { ...page, matchRun: matchRun ?? null, pauses: await this.pauses.forEnterprise(tx, enterpriseId) };
    });
  }

  /**
   * Accepts: opens a lead in the same transaction.
   * @throws {AppError} SUGGESTION_DECIDED, ENTERPRISE_HELD, LEAD_EXISTS, AREA_FORBIDDEN
   */
  accept(id: string, input: AcceptSuggestion): Promise<SuggestionView> {
    return this.database.transaction(async (tx) => {
      const pair = await this.loadForDecision(tx, id);
      const decisionId = await this.decide(tx, pair, { decision: 'accepted' });
      const lead = await this.leads.open(tx, {
        enterpriseId: pair.enterpriseId,
        projectId: pair.projectId,
        nextStep: input.nextStep,
        nextStepOn: input.nextStepOn,
        source: 'suggestion',
        suggestionId: id,
      });
      await tx.query('UPDATE suggestion_decision SET lead_id = $2 WHERE id = $1', [decisionId, lead.id]);
      return this.view(tx, id);
    });
  }

  /**
   * Dismisses the pair, in later runs too. A reason that is about the enterprise pauses it for all projects ({@link DISMISS_EFFECTS}).
   * @throws {AppError} SUGGESTION_DECIDED, AREA_FORBIDDEN
   */
  dismiss(id: string, input: DismissSuggestion): Promise<SuggestionView> {
    return this.database.because(input.note ?? input.reason, () =>
      this.database.transaction(async (tx) => {
        const pair = await this.loadForDecision(tx, id);
        await this.decide(tx, pair, { decision: 'dismissed', reason: input.reason, note: input.note });
        await this.pauses.setFor(tx, pair, input.reason);
        return this.view(tx, id);
      }),
    );
  }

  /** Hides the pair until a day. @throws {AppError} VALIDATION_FAILED for a day that is not to come, SUGGESTION_DECIDED */
  snooze(id: string, { until }: SnoozeSuggestion): Promise<SuggestionView> {
    return this.database.transaction(async (tx) => {
      if (until <= this.clock.today()) {
        throw new ValidationError([{ path: 'until', code: 'too_small', message: 'must be after today' }]);
      }
      const pair = await this.loadForDecision(tx, id);
      await this.decide(tx, pair, { decision: 'snoozed', snoozedUntil: until });
      return this.view(tx, id);
    });
  }

  /** Takes a dismissal, with the pause it set, or a snooze back. An acceptance stays: its lead is at work. @throws {AppError} SUGGESTION_DECIDED */
  reopen(id: string): Promise<SuggestionView> {
    return this.database.transaction(async (tx) => {
      const pair = await this.loadForDecision(tx, id);
      await tx.query(
        `DELETE FROM suggestion_decision WHERE project_id = $1 AND enterprise_id = $2 AND decision <> 'accepted'`,
        [pair.projectId, pair.enterpriseId],
      );
      await this.pauses.liftFor(tx, pair);
      const view = await this.view(tx, id);
      if (view.decision !== 'open') throw new AppError('SUGGESTION_DECIDED', { decision: view.decision });
      return view;
    });
  }

  /** Who saw which suggestions on which day, once however often the page is drawn; what was masked was not seen. */
  private async logImpression(tx: EntityManager, projectId: string, items: readonly SuggestionView[]): Promise<void> {
    const seen = items.filter(({ enterprise }) => enterprise.id !== null);
    const viewer = this.database.actor.id;
    if (seen.length === 0 || viewer === null) return;
    await tx.query(
      `INSERT INTO suggestion_impression (run_id, project_id, viewer_id, shown_on, shown_at, suggestion_ids, exploration_ids)
       VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
      [
        seen[0].matchRunId,
        projectId,
        viewer,
        this.clock.today(),
        this.clock.now(),
        seen.map(({ id }) => id),
        seen.filter(({ isExploration }) => isExploration).map(({ id }) => id),
      ],
    );
  }

  private async page(tx: EntityManager, of: string, ofId: string, order: string, query: SuggestionQuery) {
    const values = [
      ofId,
      this.clock.today(),
      query.decision ?? null,
      query.hasSignal ?? null,
      query.isClearFit ?? null,
    ];
    const from = `${FROM_SUGGESTION} WHERE ${of} AND mp.is_current AND ($3::text[] IS NULL OR ${DECISION} = ANY ($3))
      AND ($4::boolean IS NULL OR ${HAS_SIGNAL} = $4) AND ($5::boolean IS NULL OR ${IS_CLEAR_FIT} = $5)`;
    const [{ total }] = (await tx.query(`SELECT count(*)::int AS total ${from}`, values)) as [{ total: number }];
    const rows = (await tx.query(`${SELECT_SUGGESTION} ${from} ORDER BY ${order} LIMIT $6 OFFSET $7`, [
      ...values,
      query.pageSize,
      (query.page - 1) * query.pageSize,
    ])) as SuggestionRead[];
    const [{ clearFits }] = (await tx.query(
      `SELECT CASE WHEN bool_or(${IS_CLEAR_FIT} IS NOT NULL) THEN count(*) FILTER (WHERE ${IS_CLEAR_FIT})::int END AS "clearFits" ${FROM_SUGGESTION}
       WHERE ${of} AND mp.is_current`,
      [ofId],
    )) as [{ clearFits: number | null }];
    await this.reference.ready();
    return { items: rows.map((row) => this.viewOf(row)), clearFits, total, page: query.page, pageSize: query.pageSize };
  }

  private async view(tx: EntityManager, id: string): Promise<SuggestionView> {
    const [row] = (await tx.query(`${SELECT_SUGGESTION} ${FROM_SUGGESTION} WHERE s.id = $1 AND $2::date IS NOT NULL`, [
      id,
      this.clock.today(),
    ])) as SuggestionRead[];
    if (row === undefined) throw new AppError('SUGGESTION_NOT_FOUND', { id });
    await this.reference.ready();
    return this.viewOf(row);
  }

  /** Whether the actor may decide about a suggestion. @throws {AppError} SUGGESTION_NOT_FOUND, also for what he may not see */
  async mayDecide(tx: EntityManager, id: string): Promise<boolean> {
    try {
      await this.loadForDecision(tx, id);
      return true;
    } catch (error) {
      if (error instanceof AppError && error.code === 'AREA_FORBIDDEN') return false;
      throw error;
    }
  }

  /** The pair of a suggestion the actor may decide on. */
  private async loadForDecision(tx: EntityManager, id: string): Promise<DecidedPair> {
    const [pair] = (await tx.query(
      `SELECT s.id, s.project_id AS "projectId", s.enterprise_id AS "enterpriseId", p.area_code AS "areaCode"
       FROM match_suggestion s JOIN project p ON p.id = s.project_id WHERE s.id = $1`,
      [id],
    )) as DecidedPair[];
    if (pair === undefined) throw new AppError('SUGGESTION_NOT_FOUND', { id });
    await this.reference.ready();
    const areas = reachedAreas(this.database.actor, 'match.decide', this.reference);
    const isReached = areas === null || (pair.areaCode !== null && areas.includes(pair.areaCode));
    if (!isReached) throw new AppError('AREA_FORBIDDEN');
    return pair;
  }

  /** Writes a decision on a pair that is open or snoozed. Of two people at the same moment the second is told. */
  private async decide(
    tx: EntityManager,
    pair: DecidedPair,
    to: Pick<SuggestionDecision, 'decision'> & Partial<Pick<SuggestionDecision, 'reason' | 'note' | 'snoozedUntil'>>,
  ): Promise<string> {
    const rows = (await tx.query(
      `INSERT INTO suggestion_decision AS d (project_id, enterprise_id, suggestion_id, decision, reason, note, snoozed_until, decided_by_id, decided_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
       ON CONFLICT (project_id, enterprise_id) DO UPDATE SET suggestion_id = $3, decision = $4, reason = $5, note = $6, snoozed_until = $7,
         decided_by_id = $8, decided_at = $9 WHERE d.decision = 'snoozed' RETURNING id`,
      [
        pair.projectId,
        pair.enterpriseId,
        pair.id,
        to.decision,
        to.reason ?? null,
        to.note ?? null,
        to.snoozedUntil ?? null,
        this.database.actor.id,
        this.clock.now(),
      ],
    )) as { id: string }[];
    if (rows[0] === undefined) throw new AppError('SUGGESTION_DECIDED', { id: pair.id });
    return rows[0].id;
  }

  private viewOf(row: SuggestionRead): SuggestionView {
    const isHidden = row.visibleId === null;
    return {
      id: row.id,
      matchRunId: row.runId,
      project: {
        id: row.projectId,
        name: row.projectName,
        areaName: this.reference.areaName(row.areaCode),
        content: row.projectContent,
      },
      enterprise: {
        id: row.visibleId,
        name: row.enterpriseName,
        shortName: isHidden ? null : row.enterpriseShortName,
        province: isHidden ? null : row.enterpriseProvince,
        city: isHidden ? null : row.enterpriseCity,
        products: isHidden ? [] : row.enterpriseProducts,
        heldBy: row.heldBy,
      },
      rank: row.rank,
      place: row.place,
      isExploration: row.isExploration,
      // Of an enterprise another unit holds: its name, its rank and whom to ask, nothing else (acceptance check 14).
      score: isHidden ? null : row.score,
      contributions: isHidden ? [] : row.contributions,
      constraints: isHidden ? [] : row.constraints,
      fit: isHidden ? null : row.fit,
      counterArgument: isHidden ? null : row.counterArgument,
      resource: isHidden ? null : row.resource,
      market: isHidden ? null : row.market,
      chainGap: isHidden ? null : row.chainGap,
      points: isHidden ? null : row.points,
      allocation: allocationOnWire(row.allocation, isHidden),
      decision: row.decision,
      decidedByName: row.decidedByName,
      decidedAt: row.decidedAt?.toISOString() ?? null,
      dismissReason: row.reason,
      decisionNote: row.note,
      snoozedUntil: row.snoozedUntil,
      leadId: row.leadId,
      confidence: isHidden ? null : confidenceOnWire(row.confidenceFit, row.score, row.listScores),
      pause: isHidden ? null : row.pause,
      integrity: isHidden ? null : row.integrity,
      signals: row.signals,
    };
  }
}

/**
 * How many suggestions of a project wait for a decision, in the run its list shows: SQL for a number. `today` (Asia/Shanghai), likewise SQL,
 * decides which snoozed ones are back.
 */
export function openSuggestionCountSql(projectId: string, today: string): string {
  return `(SELECT count(*) FROM match_run_project mp JOIN match_suggestion s ON s.run_id = mp.run_id AND s.project_id = mp.project_id
    LEFT JOIN suggestion_decision d ON d.project_id = s.project_id AND d.enterprise_id = s.enterprise_id
    WHERE mp.is_current AND mp.project_id = ${projectId} AND (d.id IS NULL OR d.snoozed_until <= ${today}))`;
}

type DecidedPair = Pick<MatchSuggestion, 'id' | 'projectId' | 'enterpriseId'> & { readonly areaCode: string | null };

/** A suggestion as {@link SELECT_SUGGESTION} reads it. */
type SuggestionRead = Pick<
  MatchSuggestion,
  | 'id' | 'runId' | 'projectId' | 'rank' | 'place' | 'isExploration' | 'score' | 'contributions' | 'constraints' | 'fit' | 'counterArgument' | 'resource' | 'market' | 'chainGap' | 'points'
  | 'enterpriseName' | 'enterpriseShortName' | 'enterpriseProvince' | 'enterpriseCity' | 'enterpriseProducts'
> &
  Pick<SuggestionDecision, 'reason' | 'note' | 'snoozedUntil' | 'leadId'> & {
    readonly projectName: string;
    readonly projectContent: string | null;
    readonly areaCode: string | null;
    /** Null: the enterprise is held by another unit and hidden from the reader. */
    readonly visibleId: string | null;
    readonly heldBy: string | null;
    readonly allocation: AllocationRead | null;
    readonly decision: SuggestionView['decision'];
    readonly decidedByName: string | null;
    readonly decidedAt: Date | null;
    readonly pause: SuggestionView['pause'];
    readonly integrity: SuggestionView['integrity'];
    /** Empty for what is hidden: a signal is seen by who sees its enterprise. */
    readonly signals: SuggestionView['signals'];
    /** Null for a run made before there were fits. */
    readonly confidenceFit: ConfidenceFit | null;
    readonly listScores: readonly number[];
  }; // prettier-ignore

/** $2 is today: a snoozed pair is open again on its day. */
const DECISION = `CASE WHEN d.id IS NULL OR d.snoozed_until <= $2::date THEN 'open' ELSE d.decision END`;
/** Whether an opportunity is heard of the enterprise that counts today; the signal is `s` inside. */
const HAS_SIGNAL = `EXISTS (SELECT FROM (SELECT s.enterprise_id AS id) suggested JOIN enterprise_signal s ON s.enterprise_id = suggested.id
  WHERE s.kind = ANY (${OPPORTUNITIES}) AND ${IS_LIVE.replaceAll(':today', '$2::date')})`;
/** 对口; null for a run made before fits were kept, and for an enterprise hidden from the reader, whose fit no filter may tell. */
const IS_CLEAR_FIT = `(SELECT s.fit ->> 'verdict' = 'clear' FROM enterprise e WHERE e.id = s.enterprise_id)`;
const FROM_SUGGESTION = `
  FROM match_run_project mp JOIN match_suggestion s ON s.run_id = mp.run_id AND s.project_id = mp.project_id
  LEFT JOIN match_allocation_pair a ON (a.run_id, a.project_id, a.enterprise_id) = (s.run_id, s.project_id, s.enterprise_id)
  LEFT JOIN suggestion_decision d ON d.project_id = s.project_id AND d.enterprise_id = s.enterprise_id`;
/** The sub-selects read under the reader's own policies: a hidden enterprise or lead is not there. */
const SELECT_SUGGESTION = `
  SELECT s.id, s.run_id AS "runId", s.project_id AS "projectId", mp.name AS "projectName", mp.content AS "projectContent",
    mp.area_code AS "areaCode", s.rank, s.place, s.is_exploration AS "isExploration", s.score, s.contributions, s.constraints, s.fit, s.counter_argument AS "counterArgument", s.resource, s.market,
    s.chain_gap AS "chainGap", s.points,
    s.enterprise_name AS "enterpriseName", s.enterprise_short_name AS "enterpriseShortName", s.enterprise_province AS "enterpriseProvince",
    s.enterprise_city AS "enterpriseCity", s.enterprise_products AS "enterpriseProducts",
    (SELECT e.id FROM enterprise e WHERE e.id = s.enterprise_id) AS "visibleId", holder_of_enterprise(s.enterprise_id) AS "heldBy",
    ${ALLOCATION_COLUMNS} AS allocation, ${DECISION} AS decision, (SELECT u.display_name FROM app_user u WHERE u.id = d.decided_by_id) AS "decidedByName",
    d.decided_at AS "decidedAt", d.reason, d.note, d.snoozed_until::text AS "snoozedUntil",
    (SELECT l.id FROM lead l WHERE l.id = d.lead_id) AS "leadId",
    (SELECT jsonb_build_object('reason', p.reason, 'until', p.until) FROM enterprise_pause p
     WHERE p.enterprise_id = s.enterprise_id AND p.lifted_at IS NULL AND p.until > $2::date ORDER BY p.until DESC, p.id LIMIT 1) AS pause,
    (SELECT i.state FROM integrity_state i WHERE i.enterprise_id = s.enterprise_id AND i.state IN ('problem', 'expired')) AS integrity,
    ${briefsOf('s.enterprise_id', SHOWN_SIGNALS).replaceAll(':today', '$2::date')} AS signals,
    (SELECT f.fit FROM confidence_fit f WHERE f.run_id = s.run_id) AS "confidenceFit", ${LIST_SCORES} AS "listScores"`;

async function requireRow(
  tx: EntityManager,
  table: 'project' | 'enterprise',
  id: string,
  code: 'PROJECT_NOT_FOUND' | 'ENTERPRISE_NOT_FOUND',
): Promise<void> {
  const rows = (await tx.query(`SELECT FROM ${table} WHERE id = $1`, [id])) as unknown[];
  if (rows.length === 0) throw new AppError(code, { id });
}
