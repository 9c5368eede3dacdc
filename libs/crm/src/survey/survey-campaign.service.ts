import {
  type Code,
  codesOf,
  type CreateSurveyCampaign,
  type ExtendSurveyCampaign,
  type MoveSurveyCampaign,
  type Page,
  SURVEY_FIELDS,
  type SurveyCampaignQuery,
  type SurveyCampaignView,
  type SurveyCellView,
  type SurveyField,
  surveyFieldParts,
  surveyFieldTerm,
  surveyRowsPath,
  type SurveyMatrix,
  type SurveyStepView,
  termOf,
  type UpdateSurveyCampaign,
} from '@lianghuan/contracts';
import { AppError, Clock, Database, may, ValidationError } from '@lianghuan/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { groupByKey } from '../record/name-and-area.js';
import { ReferenceData } from '../reference/reference-data.js';
import { workingDayFrom, workingDaysBetween } from '../reference/working-day.js';
import { coverageOf } from './coverage.js';
import { SurveyCellService } from './survey-cell.service.js';
import { keepStep, stepsOf } from './survey-steps.js';

/** 阶段 a campaign may go to from each, and what that is called. */
const MOVES: Readonly<Record<Code<'surveyState'>, Partial<Record<MoveSurveyCampaign['to'], Code<'surveyAction'>>>>> = {
  draft: { open: 'open', archived: 'archive' },
  open: { closed: 'close' },
  closed: { open: 'reopen', archived: 'archive' },
  archived: {},
};

/**
 * 普查批次 (measure 1a): drafted, opened with a cell for each field in each area, closed with its figures kept as they were, archived; and
 * surveyed again after a year. Everybody who may read surveys sees campaigns once they were opened.
 */
