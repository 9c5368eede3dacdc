import { type Code, codesOf } from '@lianghuan/contracts';
import { dayAfter } from '@lianghuan/platform';
import { type EntityManager, In } from 'typeorm';
import { keyFactsOf } from '../project/key-facts.js';
import { rateReview, rateRubric } from '../project/project-rating.js';
import { Project } from '../project/project.entity.js';
import type { ReferenceData } from '../reference/reference-data.js';
import { digestOf, frozenOf } from './packet-contents.js';
import { seatsFor } from './review-seats.js';

interface ExamplePlan {
  readonly status: Exclude<Code<'reviewStatus'>, 'withdrawn'>;
  /** Days since it was submitted; reviews take twelve. */
  readonly submittedAgo: number;
  /** Seats whose verdict is not 通过; of an open packet, those that have not concluded yet. */
  readonly seats?: readonly Code<'reviewSeat'>[];
  /** Days until the conditions are due; negative is overdue. */
  readonly dueIn?: number;
  /** Scores of the five criteria. */
  readonly scores?: readonly [number, number, number, number, number];
}

const REVIEW_DAYS = 12;
const PLANS: readonly ExamplePlan[] = [
  { status: 'open', submittedAgo: 3, seats: ['line', 'land', 'forest', 'environment', 'energy', 'water'] },
  { status: 'approved', submittedAgo: 30, scores: [4, 4, 5, 4, 3] },
  { status: 'conditional', submittedAgo: 48, seats: ['energy', 'land'], dueIn: 25, scores: [4, 4, 3, 4, 4] },
  { status: 'open', submittedAgo: 8, seats: ['land', 'water'] },
  { status: 'approved', submittedAgo: 75, scores: [5, 4, 4, 4, 4] },
  { status: 'returned', submittedAgo: 35, seats: ['environment'] },
  { status: 'approved', submittedAgo: 96 },
  { status: 'conditional', submittedAgo: 118, seats: ['water'], dueIn: -9, scores: [3, 4, 4, 3, 3] },
  { status: 'open', submittedAgo: 5, seats: ['forest', 'energy', 'water', 'investment'] },
  { status: 'approved', submittedAgo: 140, scores: [4, 5, 5, 5, 4] },
  { status: 'vetoed', submittedAgo: 60, seats: ['forest'] },
  { status: 'approved', submittedAgo: 165 },
];

/**
 * Invents reviews of real projects that state their investment, marked 示例: some through, some under way, one sent back, one vetoed.
 * For the system, inside the caller's transaction.
 * @returns how many were made
 */
export async function seedExampleReviews(tx: EntityManager, reference: ReferenceData, today: string): Promise<number> {
  await reference.ready();
  const chosen = (await tx.query(CHOSEN, [PLANS.length])) as { id: string; unitId: string }[];
  const projects = new Map((await tx.findBy(Project, { id: In(chosen.map(({ id }) => id)) })).map((row) => [row.id, row])); // prettier-ignore
  const reviewers = (await tx.query(
    `SELECT DISTINCT ON (organisation_id) organisation_id AS unit, id FROM app_user
     WHERE is_demonstration AND roles && '{department_reviewer,bureau_reviewer}' ORDER BY organisation_id, username`,
  )) as { unit: string; id: string }[];
  const reviewerOf = new Map(reviewers.map(({ unit, id }) => [unit, id]));
  let made = 0;
  for (const [i, { id, unitId }] of chosen.entries()) {
    const project = projects.get(id);
    if (project === undefined) continue;
    await seedOne(tx, reference, project, { plan: PLANS[i], unitId, today, reviewerOf });
    made += 1;
  }
  return made;
}

