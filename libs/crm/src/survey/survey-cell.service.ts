import {
  type AssignSurveyCell,
  type ClaimSurveyNone,
  type Code,
  type Page,
  reachOf,
  type ReturnSurveyCell,
  ROLE_CODES,
  type SubmitSurveyCell,
  SURVEY_FIELDS,
  type SurveyCellDetail,
  type SurveyCellQuery,
  type SurveyCellView,
  surveyFieldTerm,
  surveyRowsPath,
  termOf,
  type VerifySurveyCell,
} from '@lianghuan/contracts';
import { type Actor, AppError, Clock, Database, may, reachesArea } from '@lianghuan/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { changedRows } from '../job/changed-rows.js';
import { sortOf } from '../record/sort.js';
import { ReferenceData } from '../reference/reference-data.js';
import { confirmRows, takeBackRows, verifierOf, verifyRows } from './cell-rows.js';
import { keepStep, stepsOf } from './survey-steps.js';
import { SurveyRegisters } from './survey-registers.js';

/** Sort name on the wire → expression over the cell `c` and its area `a`. */
const SORTABLE: Readonly<Record<string, string>> = {
  areaCode: 'a.sort',
  dueOn: 'c.effective_due_on',
  submittedAt: 'c.submitted_at',
  rows: 'c.rows',
};
/** 责任部门 of a field, as JSON; `field` is SQL of this service, never input. */
const DEPARTMENTS_OF = (field: string) =>
  `coalesce((SELECT jsonb_agg(jsonb_build_object('id', p.id, 'name', p.name) ORDER BY d.sort)
     FROM survey_department d JOIN organisation p ON p.id = d.organisation_id WHERE d.field = ${field}), '[]')`;
/** The order of the matrix: area by area, fields as the dictionaries have them, the county before its townships. */
const MATRIX_ORDER = `a.sort, array_position($1::text[], c.field), array_position('{city,county,township}', c.level), c.id`;

/**
 * 普查任务 (measure 1a): what is said of one field in one area at one level. The county submits its rows or that there are none, and for the
 * city level the department that answers for the field; another unit of the city verifies or returns; nobody verifies what he or his unit submitted. Who sees a cell is decided by the policy `survey_cell_read` alone.
 */