@Injectable()
export class SurveyCampaignService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly reference: ReferenceData,
    private readonly cells: SurveyCellService,
  ) {}

  /** One page, those under way first, then the newest. */
  list({ page, pageSize, state }: SurveyCampaignQuery): Promise<Page<SurveyCampaignView>> {
    return this.database.transaction(async (tx) => {
      const where = '($1::text[] IS NULL OR k.state = ANY ($1))';
      const items = await this.views(
        tx,
        `${where} ORDER BY array_position('{open,draft,closed,archived}'::text[], k.state), k.opens_on DESC, k.id
         LIMIT ${pageSize} OFFSET ${(page - 1) * pageSize}`,
        [state ?? null],
      );
      return { items, total: await this.countWhere(tx, where, [state ?? null]), page, pageSize };
    });
  }

  /** How many drafts the yearly check made that nobody has opened or put away. */
  countProposed(): Promise<number> {
    return this.database.transaction((tx) => this.countWhere(tx, `k.is_proposed AND k.state = 'draft'`, []));
  }

  get(id: string): Promise<SurveyCampaignView> {
    return this.database.transaction((tx) => this.view(tx, id));
  }

  steps(id: string): Promise<SurveyStepView[]> {
    return this.database.transaction(async (tx) => {
      await this.view(tx, id);
      return stepsOf(tx, 'campaign_id = $1 AND cell_id IS NULL', id);
    });
  }

  /** The matrix as far as the actor may see it, with how far each area, each field and the whole are. */
  matrix(id: string): Promise<SurveyMatrix> {
    return this.database.transaction(async (tx) => {
      const campaign = await this.view(tx, id);
      const cells = await this.cells.ofCampaign(tx, id);
      const seen = new Set(cells.map(({ areaCode }) => areaCode));
      const of = (test: (cell: SurveyCellView) => boolean) => coverageOf(cells.filter(test));
      return {
        campaign,
        cells,
        total: coverageOf(cells),
        areas: campaign.areas
          .filter(({ code }) => seen.has(code))
          .map((area) => ({ ...area, ...of(({ areaCode }) => areaCode === area.code) })),
        levels: campaign.levels
          .filter((level) => cells.some((cell) => cell.level === level))
          .map((code) => ({ code, ...of(({ level }) => level === code) })),
        fields: campaign.fields.map(({ code, title }) => ({
          code,
          name: title,
          departments: cells.find(({ field }) => field === code)?.departments ?? [],
          ...of(({ field }) => field === code),
        })),
        citywide: await this.citywide(tx, campaign),
      };
    });
  }

  /** @throws {AppError} UNKNOWN_AREA, VALIDATION_FAILED for dates, fields or a unit that do not fit */
  create(input: CreateSurveyCampaign): Promise<SurveyCampaignView> {
    return this.database.transaction(async (tx) => this.view(tx, await this.insert(tx, input)));
  }

  /** Changes a draft as a whole. @throws {AppError} SURVEY_STATE_INVALID, VERSION_CONFLICT */
  update(id: string, { version, ...input }: UpdateSurveyCampaign): Promise<SurveyCampaignView> {
    return this.database.transaction(async (tx) => {
      const campaign = await this.lock(tx, id, version);
      if (!campaign.can.edit) throw stateInvalid(campaign);
      const row = await this.rowOf(tx, input);
      await this.write(tx, id, row);
      return this.view(tx, id);
    });
  }

  /** 延期 with the reason. */
  extend(id: string, { version, dueOn, reason }: ExtendSurveyCampaign): Promise<SurveyCampaignView> {
    return this.because(reason, async (tx) => {
      const campaign = await this.lock(tx, id, version);
      if (!campaign.can.extend) throw stateInvalid(campaign);
      if (dueOn < this.clock.today()) throw wrong('dueOn', '新的期限不能早于今天');
      await this.write(tx, id, { due_on: dueOn, effective_due_on: workingDayFrom(dueOn) });
      await this.keep(tx, id, 'extend', `${campaign.dueOn} → ${dueOn}：${reason}`);
      return this.view(tx, id);
    });
  }

  /**
   * 开展 makes the cells, with the people of the campaign before; 截止 keeps every cell's state and figures; 重新开放 lets go of them again.
   * @throws {AppError} SURVEY_STATE_INVALID, SURVEY_PREVIOUS_OPEN, VALIDATION_FAILED where the reason is missing
   */
  move(id: string, { to, version, reason }: MoveSurveyCampaign): Promise<SurveyCampaignView> {
    return this.because(reason ?? '', async (tx) => {
      const campaign = await this.lock(tx, id, version);
      const action = MOVES[campaign.state][to];
      if (action === undefined) throw stateInvalid(campaign);
      if (action !== 'open' && reason === undefined) throw wrong('reason', '请写明原因');
      if (action === 'open') await this.makeCells(tx, campaign);
      if (action === 'close') {
        await tx.query(
          `UPDATE survey_cell c SET final_state = n.state, final_rows = n.rows, final_expired = n.expired
           FROM survey_cell_now n WHERE n.id = c.id AND n.campaign_id = $1 AND c.campaign_id = $1`,
          [id],
        );
      }
      if (action === 'reopen') {
        await this.requireNoSuccessor(tx, id);
        await tx.query('UPDATE survey_cell SET final_state = NULL, final_rows = NULL, final_expired = NULL WHERE campaign_id = $1', [id]); // prettier-ignore
      }
      await this.write(tx, id, { state: to, ...(action === 'open' ? { opened_at: this.clock.now() } : {}) });
      await this.keep(tx, id, action, reason ?? null);
      return this.view(tx, id);
    });
  }

  /** 再次普查: a draft of the same matrix a year later. What was confirmed none is to be confirmed again. @throws {AppError} SURVEY_RESURVEYED */
  resurvey(id: string): Promise<SurveyCampaignView> {
    return this.database.transaction(async (tx) => {
      await tx.query('SELECT FROM survey_campaign WHERE id = $1 FOR UPDATE', [id]);
      const campaign = await this.view(tx, id);
      if (!campaign.can.resurvey) throw stateInvalid(campaign);
      await this.requireNoSuccessor(tx, id);
      return this.view(tx, await this.insert(tx, nextYear(campaign), { previousId: id }));
    });
  }

  /**
   * Drafts the re-survey of each campaign that was opened a year ago and has none yet; nothing happens until somebody opens it. Drafts
   * put away are not made anew.
   * @returns ids of the drafts
   */
  proposeYearly(): Promise<string[]> {
    return this.database.asSystem(() =>
      this.database.transaction(async (tx) => {
        const due = (await tx.query(
          `SELECT k.id FROM survey_campaign k WHERE k.opened_at IS NOT NULL AND k.opens_on <= $1::date - interval '1 year'
             AND NOT EXISTS (SELECT FROM survey_campaign n WHERE n.previous_id = k.id) ORDER BY k.id FOR UPDATE SKIP LOCKED`,
          [this.clock.today()],
        )) as { id: string }[];
        const made: string[] = [];
        for (const { id } of due) {
          made.push(await this.insert(tx, nextYear(await this.view(tx, id)), { previousId: id, isProposed: true }));
        }
        return made;
      }),
    );
  }

  /** Stores a draft inside the caller's transaction. */
  async insert(
    tx: EntityManager,
    input: CreateSurveyCampaign,
    marks: { readonly previousId?: string; readonly isProposed?: boolean; readonly isExample?: boolean } = {},
  ): Promise<string> {
    this.requireManager();
    const row = {
      ...(await this.rowOf(tx, input)),
      previous_id: marks.previousId ?? null,
      is_proposed: marks.isProposed ?? false,
      is_example: marks.isExample ?? false,
      created_by_id: this.database.actor.id,
    };
    const columns = Object.keys(row);
    const [{ id }] = (await tx.query(
      `INSERT INTO survey_campaign (${columns.join(', ')}) VALUES (${columns.map((_, i) => `$${i + 1}`).join(', ')}) RETURNING id`,
      Object.values(row),
    )) as [{ id: string }];
    return id;
  }

  /** Units that may lead: those of the city. */
  leadUnits(): Promise<{ id: string; name: string }[]> {
    return this.database.transaction((tx) =>
      tx.query(
        `SELECT o.id, o.name FROM organisation o JOIN area a ON a.code = o.area_code AND a.kind = 'city' ORDER BY o.kind = 'task_force' DESC, o.name`,
      ),
    );
  }

  private async rowOf(tx: EntityManager, input: CreateSurveyCampaign) {
    await this.reference.ready();
    for (const code of input.areaCodes) {
      this.reference.requireArea(code);
      // Surveyed are the reporting areas; the city is their sum.
      if (this.reference.findArea(code)?.kind === 'city') throw new AppError('UNKNOWN_AREA', { value: code, path: 'areaCodes' }); // prettier-ignore
    }
    const levels = codesOf('supplyLevel').filter((level) => input.levels.includes(level));
    const isBelowCity = levels.some((level) => level !== 'city');
    const areas = this.reference.areas.filter(({ code, kind }) =>
      kind === 'city_level' ? levels.includes('city') : isBelowCity && input.areaCodes.includes(code),
    );
    if (isBelowCity && areas.every(({ kind }) => kind === 'city_level')) throw wrong('areaCodes', '请至少选一个县区');
    if (input.dueOn < input.opensOn) throw wrong('dueOn', '填报期限不能早于开展日期');
    const [unit] = (await tx.query('SELECT 1 FROM organisation WHERE id = $1', [
      input.leadOrganisationId,
    ])) as unknown[];
    if (unit === undefined) throw wrong('leadOrganisationId', '没有这个单位');
    const wanted = new Set(input.fields);
    return {
      title: input.title,
      year: input.year,
      fields: SURVEY_FIELDS.filter((code) => wanted.has(code)),
      levels,
      area_codes: areas.map(({ code }) => code),
      lead_organisation_id: input.leadOrganisationId,
      opens_on: input.opensOn,
      due_on: input.dueOn,
      effective_due_on: workingDayFrom(input.dueOn),
      instructions: input.instructions ?? null,
    };
  }

  /**
   * One cell for each field in each area at each level: of the city for the first department that answers for the field, else for the area's
   * unit; and for the person who had it the time before while still in that unit.
   */
  private async makeCells(tx: EntityManager, campaign: SurveyCampaignView): Promise<void> {
    const { previous } = campaign;
    if (previous !== null) {
      const { state, title } = await this.view(tx, previous.id);
      if (state === 'open') throw new AppError('SURVEY_PREVIOUS_OPEN', { title });
    }
    const fields = campaign.fields.map(({ code }) => surveyFieldParts(code));
    await tx.query(
      `INSERT INTO survey_cell (campaign_id, area_code, level, register, kind, organisation_id, assignee_id)
       SELECT $1, a.code, l.level, f.register, f.kind, o.id, (
         SELECT u.id FROM survey_cell p JOIN app_user u ON u.id = p.assignee_id AND u.disabled_at IS NULL AND u.organisation_id = o.id
         WHERE p.campaign_id = $5 AND p.area_code = a.code AND p.level = l.level AND p.register = f.register AND p.kind = f.kind)
       FROM area a JOIN unnest($6::text[]) AS l(level) ON (l.level = 'city') = (a.kind = 'city_level')
       CROSS JOIN unnest($3::text[], $4::text[]) AS f(register, kind)
       JOIN LATERAL (
         SELECT u.id FROM (
           SELECT d.organisation_id AS id, 0 AS place, d.sort FROM survey_department d
           WHERE l.level = 'city' AND d.field = f.register || '.' || f.kind
           UNION ALL SELECT c.id, 1, 0 FROM organisation c WHERE c.kind = 'county' AND c.area_code = a.code) u
         ORDER BY u.place, u.sort, u.id LIMIT 1) o ON true
       WHERE a.code = ANY ($2)`,
      [
        campaign.id,
        campaign.areas.map(({ code }) => code),
        fields.map(({ register }) => register),
        fields.map(({ kind }) => kind),
        previous?.id ?? null,
        campaign.levels,
      ],
    );
  }

  private async requireNoSuccessor(tx: EntityManager, id: string): Promise<void> {
    const [next] = (await tx.query(`SELECT title FROM survey_campaign WHERE previous_id = $1 AND state <> 'archived'`, [
      id,
    ])) as { title: string }[];
    if (next !== undefined) throw new AppError('SURVEY_RESURVEYED', { title: next.title });
  }

  /** Rows of the city level in the surveyed fields, where no cell counts them. */
  private async citywide(tx: EntityManager, { fields, levels }: SurveyCampaignView): Promise<SurveyMatrix['citywide']> {
    if (levels.includes('city')) return [];
    const rows = (await tx.query(
      `SELECT field, count(*)::int AS rows FROM (
         SELECT 'resource.' || kind AS field FROM resource WHERE archived_at IS NULL AND level = 'city'
         UNION ALL SELECT 'market.' || kind FROM market WHERE archived_at IS NULL AND level = 'city') f
       WHERE field = ANY ($1) GROUP BY field`,
      [fields.map(({ code }) => code)],
    )) as { field: SurveyField; rows: number }[];
    return rows.map((row) => ({ ...row, path: surveyRowsPath(row.field, '', ['city']) }));
  }

  private because<T>(reason: string, work: (tx: EntityManager) => Promise<T>): Promise<T> {
    return this.database.because(reason, () => this.database.transaction(work));
  }

  private requireManager(): void {
    if (!may(this.database.actor, 'survey.manage')) throw new AppError('FORBIDDEN', { permission: 'survey.manage' });
  }

  /** @throws {AppError} SURVEY_CAMPAIGN_NOT_FOUND, FORBIDDEN, VERSION_CONFLICT */
  private async lock(tx: EntityManager, id: string, version: number): Promise<SurveyCampaignView> {
    this.requireManager();
    await tx.query('SELECT FROM survey_campaign WHERE id = $1 FOR UPDATE', [id]);
    const campaign = await this.view(tx, id);
    if (campaign.version !== version) {
      const [row] = (await tx.query(
        `SELECT coalesce(u.display_name, '系统') AS by, k.updated_at AS at FROM survey_campaign k LEFT JOIN app_user u ON u.id = k.updated_by_id WHERE k.id = $1`,
        [id],
      )) as [{ by: string; at: Date }];
      throw new AppError('VERSION_CONFLICT', { by: row.by, at: row.at.toISOString(), version: campaign.version });
    }
    return campaign;
  }

  private async write(tx: EntityManager, id: string, values: Readonly<Record<string, unknown>>): Promise<void> {
    const row = { ...values, updated_by_id: this.database.actor.id, updated_at: this.clock.now() };
    await tx.query(
      `UPDATE survey_campaign SET version = version + 1, ${Object.keys(row).map((column, i) => `${column} = $${i + 2}`).join(', ')} WHERE id = $1`,
      [id, ...Object.values(row)],
    ); // prettier-ignore
  }

  private keep(
    tx: EntityManager,
    campaignId: string,
    action: Code<'surveyAction'>,
    note: string | null,
  ): Promise<void> {
    return keepStep(tx, this.database, { campaignId, cellId: null, action, note, rows: null, at: this.clock.now() });
  }

  private async countWhere(tx: EntityManager, where: string, values: unknown[]): Promise<number> {
    const [{ total }] = (await tx.query(
      `SELECT count(*)::int AS total FROM survey_campaign k WHERE ${where}`,
      values,
    )) as [{ total: number }];
    return total;
  }

  private async view(tx: EntityManager, id: string): Promise<SurveyCampaignView> {
    const [view] = await this.views(tx, 'k.id = $1', [id]);
    if (view === undefined) throw new AppError('SURVEY_CAMPAIGN_NOT_FOUND', { id });
    return view;
  }

  /** `where` is SQL of this class over the campaign `k`. */
  private async views(tx: EntityManager, where: string, values: unknown[]): Promise<SurveyCampaignView[]> {
    await this.reference.ready();
    const rows = (await tx.query(
      `SELECT k.id, k.version, k.title, k.year, k.state, k.fields, k.levels, k.area_codes AS "areaCodes", k.lead_organisation_id AS "leadId", o.name AS "leadName",
         k.opens_on::text AS "opensOn", k.due_on::text AS "dueOn", k.effective_due_on::text AS "effectiveDueOn", k.instructions,
         p.id AS "previousId", p.title AS "previousTitle", k.is_proposed AS "isProposed", k.is_example AS "isExample",
         u.display_name AS "createdByName", k.created_at AS "createdAt"
       FROM survey_campaign k JOIN organisation o ON o.id = k.lead_organisation_id LEFT JOIN survey_campaign p ON p.id = k.previous_id
       LEFT JOIN app_user u ON u.id = k.created_by_id WHERE ${where}`,
      values,
    )) as CampaignRow[];
    const cells = groupByKey(
      await tx.query<(CountedCell & { key: string })[]>(
        `SELECT campaign_id AS key, state, is_covered AS "isCovered", is_overdue AS "isOverdue", rows, expired
         FROM survey_cell_now WHERE campaign_id = ANY ($1)`,
        [rows.map(({ id }) => id)],
      ),
    );
    const manages = may(this.database.actor, 'survey.manage');
    const today = this.clock.today();
    return rows.map(({ fields, areaCodes, leadId, leadName, previousId, previousTitle, createdAt, ...row }) => ({
      ...row,
      fields: fields.map((code) => ({ code, title: surveyFieldTerm(code) })),
      areas: areaCodes.map((code) => ({ code, name: this.reference.findArea(code)?.shortName ?? code })),
      lead: { id: leadId, name: leadName },
      previous: previousId === null ? null : { id: previousId, title: previousTitle ?? '' },
      createdAt: createdAt.toISOString(),
      workingDaysLeft: row.state === 'open' ? workingDaysBetween(today, row.effectiveDueOn) : null,
      coverage: coverageOf(cells.get(row.id) ?? []),
      can: {
        edit: manages && row.state === 'draft',
        open: manages && row.state === 'draft',
        extend: manages && row.state === 'open',
        close: manages && row.state === 'open',
        reopen: manages && row.state === 'closed',
        archive: manages && (row.state === 'draft' || row.state === 'closed'),
        resurvey: manages && row.state !== 'draft',
      },
    }));
  }
}

