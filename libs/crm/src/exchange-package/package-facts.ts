import type { UseCoefficient } from '@lianghuan/matching';
import type { EntityManager } from 'typeorm';
import type { ReferenceData } from '../reference/reference-data.js';
import { needsInUse } from '../need/needs-in-use.js';

/** A stored offer of a suggestion, as far as a package needs it; see suggestion-snapshot.ts. */
export interface StoredOffer {
  readonly id: string;
  readonly parts: {
    readonly need: number;
    readonly proximity: number;
    readonly certainty: number;
    readonly quantity: number;
  };
  readonly reasons: readonly { readonly code: string }[];
  readonly further?: readonly StoredOffer[];
}

/** A proposed pair, with what its project says about itself. */
export interface PairFact {
  readonly projectId: string;
  readonly enterpriseId: string;
  readonly enterpriseName: string;
  readonly value: number;
  readonly resource: StoredOffer | null;
  readonly market: StoredOffer | null;
  readonly name: string;
  readonly content: string | null;
  readonly scaleText: string | null;
  readonly landMu: number | null;
  readonly energyTce: number | null;
  readonly waterM3: number | null;
  readonly industryCodes: readonly string[];
  /** Yuan. */
  readonly totalInvestmentCny: string | null;
}

/** A project with an investment that says what it uses: estimates are measured on these. */
export interface PeerFact extends Pick<
  PairFact,
  'name' | 'content' | 'scaleText' | 'landMu' | 'energyTce' | 'waterM3' | 'industryCodes'
> {
  readonly id: string;
  readonly totalInvestmentCny: string;
}

/** A row of a register as a supply. */
export interface SupplyFact {
  readonly id: string;
  readonly side: 'resource' | 'market';
  readonly name: string;
  readonly category: string;
  readonly areaCode: string;
  readonly tier: string | null;
  readonly nature: string;
  readonly quantity: number | null;
  /** A yearly amount says so: `吨/年`. */
  readonly unit: string | null;
  /** Promised or reserved on the ledger, in `unit`. */
  readonly committed: number;
  /** 控制投资强度 of a standard plot, 万元/亩. */
  readonly investmentIntensity: number | null;
  readonly validUntil: string | null;
}

/** A quantity people set a pair to take. */
export interface KeptQuantity {
  readonly projectId: string;
  readonly enterpriseId: string;
  readonly supplyId: string;
  readonly quantity: number;
  readonly unit: string;
}

export interface PackageFacts {
  readonly pairs: readonly PairFact[];
  readonly supplies: readonly SupplyFact[];
  readonly peers: readonly PeerFact[];
  /** What trades use for 亿元 of investment, as the need matrix says now. */
  readonly coefficients: readonly UseCoefficient[];
  /** Set by people for pairs of this plan. */
  readonly kept: readonly KeptQuantity[];
  /** Promised or set for pairs outside of this plan. */
  readonly elsewhere: readonly KeptQuantity[];
}

/** One plan at a time, and no quantity set meanwhile: what is promised is summed before it is promised. */
export async function lockPackages(tx: EntityManager): Promise<void> {
  await tx.query(`SELECT pg_advisory_xact_lock(hashtext('exchange-package'))`);
}

/** Everything a plan depends on: of a whole run, or of one pair of it. */
export async function loadPackageFacts(
  tx: EntityManager,
  reference: ReferenceData,
  runId: string,
  only?: { readonly projectId: string; readonly enterpriseId: string },
): Promise<PackageFacts> {
  const of = [runId, only?.projectId ?? null, only?.enterpriseId ?? null];
  const pairs = (await tx.query(PAIRS, of)) as PairFact[];
  const kept = (await tx.query(KEPT)) as KeptQuantity[];
  const ours = new Set(pairs.map(keyOf));
  const promised = (await tx.query(PROMISED_ELSEWHERE, of.slice(0, 2))) as KeptQuantity[];
  const shown = pairs.flatMap(({ resource, market }) => [resource, market]).flatMap((offer) => (offer === null ? [] : [offer, ...(offer.further ?? [])])); // prettier-ignore
  const ids = [...new Set([...shown.map(({ id }) => id), ...kept.map(({ supplyId }) => supplyId)])];
  const setElsewhere = kept.filter((each) => !ours.has(keyOf(each)));
  return {
    pairs,
    supplies: (await tx.query(SUPPLIES, [ids])) as SupplyFact[],
    peers: (await tx.query(PEERS)) as PeerFact[],
    coefficients: (await needsInUse(tx, reference)).flatMap(({ use, ...need }) => (use === undefined ? [] : [{ ...need, amount: use.amount, source: use.source }])), // prettier-ignore
    kept: kept.filter((each) => ours.has(keyOf(each))),
    elsewhere: [...setElsewhere, ...promised],
  };
}

export const keyOf = ({ projectId, enterpriseId }: { readonly projectId: string; readonly enterpriseId: string }) =>
  `${projectId} ${enterpriseId}`;

