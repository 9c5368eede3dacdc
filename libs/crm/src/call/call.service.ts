import { Injectable } from '@nestjs/common';
import {
  type CallOfferView,
  type CallPage,
  type CallQuery,
  type CallReasonView,
  type CallView,
  type Code,
  type LeadView,
} from '@lianghuan/contracts';
import { AppError, Clock, Database, jsonText, may } from '@lianghuan/platform';
import { Decimal } from 'decimal.js';
import type { EntityManager } from 'typeorm';
import type { StoredPackageOffer } from '../exchange-package/plan-run.js';
import { LeadViewService } from '../lead/lead-view.service.js';
import type { MatchSuggestion } from '../match/match-suggestion.entity.js';
import { reachedAreas } from '../match/reached-areas.js';
import { streamRows } from '../record/stream-rows.js';
import { sortOf } from '../record/sort.js';
import { ReferenceData } from '../reference/reference-data.js';
import { gramsOf, isWordless, likePattern, wordsOf } from '../search/search-text.js';
import { briefsOf, RISKS } from '../signal/live-signal.js';
import { callItems } from './call-items.js';

/** Risk news shown beside a row. */
const SHOWN_WARNINGS = 2;

/**
 * 联系清单 (measure 4b): whom to contact next, why and with what. Leads are those the actor works on, suggestions those of enterprises nobody
 * follows, within the areas he decides for. The order is the sum of stated points ({@link CALL_RULES}) and nothing else.
 */
@Injectable()
export class CallService {
  constructor(
    private readonly database: Database,
    private readonly reference: ReferenceData,
    private readonly clock: Clock,
    private readonly leads: LeadViewService,
  ) {}

  /** What the list can be sorted by. */
  readonly sortNames = ['points'];

  /** One page, the most pressing first, with how many there are. @throws {AppError} FORBIDDEN for who works on no leads */
  list(query: CallQuery): Promise<CallPage> {
    return this.database.transaction(async (tx) => {
      const { page, pageSize } = query;
      const { total, items } = await this.called(tx, query, pageSize, (page - 1) * pageSize);
      return { items: await this.viewsOf(tx, items), total, page, pageSize };
    });
  }

  /** All rows under the filters; see {@link streamRows}. @throws {AppError} FORBIDDEN for who works on no leads */
  stream(query: CallQuery, blockSize = 500): AsyncGenerator<CallView[]> {
    return streamRows(
      this.database,
      {
        keysOf: async (tx) => (await this.called(tx, query, null, 0)).items,
        viewsOf: (tx, items) => this.viewsOf(tx, items),
      },
      blockSize,
    );
  }

  /** Who is to be called under the filters, in order, and how many there are. @param limit null for all */
  private async called(
    tx: EntityManager,
    query: CallQuery,
    limit: number | null,
    offset: number,
  ): Promise<{ readonly total: number; readonly items: CallItem[] }> {
    if (!may(this.database.actor, 'lead.update')) throw new AppError('FORBIDDEN', { permission: 'lead.update' });
    await this.reference.ready();
    const { direction } = sortOf(query.sort ?? '-points', this.sortNames);
    const { items: called, values } = this.itemsUnder(query);
    const text = `WITH ${called} SELECT (SELECT count(*) FROM called), coalesce((SELECT jsonb_agg(to_jsonb(shown)) FROM (
         SELECT * FROM called ORDER BY points ${direction}, next_step_on, score DESC NULLS LAST, id
         LIMIT $${values.length + 1} OFFSET $${values.length + 2}) shown), '[]')`;
    // Planning it takes ten times as long as carrying it out, and it stands on the home page.
    const isKept = wordsOf(query.q).length === 0;
    const [[[total, items]]] = await this.database.ask([{ text, values: [...values, limit, offset], isKept }], tx);
    return { total: Number(total), items: JSON.parse(items ?? '[]') as CallItem[] };
  }