type CountedCell = Pick<SurveyCellView, 'state' | 'isCovered' | 'isOverdue' | 'rows' | 'expired'>;

interface CampaignRow extends Omit<
  SurveyCampaignView,
  'fields' | 'areas' | 'lead' | 'previous' | 'createdAt' | 'workingDaysLeft' | 'coverage' | 'can'
> {
  readonly fields: SurveyField[];
  readonly areaCodes: string[];
  readonly leadId: string;
  readonly leadName: string;
  readonly previousId: string | null;
  readonly previousTitle: string | null;
  readonly createdAt: Date;
}

/** The same matrix a year later. */
function nextYear(campaign: SurveyCampaignView): CreateSurveyCampaign {
  const year = campaign.year + 1;
  const title = campaign.title.includes(String(campaign.year))
    ? campaign.title.replaceAll(String(campaign.year), String(year))
    : `${year}年${campaign.title}`;
  const later = (day: string) => `${Number(day.slice(0, 4)) + 1}${day.slice(4)}`.replace(/-02-29$/, '-02-28');
  return {
    title: title.slice(0, 80),
    year,
    fields: campaign.fields.map(({ code }) => code),
    levels: campaign.levels,
    areaCodes: campaign.areas.map(({ code }) => code),
    leadOrganisationId: campaign.lead.id,
    opensOn: later(campaign.opensOn),
    dueOn: later(campaign.dueOn),
    instructions: campaign.instructions,
  };
}

function stateInvalid({ state }: SurveyCampaignView): AppError {
  return new AppError('SURVEY_STATE_INVALID', { state: termOf('surveyState', state) });
}

function wrong(path: string, message: string): ValidationError {
  return new ValidationError([{ path, code: 'invalid', message }]);
}