/** Proposed pairs, and pairs of the run's projects people have set a quantity for. */
const PAIRS = `
  SELECT pair.project_id AS "projectId", pair.enterprise_id AS "enterpriseId", e.name AS "enterpriseName",
    coalesce(nullif(a.value, 0), s.score, 0.000001) AS value, s.resource, s.market, p.name, p.content, p.scale_text AS "scaleText",
    p.land_mu::float8 AS "landMu", p.energy_tce::float8 AS "energyTce", p.water_m3::float8 AS "waterM3",
    p.industry_codes AS "industryCodes", p.total_investment_cny::text AS "totalInvestmentCny"
  FROM (SELECT project_id, enterprise_id FROM match_allocation_pair WHERE run_id = $1 AND is_proposed
    UNION SELECT q.project_id, q.enterprise_id FROM package_quantity q JOIN match_run_project mp ON mp.run_id = $1 AND mp.project_id = q.project_id) pair
  JOIN project p ON p.id = pair.project_id JOIN enterprise e ON e.id = pair.enterprise_id
  LEFT JOIN match_allocation_pair a ON (a.run_id, a.project_id, a.enterprise_id) = ($1, pair.project_id, pair.enterprise_id)
  LEFT JOIN match_suggestion s ON (s.run_id, s.project_id, s.enterprise_id) = ($1, pair.project_id, pair.enterprise_id)
  WHERE $2::uuid IS NULL OR (pair.project_id, pair.enterprise_id) = ($2, $3)
  ORDER BY pair.project_id, pair.enterprise_id`;
const KEPT = `
  SELECT q.project_id AS "projectId", q.enterprise_id AS "enterpriseId", q.supply_id AS "supplyId", q.quantity::float8 AS quantity, q.unit
  FROM package_quantity q`;
/**
 * What the packages the lists show promise to projects that this plan does not make anew. Packages of one project are alternatives: they
 * count once, at the most that any of them promises, and not at all against another of their own project.
 */
const PROMISED_ELSEWHERE = `
  SELECT DISTINCT ON (1, 3, 5) x.project_id AS "projectId", x.enterprise_id AS "enterpriseId", offer ->> 'supplyId' AS "supplyId",
    (offer -> 'use' ->> 'quantity')::float8 AS quantity, offer -> 'use' ->> 'unit' AS unit
  FROM exchange_package x JOIN match_run_project mp ON (mp.run_id, mp.project_id) = (x.run_id, x.project_id) AND mp.is_current
  CROSS JOIN LATERAL (VALUES (x.resource), (x.market)) AS o(offer)
  WHERE offer IS NOT NULL AND CASE WHEN $2::uuid IS NULL
    THEN NOT EXISTS (SELECT FROM match_run_project own WHERE own.run_id = $1 AND own.project_id = x.project_id)
    ELSE x.project_id <> $2 END
    AND NOT EXISTS (SELECT FROM package_quantity q WHERE (q.project_id, q.enterprise_id) = (x.project_id, x.enterprise_id) AND q.supply_id::text = offer ->> 'supplyId')
  ORDER BY 1, 3, 5, 4 DESC, 2`;
/** The newest that could say something; of many more a median would hardly change. */
const PEERS = `
  SELECT p.id, p.name, p.content, p.scale_text AS "scaleText", p.land_mu::float8 AS "landMu", p.energy_tce::float8 AS "energyTce",
    p.water_m3::float8 AS "waterM3", p.industry_codes AS "industryCodes", p.total_investment_cny::text AS "totalInvestmentCny"
  FROM project p WHERE p.archived_at IS NULL AND NOT p.is_example AND p.total_investment_cny > 0 AND cardinality(p.industry_codes) > 0
    AND (coalesce(p.land_mu, p.energy_tce, p.water_m3) IS NOT NULL OR concat_ws(' ', p.name, p.content, p.scale_text) ~ '\\d')
  ORDER BY p.updated_at DESC, p.id LIMIT 2000`;
/** What there is of a supply and what of it is promised or reserved already is the ledger's to say; what is kept for pairs comes apart. */
const SUPPLIES = `
  SELECT s.id, s.side, s.name, s.category, s.area_code AS "areaCode", s.tier, coalesce(r.nature, m.nature) AS nature,
    (r.extra ->> 'investmentIntensity')::float8 AS "investmentIntensity", b.total::float8 AS quantity, b.unit,
    (b.committed + b.reserved - coalesce((SELECT sum(q.quantity) FROM package_quantity q WHERE q.supply_id = s.id), 0))::float8 AS committed, s.valid_until::text AS "validUntil"
  FROM supply s JOIN supply_balance b ON b.supply_id = s.id LEFT JOIN resource r ON r.id = s.id LEFT JOIN market m ON m.id = s.id
  WHERE s.id = ANY ($1::uuid[]) AND NOT s.is_archived ORDER BY s.id`;