  private itemsUnder(query: CallQuery): { readonly items: string; readonly values: unknown[] } {
    const { actor } = this.database;
    const values: unknown[] = [this.clock.today(), reachedAreas(actor, 'match.decide', this.reference)];
    const with_ = (value: unknown) => `$${values.push(value)}`;
    const isSnoozed = query.snoozed === true ? 'EXISTS' : 'NOT EXISTS';
    const leads = [`${isSnoozed} (SELECT FROM call_snooze z WHERE z.lead_id = l.id AND ${IS_SNOOZED})`];
    const suggestions = [
      `${isSnoozed} (SELECT FROM call_snooze z WHERE z.enterprise_id = e.id AND z.lead_id IS NULL AND ${IS_SNOOZED})`,
    ];
    if (query.mine === true) {
      leads.push(`l.owner_id = ${with_(actor.id)}`);
      suggestions.push('false');
    }
    if (query.areaCode !== undefined) {
      const areas = with_(query.areaCode);
      leads.push(`l.area_code = ANY (${areas}::text[])`);
      suggestions.push(`mp.area_code = ANY (${areas}::text[])`);
    }
    if (isWordless(query.q) || query.kind?.includes('lead') === false) leads.push('false');
    if (isWordless(query.q) || query.kind?.includes('suggestion') === false) suggestions.push('false');
    for (const word of wordsOf(query.q)) {
      const [grams, like] = [with_(gramsOf(word)), with_(likePattern(word))];
      const found = (searched: string) =>
        `${searched}.search_grams @> ${grams} AND ${searched}.search_text LIKE ${like}`;
      leads.push(found('l'));
      suggestions.push(`(${found('e')} OR lower(mp.name) LIKE ${like})`);
    }
    const reasons = query.reason === undefined ? [] : [`r.codes && ${with_(query.reason)}::text[]`];
    const items = callItems({ leads, suggestions, reasons });
    return { items: today(items).replaceAll(':areas', '$2'), values };
  }

  private async viewsOf(tx: EntityManager, items: readonly CallItem[]): Promise<CallView[]> {
    if (items.length === 0) return [];
    const leads = await this.leads.viewsById(
      tx,
      items.flatMap(({ kind, id }) => (kind === 'lead' ? [id] : [])),
    );
    const asked = jsonText(items.map(({ id, kind, enterprise_id, project_id, suggestion_id }) => ({ id, kind, enterprise_id, project_id, suggestion_id }))); // prettier-ignore
    const [rows] = await this.database.ask([{ text: DETAILS, values: [this.clock.today(), asked], isKept: true }], tx);
    const details = new Map(
      rows.map(([row]) => JSON.parse(row ?? '') as CallDetails).map((row) => [row.id, row] as const),
    );
    return items.flatMap((item) => {
      const found = details.get(item.id);
      return found === undefined ? [] : [this.viewOf(item, found, leads.get(item.id) ?? null)];
    });
  }

  private viewOf(item: CallItem, details: CallDetails, lead: LeadView | null): CallView {
    const planned = [details.package?.resource, details.package?.market].filter((offer) => offer != null);
    const shown = ['resource', 'market'].flatMap(
      (side) => details.package?.shown.find((offer) => offer.side === side && offer.reason !== 'STATISTIC') ?? [],
    );
    const suggested = (['resource', 'market'] as const).flatMap((side): CallOfferView[] => {
      const offer = details.suggestion?.[side];
      return offer == null ? [] : [{ side, supplyId: offer.id, name: offer.name, areaName: offer.areaName, use: null, reason: null }]; // prettier-ignore
    });
    const ofPackage = (planned.length > 0 ? planned : shown).map((offer) => this.offerOf(offer));
    return {
      id: item.id,
      kind: item.kind,
      enterprise: { id: item.enterprise_id, name: details.enterpriseName, shortName: details.enterpriseShortName },
      project: item.project_id === null ? null : { id: item.project_id, name: details.projectName ?? '' },
      areaName: this.reference.areaName(item.area_code),
      lead,
      place: item.place,
      otherProjects: item.other_projects,
      lastContactOn: item.contacted_on,
      points: item.points,
      reasons: item.reasons,
      warnings: { signals: details.risks, integrity: details.integrity },
      offers: ofPackage.length > 0 ? ofPackage : suggested,
      package: details.package && { id: details.package.id, role: details.package.role },
      contact: details.contact,
      snooze: details.snooze,
    };
  }

  private offerOf(offer: StoredPackageOffer): CallOfferView {
    return {
      side: offer.side,
      supplyId: offer.supplyId,
      name: offer.name,
      areaName: this.reference.areaName(offer.areaCode),
      use: offer.use && {
        quantity: new Decimal(offer.use.quantity).toDecimalPlaces(6).toFixed(),
        unit: offer.use.unit,
        isEstimated: offer.estimate != null,
      },
      reason: offer.reason,
    };
  }
}