async function seedOne(
  tx: EntityManager,
  reference: ReferenceData,
  project: Project,
  { plan, unitId, today, reviewerOf }: { plan: ExamplePlan; unitId: string; today: string; reviewerOf: ReadonlyMap<string, string> }, // prettier-ignore
): Promise<void> {
  const seats = await seatsFor(tx, reference, project.industryCodes, undefined);
  const frozen = frozenOf(project, []);
  const submittedOn = dayAfter(today, -plan.submittedAgo);
  const concludedOn = dayAfter(submittedOn, REVIEW_DAYS);
  const [{ packetId }] = (await tx.query(
    `INSERT INTO review_packet (project_id, number, area_code, frozen, sha256, project_version, status, note, organisation_id, submitted_at,
       concluded_at, is_example)
     VALUES ($1, 1, $2, $3, $4, $5, $6, '示例送审，内容为虚构，仅供演示', $7, $8, $9, true) RETURNING id AS "packetId"`,
    [
      project.id, project.areaCode, JSON.stringify(frozen), digestOf(frozen), project.version, plan.status, unitId, at(submittedOn),
      plan.status === 'open' ? null : at(concludedOn),
    ], // prettier-ignore
  )) as [{ packetId: string }];
  for (const { seat, organisationId, checklistVersion } of seats) {
    const isOther = plan.seats?.includes(seat) === true;
    const verdict = !isOther
      ? 'pass'
      : plan.status === 'open'
        ? null
        : plan.status === 'conditional'
          ? 'conditional'
          : plan.status === 'vetoed'
            ? 'veto'
            : 'return';
    const [{ opinionId }] = (await tx.query(
      `INSERT INTO review_opinion (packet_id, seat, organisation_id, checklist_version, answers, verdict, opinion, concluded_by_id, concluded_at)
       SELECT $1, $2, $3, $4, CASE WHEN $5::text IN ('pass', 'conditional') THEN (SELECT jsonb_object_agg(code, 'yes')
         FROM review_checklist_item WHERE seat = $2 AND version = $4) ELSE '{}' END, $5, $6, $7, $8 RETURNING id AS "opinionId"`,
      [
        packetId, seat, organisationId, checklistVersion, verdict, verdict === null || verdict === 'pass' ? null : `示例：${WORDS[verdict]}`,
        verdict === null ? null : (reviewerOf.get(organisationId) ?? null), verdict === null ? null : at(dayAfter(submittedOn, 2)),
      ], // prettier-ignore
    )) as [{ opinionId: string }];
    if (verdict !== 'conditional') continue;
    await tx.query(
      `INSERT INTO review_condition (packet_id, opinion_id, project_id, packet_number, seat, organisation_id, owner_organisation_id, text, due_on)
       VALUES ($1, $2, $3, 1, $4, $5, $6, '示例：落实指标并附批复', $7)`,
      [packetId, opinionId, project.id, seat, organisationId, unitId, dayAfter(today, plan.dueIn ?? 0)],
    );
  }
  const isAdmitted = plan.status === 'approved' || plan.status === 'conditional';
  const state = { open: 'pending', approved: 'in_reserve', conditional: 'in_reserve', returned: 'draft', vetoed: 'exited' }[plan.status]; // prettier-ignore
  await tx.query(
    `UPDATE project SET reserve_state = $2, reserve_reason = $3, reserve_changed_at = $4, intake_on = $5, reserve_packet_id = $6,
       reserve_key_facts = $7 WHERE id = $1`,
    [
      project.id, state, plan.status === 'open' ? null : '示例评审的结果', at(plan.status === 'open' ? submittedOn : concludedOn),
      isAdmitted ? concludedOn : null, isAdmitted ? packetId : null, isAdmitted ? JSON.stringify(keyFactsOf(project)) : null,
    ], // prettier-ignore
  );
  await rateReview(tx, project.id);
  if (plan.scores === undefined) return;
  await tx.query(
    `INSERT INTO project_rubric (project_id, area_code, market_score, benefit_score, chain_score, prospect_score, speed_score, rationale,
       organisation_id, scored_by_id, scored_at, is_example)
     SELECT $1, $2, $3, $4, $5, $6, $7, $8, u.organisation_id, u.id, $9, true
     FROM app_user u WHERE u.is_demonstration AND u.roles && '{department_reviewer}' LIMIT 1`,
    [project.id, project.areaCode, ...plan.scores, JSON.stringify(Object.fromEntries(codesOf('rubricCriterion').map((criterion) => [criterion, '示例：评分依据']))), at(concludedOn)],
  ); // prettier-ignore
  await rateRubric(tx, project.id, plan.scores.reduce((sum, score) => sum + score, 0)); // prettier-ignore
}

/** Deletes invented reviews and scores; projects that stand where an invented review put them are drafts again. */
export async function removeExampleReviews(tx: EntityManager): Promise<number> {
  const projects = (await tx.query(`SELECT DISTINCT k.project_id AS id FROM review_packet k WHERE k.is_example`)) as {
    id: string;
  }[];
  const ids = projects.map(({ id }) => id);
  await tx.query(
    `UPDATE project p SET reserve_state = 'draft', reserve_reason = '示例评审已移除', intake_on = NULL, reserve_packet_id = NULL,
       reserve_key_facts = NULL, reserve_exception_reason = NULL
     WHERE p.id = ANY ($1) AND NOT EXISTS (SELECT FROM review_packet k WHERE k.project_id = p.id AND NOT k.is_example)`,
    [ids],
  );
  // One that was reviewed in earnest meanwhile keeps that; only its example goes.
  await tx.query(
    `UPDATE project p SET reserve_packet_id = NULL, reserve_exception_reason = coalesce(reserve_exception_reason, '示例评审已移除')
     WHERE p.id = ANY ($1) AND p.reserve_packet_id IN (SELECT k.id FROM review_packet k WHERE k.is_example)`,
    [ids],
  );
  const [, removed] = (await tx.query('DELETE FROM review_packet WHERE is_example')) as [unknown, number];
  await tx.query('DELETE FROM project_rubric WHERE is_example');
  await tx.query(
    `UPDATE project_rating r SET rubric_total = (SELECT x.total FROM project_rubric x WHERE x.project_id = r.project_id
       ORDER BY x.scored_at DESC, x.id DESC LIMIT 1) WHERE r.project_id = ANY ($1)`,
    [ids],
  );
  for (const id of ids) await rateReview(tx, id);
  return removed;
}

const WORDS = { conditional: '指标须在期限内落实', return: '材料不全，请补充后再送', veto: '选址不符合要求' } as const;

const at = (day: string) => new Date(`${day}T10:00:00+08:00`);

/** Local projects with an investment and a line department, those not begun first, areas in turn, with the unit of their county. */
const CHOSEN = `
  SELECT c.id, c.unit AS "unitId" FROM (
    SELECT p.id, o.id AS unit, a.sort, p.phase IN ('planned', 'early_work', 'new_build') AS is_ahead, row_number() OVER (PARTITION BY p.area_code ORDER BY p.total_investment_cny DESC, p.code) AS turn
    FROM project p JOIN area a ON a.code = p.area_code AND a.kind IN ('county', 'zone')
    JOIN organisation o ON o.code = 'QX-' || p.area_code
    WHERE p.placement = 'local' AND p.archived_at IS NULL AND p.reserve_state = 'draft' AND p.total_investment_cny >= 5000000
      AND EXISTS (SELECT FROM review_seat s JOIN industry covered ON covered.code = ANY (s.industry_codes)
        JOIN industry i ON i.code = ANY (p.industry_codes) AND (i.code LIKE covered.code || '%' OR i.section_code = covered.code) WHERE s.seat = 'line')
  ) c ORDER BY c.is_ahead DESC, c.turn, c.sort LIMIT $1`;