@Injectable()
export class SurveyCellService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly reference: ReferenceData,
    private readonly registers: SurveyRegisters,
  ) {}

  /** What the list can be sorted by. */
  get sortNames(): string[] {
    return Object.keys(SORTABLE);
  }

  /** One page of what the actor may see. */
  list(query: SurveyCellQuery): Promise<Page<SurveyCellView>> {
    return this.database.transaction(async (tx) => {
      const { page, pageSize } = query;
      const items = await this.find(tx, query, `LIMIT ${pageSize} OFFSET ${(page - 1) * pageSize}`);
      return { items, total: await this.countOf(tx, query), page, pageSize };
    });
  }

  /** Whether the actor's unit is a 责任部门 of any field. */
  answersForAny(): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const own = (await tx.query('SELECT FROM survey_department WHERE organisation_id = $1 LIMIT 1', [
        this.database.actor.organisationId,
      ])) as unknown[];
      return own.length > 0;
    });
  }

  count(query: SurveyCellQuery): Promise<number> {
    return this.database.transaction((tx) => this.countOf(tx, query));
  }

  /** All under the filters in the order of the list, in one block: there are never more than a few hundred. For exports. */
  async *stream(query: SurveyCellQuery): AsyncGenerator<SurveyCellView[]> {
    yield await this.database.transaction((tx) => this.find(tx, query, ''));
  }

  /** All cells of a campaign the actor may see. */
  ofCampaign(tx: EntityManager, campaignId: string): Promise<SurveyCellView[]> {
    return this.find(tx, { page: 1, pageSize: 1, campaignId }, '');
  }

  get(id: string): Promise<SurveyCellDetail> {
    return this.database.transaction((tx) => this.detail(tx, id));
  }

  /**
   * 提交: the county stands for the rows the register holds. Those outside their validity are confirmed with it, as 仍属实 does row by row.
   * @throws {AppError} SURVEY_CELL_EMPTY, SURVEY_ROWS_UNCONFIRMED unless the asker confirms them, SURVEY_CELL_STATE_INVALID, VERSION_CONFLICT
   */
  submit(id: string, { version, confirmsRows }: SubmitSurveyCell): Promise<SurveyCellDetail> {
    return this.change(id, version, 'submit', undefined, async (tx, cell) => {
      this.requireFiller(cell);
      if (cell.rows === 0) throw new AppError('SURVEY_CELL_EMPTY');
      this.require(cell, cell.can.submit);
      if (cell.unconfirmed > 0) {
        if (!confirmsRows) throw new AppError('SURVEY_ROWS_UNCONFIRMED', { count: cell.unconfirmed });
        await confirmRows(tx, this.registers, cell, this.database.actor, this.clock.today());
      }
      return { ...this.submitted(), step: 'submitted', none_basis: null, none_person: null };
    });
  }

  /** 申报无: nothing of it is found, with what was looked at and who stands for it. Holds once the city has confirmed it. @throws {AppError} SURVEY_CELL_HAS_ROWS */
  claimNone(id: string, { version, basis, person }: ClaimSurveyNone): Promise<SurveyCellDetail> {
    return this.change(id, version, 'claim_none', `${basis}（${person}）`, async (_tx, cell) => {
      this.requireFiller(cell);
      if (cell.rows > 0) throw new AppError('SURVEY_CELL_HAS_ROWS', { rows: cell.rows });
      this.require(cell, cell.can.claimNone);
      return { ...this.submitted(), step: 'none_submitted', none_basis: basis, none_person: person };
    });
  }

  /** 撤回 of what was submitted and not yet looked at. */
  withdraw(id: string, { version, reason }: ReturnSurveyCell): Promise<SurveyCellDetail> {
    return this.change(id, version, 'withdraw', reason, async (_tx, cell) => {
      this.requireFiller(cell);
      this.require(cell, cell.can.withdraw);
      return { step: 'open', submitted_by_id: null, submitted_at: null };
    });
  }

  /** 核实, or 确认无 where none was submitted. @throws {AppError} SURVEY_SELF_VERIFICATION, SURVEY_CELL_STATE_INVALID */
  verify(id: string, { version, note }: VerifySurveyCell): Promise<SurveyCellDetail> {
    return this.change(
      id,
      version,
      (cell) => (cell.isNone ? 'confirm_none' : 'verify'),
      note,
      async (tx, cell) => {
        this.requireOther(cell);
        this.require(cell, cell.can.verify);
        const { displayName, organisationId } = this.database.actor;
        const [unit] = (await tx.query('SELECT name FROM organisation WHERE id = $1', [organisationId])) as { name: string }[]; // prettier-ignore
        const by = verifierOf(displayName, unit.name);
        await this.database.asSystemWithin(tx, () => verifyRows(tx, cell, by, this.clock.today()));
        return { ...this.decided(), step: cell.isNone ? 'none_confirmed' : 'verified', return_reason: null };
      },
    );
  }

  /** 退回: also of what was verified, where it turns out wrong. What was said of the rows by it is taken back. */
  return(id: string, { version, reason }: ReturnSurveyCell): Promise<SurveyCellDetail> {
    return this.change(id, version, 'return', reason, async (tx, cell) => {
      this.requireOther(cell);
      this.require(cell, cell.can.return);
      await this.database.asSystemWithin(tx, () => takeBackRows(tx, cell));
      return { ...this.decided(), step: 'returned', return_reason: reason };
    });
  }

  /** 指定责任人 among those of the unit who fill in; null takes it back. @throws {AppError} SURVEY_ASSIGNEE_INVALID */
  assign(id: string, { version, assigneeId }: AssignSurveyCell): Promise<SurveyCellDetail> {
    return this.change(id, version, 'assign', undefined, async (tx, cell) => {
      this.requireFiller(cell);
      this.require(cell, cell.can.assign);
      const people = await this.peopleOf(tx, cell.unit.id);
      if (assigneeId !== null && !people.some((person) => person.id === assigneeId)) {
        throw new AppError('SURVEY_ASSIGNEE_INVALID');
      }
      return { assignee_id: assigneeId };
    });
  }

  /** Locks the cell, lets `decide` say what becomes of it, writes that and the step. */
  private change(
    id: string,
    version: number,
    action: Code<'surveyAction'> | ((cell: SurveyCellView) => Code<'surveyAction'>),
    note: string | undefined,
    decide: (tx: EntityManager, cell: SurveyCellView) => Promise<Readonly<Record<string, unknown>>>,
  ): Promise<SurveyCellDetail> {
    const work = async (tx: EntityManager): Promise<SurveyCellDetail> => {
      await tx.query('SELECT FROM survey_cell WHERE id = $1 FOR UPDATE', [id]);
      const cell = await this.view(tx, id);
      if (cell.version !== version) throw await this.conflict(tx, id);
      const values = {
        ...(await decide(tx, cell)),
        updated_by_id: this.database.actor.id,
        updated_at: this.clock.now(),
      };
      const columns = Object.keys(values);
      const changed = await changedRows(
        tx,
        `UPDATE survey_cell SET version = version + 1, ${columns.map((column, i) => `${column} = $${i + 2}`).join(', ')} WHERE id = $1 RETURNING id`,
        [id, ...Object.values(values)],
      );
      if (changed === 0) throw new AppError('FORBIDDEN');
      await keepStep(tx, this.database, {
        campaignId: cell.campaign.id,
        cellId: id,
        action: typeof action === 'string' ? action : action(cell),
        note: note ?? null,
        rows: cell.rows,
        at: this.clock.now(),
      });
      return this.detail(tx, id);
    };
    return this.database.because(note ?? '', () => this.database.transaction(work));
  }

  private require(cell: SurveyCellView, isAllowed: boolean): void {
    if (isAllowed) return;
    if (cell.campaign.state !== 'open') {
      throw new AppError('SURVEY_STATE_INVALID', { state: termOf('surveyState', cell.campaign.state) });
    }
    throw new AppError('SURVEY_CELL_STATE_INVALID', { state: termOf('surveyCellState', cell.state) });
  }

  private requireFiller({ areaCode, level, unit }: SurveyCellView): void {
    if (!fillsIn(this.database.actor, areaCode, level, unit.id)) throw new AppError('FORBIDDEN', { permission: 'survey.fill' }); // prettier-ignore
  }

  private requireOther(cell: SurveyCellView): void {
    const { actor } = this.database;
    if (!may(actor, 'survey.verify')) throw new AppError('FORBIDDEN', { permission: 'survey.verify' });
    if (cell.unit.id === actor.organisationId) throw new AppError('SURVEY_SELF_VERIFICATION');
    if (!answersFor(actor, cell.departments)) {
      throw new AppError('SURVEY_OTHER_DEPARTMENT', {
        departments: cell.departments.map(({ name }) => name).join('、'),
      });
    }
  }

  private submitted() {
    return {
      submitted_by_id: this.database.actor.id,
      submitted_at: this.clock.now(),
      decided_by_id: null,
      decided_at: null,
      return_reason: null,
    };
  }

  private decided() {
    return { decided_by_id: this.database.actor.id, decided_at: this.clock.now() };
  }

  private async conflict(tx: EntityManager, id: string): Promise<AppError> {
    const [row] = (await tx.query(
      `SELECT coalesce(u.display_name, '系统') AS by, c.updated_at AS at, c.version
       FROM survey_cell c LEFT JOIN app_user u ON u.id = c.updated_by_id WHERE c.id = $1`,
      [id],
    )) as [{ by: string; at: Date; version: number }];
    return new AppError('VERSION_CONFLICT', { by: row.by, at: row.at.toISOString(), version: row.version });
  }

  private async countOf(tx: EntityManager, query: SurveyCellQuery): Promise<number> {
    const { where, values } = this.filter(query);
    const [{ total }] = (await tx.query(
      `SELECT count(*)::int AS total FROM survey_cell_now c WHERE $1::text[] IS NOT NULL AND ${where}`,
      values,
    )) as [{ total: number }];
    return total;
  }

  private find(tx: EntityManager, query: SurveyCellQuery, page: string): Promise<SurveyCellView[]> {
    const { where, values } = this.filter(query);
    const sort = query.sort === undefined ? undefined : sortOf(query.sort, this.sortNames);
    const first =
      sort === undefined
        ? 'c.effective_due_on DESC, c.campaign_id'
        : `${SORTABLE[sort.name]} ${sort.direction} NULLS LAST`;
    return this.views(tx, `${where} ORDER BY ${first}, ${MATRIX_ORDER} ${page}`, values);
  }

  /** The first value is the order of the fields. */
  private filter(query: SurveyCellQuery): { where: string; values: unknown[] } {
    return {
      where: `($2::uuid IS NULL OR c.campaign_id = $2) AND ($3::text[] IS NULL OR c.area_code = ANY ($3))
        AND ($4::text[] IS NULL OR c.field = ANY ($4)) AND ($5::text[] IS NULL OR c.state = ANY ($5))
        AND ($6::boolean IS NULL OR (c.campaign_state = 'open') = $6) AND ($7::boolean IS NULL OR c.is_overdue = $7)
        AND ($8::boolean IS NULL OR c.is_covered = $8) AND ($9::uuid IS NULL OR c.assignee_id = $9)
        AND ($10::uuid IS NULL OR EXISTS (SELECT FROM survey_department d WHERE d.field = c.field AND d.organisation_id = $10))
        AND ($11::text[] IS NULL OR c.level = ANY ($11)) AND ($12::uuid IS NULL OR c.organisation_id = $12)`,
      values: [
        SURVEY_FIELDS,
        query.campaignId ?? null,
        query.areaCode ?? null,
        query.field ?? null,
        query.state ?? null,
        query.open ?? null,
        query.overdue ?? null,
        query.covered ?? null,
        query.mine === true ? this.database.actor.id : null,
        query.own === true ? this.database.actor.organisationId : null,
        query.level ?? null,
        query.ownUnit === true ? this.database.actor.organisationId : null,
      ],
    };
  }

  private async view(tx: EntityManager, id: string): Promise<SurveyCellView> {
    const [view] = await this.views(tx, '$1::text[] IS NOT NULL AND c.id = $2', [SURVEY_FIELDS, id]);
    if (view === undefined) throw new AppError('SURVEY_CELL_NOT_FOUND', { id });
    return view;
  }

  private async detail(tx: EntityManager, id: string): Promise<SurveyCellDetail> {
    const view = await this.view(tx, id);
    const [previous] = (await tx.query(
      `SELECT p.campaign_title AS title, p.state, p.rows, CASE WHEN p.state = 'confirmed_none' THEN p.none_basis END AS "noneBasis"
       FROM survey_cell_now c JOIN survey_cell_now p ON p.campaign_id = c.previous_id AND p.area_code = c.area_code AND p.field = c.field AND p.level = c.level
       WHERE c.id = $1`,
      [id],
    )) as NonNullable<SurveyCellDetail['previous']>[];
    return {
      ...view,
      steps: await stepsOf(tx, 'cell_id = $1', id),
      previous: previous ?? null,
      people: view.can.assign ? await this.peopleOf(tx, view.unit.id) : [],
    };
  }

  private async peopleOf(tx: EntityManager, unitId: string): Promise<{ id: string; name: string }[]> {
    return (await tx.query(
      `SELECT id, display_name AS name FROM app_user
       WHERE organisation_id = $1 AND disabled_at IS NULL AND roles && $2::text[] ORDER BY display_name`,
      [unitId, ROLE_CODES.filter((role) => reachOf(role).has('survey.fill'))],
    )) as { id: string; name: string }[];
  }

  /** `where` is SQL of this class, over the cell `c` and its area `a`. */
  private async views(tx: EntityManager, where: string, values: unknown[]): Promise<SurveyCellView[]> {
    await this.reference.ready();
    const rows = (await tx.query(
      `SELECT c.id, c.version, c.campaign_id AS "campaignId", c.campaign_title AS "campaignTitle", c.campaign_state AS "campaignState",
         c.effective_due_on::text AS "effectiveDueOn", c.area_code AS "areaCode", c.level, c.counted_levels AS "countedLevels", c.field, c.register, c.organisation_id AS "unitId", o.name AS "unitName",
         ${DEPARTMENTS_OF('c.field')} AS departments,
         c.assignee_id AS "assigneeId", u.display_name AS "assigneeName", c.state, c.step, c.rows, c.expired, c.unconfirmed,
         c.is_frozen AS "isFrozen", c.is_covered AS "isCovered", c.is_overdue AS "isOverdue", c.none_basis AS "noneBasis", c.none_person AS "nonePerson",
         c.submitted_by_id AS "submittedById", s.display_name AS "submittedByName", c.submitted_at AS "submittedAt",
         d.display_name AS "decidedByName", c.decided_at AS "decidedAt", c.return_reason AS "returnReason"
       FROM survey_cell_now c JOIN area a ON a.code = c.area_code JOIN organisation o ON o.id = c.organisation_id
       LEFT JOIN app_user u ON u.id = c.assignee_id LEFT JOIN app_user s ON s.id = c.submitted_by_id LEFT JOIN app_user d ON d.id = c.decided_by_id
       WHERE ${where}`,
      values,
    )) as CellRow[];
    return rows.map((row) => this.viewOf(row));
  }

  private viewOf(row: CellRow): SurveyCellView {
    const { campaignId, campaignTitle, campaignState, effectiveDueOn, unitId, unitName, assigneeId, assigneeName, step, submittedById, ...rest } = row; // prettier-ignore
    const { actor } = this.database;
    const isOpen = campaignState === 'open';
    const fills = isOpen && fillsIn(actor, row.areaCode, row.level, unitId);
    const verifies =
      isOpen &&
      actor.reach.get('survey.verify') === 'city' &&
      isOtherThan(actor, unitId, submittedById) &&
      answersFor(actor, row.departments);
    // What was said of it counts no more where the register says otherwise.
    const isNone = (step === 'none_submitted' || step === 'none_confirmed') && row.rows === 0;
    const owed = row.state === 'not_started' || row.state === 'filling' || row.state === 'returned';
    return {
      ...rest,
      campaign: { id: campaignId, title: campaignTitle, state: campaignState, effectiveDueOn },
      areaName: this.reference.areaName(row.areaCode) ?? row.areaCode,
      fieldTitle: surveyFieldTerm(row.field),
      unit: { id: unitId, name: unitName },
      assignee: assigneeId === null ? null : { id: assigneeId, name: assigneeName ?? '' },
      isNone,
      noneBasis: isNone ? row.noneBasis : null,
      nonePerson: isNone ? row.nonePerson : null,
      path: surveyRowsPath(row.field, row.areaCode, row.countedLevels),
      submittedAt: row.submittedAt?.toISOString() ?? null,
      decidedAt: row.decidedAt?.toISOString() ?? null,
      can: {
        submit: fills && owed && row.rows > 0,
        claimNone: fills && owed && row.rows === 0,
        withdraw: fills && row.state === 'submitted',
        verify: verifies && row.state === 'submitted',
        return: verifies && (row.state === 'submitted' || row.state === 'verified' || row.state === 'confirmed_none'),
        assign: fills && row.state !== 'verified' && row.state !== 'confirmed_none',
      },
    };
  }
}