/** A row of the CTE `called`, as json brings it. */
interface CallItem {
  readonly id: string;
  readonly kind: Code<'callKind'>;
  readonly enterprise_id: string;
  readonly project_id: string | null;
  readonly suggestion_id: string | null;
  readonly area_code: string | null;
  readonly place: number | null;
  readonly other_projects: number;
  readonly contacted_on: string | null;
  readonly points: number;
  readonly reasons: CallReasonView[];
}

/** What is shown of a row beside its reasons. */
interface CallDetails {
  readonly id: string;
  readonly enterpriseName: string;
  readonly enterpriseShortName: string | null;
  readonly projectName: string | null;
  readonly risks: CallView['warnings']['signals'];
  readonly integrity: CallView['warnings']['integrity'];
  readonly package: {
    readonly id: string;
    readonly role: Code<'packageRole'> | null;
    readonly resource: StoredPackageOffer | null;
    readonly market: StoredPackageOffer | null;
    readonly shown: readonly StoredPackageOffer[];
  } | null;
  readonly suggestion: Pick<MatchSuggestion, 'resource' | 'market'> | null;
  readonly contact: CallView['contact'];
  readonly snooze: CallView['snooze'];
}

/** Whether the snooze `z` holds today; another unit's is not there for the reader. */
const IS_SNOOZED = `z.lifted_at IS NULL AND z.until > :today`;
/** An offer of a suggestion, unless it only describes the place: nobody can be promised the number of inhabitants. */
const givable = (offer: string) =>
  `CASE WHEN (SELECT NOT x.is_statistic FROM supply x WHERE x.id = (${offer} ->> 'id')::uuid) THEN ${offer} END`;
const today = (sql: string) => sql.replaceAll(':today', '$1::date');
/** $1 today, $2 the rows. All sub-selects read under the reader's own policies. */
const DETAILS = `SELECT row_to_json(details) FROM (
  SELECT i.id, e.name AS "enterpriseName", e.short_name AS "enterpriseShortName", (SELECT p.name FROM project p WHERE p.id = i.project_id) AS "projectName",
    ${today(briefsOf('i.enterprise_id', SHOWN_WARNINGS, `s.kind = ANY (${RISKS})`))} AS risks,
    (SELECT n.state FROM integrity_state n WHERE n.enterprise_id = i.enterprise_id AND n.state IN ('problem', 'expired')) AS integrity,
    (SELECT jsonb_build_object('id', x.id, 'role', x.role, 'resource', x.resource, 'market', x.market, 'shown', x.shown) FROM exchange_package x
      JOIN match_run_project mp ON (mp.run_id, mp.project_id) = (x.run_id, x.project_id) AND mp.is_current
      WHERE x.project_id = i.project_id AND x.enterprise_id = i.enterprise_id LIMIT 1) AS package,
    (SELECT jsonb_build_object('resource', ${givable('s.resource')}, 'market', ${givable('s.market')}) FROM match_suggestion s
      LEFT JOIN match_run_project mp ON (mp.run_id, mp.project_id) = (s.run_id, s.project_id)
      WHERE s.enterprise_id = i.enterprise_id AND s.project_id = i.project_id AND (mp.is_current OR s.id = i.suggestion_id)
      ORDER BY mp.is_current DESC LIMIT 1) AS suggestion,
    (SELECT jsonb_build_object('id', c.id, 'name', c.name, 'post', c.post, 'mobileMasked', c.mobile_masked, 'phoneMasked', c.phone_masked,
        'can', jsonb_build_object('reveal', access.keeps_contact(c.enterprise_id, c.organisation_id)))
      FROM enterprise_contact c WHERE c.enterprise_id = i.enterprise_id AND c.withdrawn_at IS NULL
      ORDER BY c.primary_since DESC NULLS LAST, c.created_at, c.id LIMIT 1) AS contact,
    (SELECT jsonb_build_object('id', z.id, 'until', z.until, 'reason', z.reason,
        'byName', (SELECT u.display_name FROM app_user u WHERE u.id = z.by_id))
      FROM call_snooze z WHERE z.enterprise_id = i.enterprise_id AND z.lead_id IS NOT DISTINCT FROM CASE i.kind WHEN 'lead' THEN i.id END
        AND ${today(IS_SNOOZED)} ORDER BY z.until DESC, z.id LIMIT 1) AS snooze
  FROM jsonb_to_recordset($2::jsonb) AS i(id uuid, kind text, enterprise_id uuid, project_id uuid, suggestion_id uuid)
    JOIN enterprise e ON e.id = i.enterprise_id) details`;