/** Whether the actor fills the cell in: for the area he works for, or as the department whose task of the city level it is. */
function fillsIn(actor: Actor, areaCode: string, level: Code<'supplyLevel'>, unitId: string): boolean {
  const isOwn = actor.reach.get('survey.fill') === 'field' && level === 'city' && unitId === actor.organisationId;
  return isOwn || reachesArea(actor, 'survey.fill', areaCode);
}

/** Whether the actor's unit is among the departments of a field, or none is; who manages surveys answers for all. */
function answersFor(actor: Actor, departments: SurveyCellView['departments']): boolean {
  return (
    departments.length === 0 ||
    departments.some(({ id }) => id === actor.organisationId) ||
    actor.reach.get('survey.manage') === 'city'
  );
}

function isOtherThan(actor: Actor, unitId: string, submittedById: string | null): boolean {
  return actor.organisationId !== unitId && (submittedById === null || submittedById !== actor.id);
}

interface CellRow extends Omit<
  SurveyCellView,
  'campaign' | 'areaName' | 'fieldTitle' | 'unit' | 'assignee' | 'isNone' | 'path' | 'can' | 'submittedAt' | 'decidedAt'
> {
  readonly campaignId: string;
  readonly campaignTitle: string;
  readonly campaignState: Code<'surveyState'>;
  readonly effectiveDueOn: string;
  readonly unitId: string;
  readonly unitName: string;
  readonly assigneeId: string | null;
  readonly assigneeName: string | null;
  readonly step: string;
  readonly submittedById: string | null;
  readonly submittedAt: Date | null;
  readonly decidedAt: Date | null;
}
