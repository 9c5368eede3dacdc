import { Injectable } from '@nestjs/common';
import {
  type ChangeReserveState,
  type Code,
  CreateProject,
  type JoinList,
  type LeaveList,
  type LinkageQuotaView,
  type ProjectSummary,
  QUALITY_BANDS,
  type SEAT_GUARANTEES,
  type ProjectQuery,
  ProjectView,
  RESERVE_TRANSITIONS,
  type ReserveKeyField,
  type ReserveTransition,
  fieldsOf,
  termOf,
} from '@lianghuan/contracts';
import { AppError, ValidationError, may } from '@lianghuan/platform';
import { Decimal } from 'decimal.js';
import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import { projectDuplicates } from '../duplicate/project-duplicates.js';
import { openSuggestionCountSql } from '../match/suggestion.service.js';
import { findByCodeOrName, nameAndAreaKey } from '../record/name-and-area.js';
import { whereOneOf } from '../record/one-of.js';
import { type RecordRef, RecordServices, type RowChange } from '../record/register.js';
import { RegisterService } from '../record/register.service.js';
import { areaNameSql } from '../record/shown-row.js';
import { searchTextOf } from '../search/search-text.js';
import { CHANGED_KEY_FIELDS_SQL, changedKeyFields, type KeyFacts, keyFactsOf } from './key-facts.js';
import { REACHED_SQL } from './conversion-steps.js';
import { rateReview } from './project-rating.js';
import { linkageQuotaOf } from './linkage-quota.js';
import { parseNationalCode } from './national-code.js';
import { ProjectListMembership } from './project-list-membership.entity.js';
import { Project } from './project.entity.js';
import { MAY_LACK_INVESTMENT, type ReserveState } from './reserve-state.js';

/** Yuan a project of the reserve must come to: 500万元 (measure 10). */
const THRESHOLD_CNY = 5_000_000;

/** 项目储备库: one record per project, many dated list memberships (measures 2c, 9–13). */
@Injectable()
export class ProjectService extends RegisterService<Project, CreateProject, ProjectQuery, ProjectView> {
  protected readonly noun = 'project';
  protected readonly entity = Project;
  protected readonly schema = CreateProject;
  protected readonly viewSchema = ProjectView;
  protected readonly codePrefix = 'XM';
  protected override readonly keys = ['code', 'nationalCode'] as const;
  protected readonly sortable = {
    updatedAt: 'updatedAt', code: 'code', name: 'name', areaCode: 'areaCode', sector: 'sector', phase: 'phase', reserveState: 'reserveState',
    totalInvestmentCny: 'totalInvestmentCny', plannedStartOn: 'plannedStartOn', plannedFinishOn: 'plannedFinishOn', validUntil: 'validUntil', quality: 'quality',
    approvalDueOn: 'approvalDueOn', intakeOn: 'intakeOn',
  }; // prettier-ignore

  override readonly duplicateRule = projectDuplicates(this.reference);
  override readonly duplicateFacts = [
    'name', 'areaCode', 'totalInvestmentCny', 'investorName', 'nationalCode',
  ] as const; // prettier-ignore

  protected override readonly shown = SHOWN;
  // OFFSET keeps each part from being worked out once more for the sum.
  protected override readonly shownJoins = 'CROSS JOIN LATERAL (SELECT q.* FROM quality_parts(r) q OFFSET 0) quality';

  constructor(services: RecordServices) {
    super(services);
  }

  /**
   * Moves a project to another 储备状态 by hand (measure 11a). Those who may grant an exception are the reviewers; only they decide. Into
   * the reserve a project comes by the joint review; by hand only back, while its key facts are those it was admitted with, or as an
   * exception of the city's reviewers that stays on record.
   * @throws {AppError} RESERVE_TRANSITION_INVALID, RESERVE_REVIEW_REQUIRED, PROJECT_UNDER_REVIEW, PROJECT_INVESTMENT_UNKNOWN, FORBIDDEN,
   * VERSION_CONFLICT
   */
  changeReserveState(id: string, { to, reason, version }: ChangeReserveState): Promise<ProjectView> {
    return this.withReason(reason, (tx) =>
      this.writing(tx, id, async (project) => {
        const actor = this.database.actor;
        await this.requireVersion(tx, project, version);
        const transition = transitionOf(project, to);
        await this.requireNoOpenPacket(tx, id);
        if (transition.isSubmission === true) throw new AppError('RESERVE_REVIEW_REQUIRED');
        if (transition.isDecision === true || transition.isException === true) {
          if (!may(actor, 'project.exception')) throw new AppError('FORBIDDEN', { permission: 'project.exception' });
        }
        if (transition.needsReason === true && !reason) {
          throw new ValidationError([{ path: 'reason', code: 'required', message: '请填写理由' }]);
        }
        if (transition.isException === true && !isAsAdmitted(project)) {
          if (actor.reach.get('project.exception') !== 'city') throw new AppError('RESERVE_REVIEW_REQUIRED');
          project.reservePacketId = null;
          project.reserveExceptionReason = reason ?? null;
        }
        await this.moveTo(tx, project, to, reason || null);
      }),
    );
  }

  /**
   * Takes a project of the actor's into joint review, inside the caller's transaction: others who write it wait until then.
   * @throws {AppError} REVIEW_NOT_LOCAL, PROJECT_UNDER_REVIEW, RESERVE_TRANSITION_INVALID, PROJECT_INVESTMENT_UNKNOWN, VERSION_CONFLICT
   */
  async enterReview(tx: EntityManager, id: string, version: number): Promise<Project> {
    const project = await this.loadToWrite(tx, id);
    await this.requireVersion(tx, project, version);
    if (project.placement !== 'local') throw new AppError('REVIEW_NOT_LOCAL');
    await this.requireNoOpenPacket(tx, id);
    // A project that was pending before there were packets is submitted like a draft.
    if (project.reserveState !== 'pending') transitionOf(project, 'pending');
    await this.moveTo(tx, project, 'pending', null);
    return project;
  }

  /**
   * What follows for the project from how its review ended, whoever concluded last. For the transaction that ends it. `back` is where it
   * came from: 需更新 for one that was in the reserve before, else 草稿.
   * @param packetId the packet that admits it, for `in_reserve`
   */
  async leaveReview(
    tx: EntityManager,
    id: string,
    { to, reason, packetId }: { to: 'in_reserve' | 'exited' | 'back'; reason: string | null; packetId?: string },
  ): Promise<void> {
    await tx.query('SELECT 1 FROM project WHERE id = $1 FOR NO KEY UPDATE', [id]);
    const project = await this.load(tx, id);
    if (packetId !== undefined) {
      project.reservePacketId = packetId;
      project.reserveExceptionReason = null;
    }
    const back = project.reserveKeyFacts === null ? 'draft' : 'needs_update';
    await this.moveTo(tx, project, to === 'back' ? back : to, reason);
  }

  protected override archiveRefusals(tx: EntityManager, rows: readonly Project[]): Promise<(AppError | undefined)[]> {
    return openPacketRefusals(tx, rows.map(({ id }) => id)); // prettier-ignore
  }

  private async moveTo(tx: EntityManager, project: Project, to: ReserveState, reason: string | null): Promise<void> {
    if (project.totalInvestmentCny === null && !MAY_LACK_INVESTMENT.has(to)) {
      throw new AppError('PROJECT_INVESTMENT_UNKNOWN');
    }
    if (to === 'in_reserve') {
      project.reserveKeyFacts = keyFactsOf(project);
      project.intakeOn ??= this.clock.today();
    } else if (to === 'draft') {
      project.intakeOn = project.reservePacketId = project.reserveExceptionReason = project.reserveKeyFacts = null;
    }
    this.markState(project, to, reason);
    await this.saveProperties(tx, project, [
      'reserveState',
      'reserveReason',
      'reserveChangedAt',
      'reserveChangedById',
      'intakeOn',
      'reservePacketId',
      'reserveExceptionReason',
      'reserveKeyFacts',
    ]);
    await rateReview(tx, project.id);
  }

  /** What the bureau of an element concluded on its guarantee (measures 43–45). For the transaction of its conclusion. */
  async setGuarantee(
    tx: EntityManager,
    id: string,
    field: (typeof SEAT_GUARANTEES)[keyof typeof SEAT_GUARANTEES],
    state: Code<'guaranteeState'>,
  ): Promise<void> {
    await tx.query('SELECT 1 FROM project WHERE id = $1 FOR NO KEY UPDATE', [id]);
    const project = await this.load(tx, id);
    if (project[field] === state) return;
    project[field] = state;
    await this.saveProperties(tx, project, [field]);
  }

  private markState(project: Project, to: ReserveState, reason: string | null): void {
    project.reserveState = to;
    project.reserveReason = reason;
    project.reserveChangedAt = this.clock.now();
    project.reserveChangedById = this.database.actor.id;
  }

  private async requireNoOpenPacket(tx: EntityManager, id: string): Promise<void> {
    const [refusal] = await openPacketRefusals(tx, [id]);
    if (refusal !== undefined) throw refusal;
  }

  /** Puts a project on a list from a day on. @throws {AppError} MEMBERSHIP_OVERLAPS when it stands there already, or did at that time */
  joinList(id: string, { list, joinedOn, basis }: JoinList): Promise<ProjectView> {
    return this.withReason(basis, (tx) =>
      this.writing(tx, id, async () => {
        const [overlap] = (await tx.query(
          'SELECT 1 FROM project_list_membership WHERE project_id = $1 AND list = $2 AND (left_on IS NULL OR left_on > $3)',
          [id, list, joinedOn],
        )) as unknown[];
        if (overlap !== undefined) throw new AppError('MEMBERSHIP_OVERLAPS', { list: termOf('projectList', list) });
        await tx.insert(ProjectListMembership, {
          projectId: id,
          list,
          joinedOn,
          basis: basis ?? null,
          createdAt: this.clock.now(),
          createdById: this.database.actor.id,
        });
      }),
    );
  }

  /** Ends a project's stay on a list; the stay itself remains on record. */
  leaveList(id: string, membershipId: string, { leftOn, reason }: LeaveList): Promise<ProjectView> {
    return this.withReason(reason, (tx) =>
      this.writing(tx, id, async () => {
        const membership = await tx.findOneBy(ProjectListMembership, { id: membershipId, projectId: id });
        if (membership === null) throw new AppError('NOT_FOUND', { id: membershipId });
        if (membership.leftOn !== null) {
          throw new ValidationError([{ path: 'leftOn', code: 'already_left', message: '该项目已退出此清单' }]);
        }
        if (leftOn < membership.joinedOn) {
          throw new ValidationError([{ path: 'leftOn', code: 'before_joining', message: '退出日期不能早于列入日期' }]);
        }
        await tx.update(ProjectListMembership, { id: membershipId }, { leftOn, leftReason: reason });
      }),
    );
  }

  /** Leader-linkage quota of a year per area: quota, linked and short (measure 5). */
  linkageQuota(year: number): Promise<LinkageQuotaView> {
    return this.reading((tx) => linkageQuotaOf(tx, year, this.clock.today()));
  }

  protected areaOf(row: Project): string | null {
    return row.areaCode;
  }

  protected searchText(row: Project): string {
    return searchTextOf(
      [row.name, ...this.reference.areaNames(row.areaCode)],
      [
        row.code, row.nationalCode, row.province, row.place, row.sector, row.investorName, row.scaleText,
        ...row.responsibleUnits, row.content, row.note,
      ], // prettier-ignore
    );
  }

  naturalKeyOf(input: Partial<CreateProject>): string | null {
    const national = input.nationalCode ? (parseNationalCode(input.nationalCode)?.code ?? input.nationalCode) : null;
    return input.code?.trim() || national || nameAndAreaKey(input.name, input.areaCode);
  }

  findByNaturalKeys(tx: EntityManager, keys: readonly string[]): Promise<Map<string, RecordRef>> {
    return findByCodeOrName(tx, 'project', ['code', 'national_code'], keys);
  }

  protected checkRow({ row, actor, before }: RowChange<Project, CreateProject>): void {
    row.reserveState ??= 'draft';
    if (row.areaCode !== null) {
      this.reference.requireArea(row.areaCode);
      if (row.placement === 'reference') {
        throw new ValidationError([{ path: 'areaCode', code: 'not_local', message: '外地参考项目不属于本市任何地区' }]);
      }
    }
    if (row.nationalCode !== null) row.nationalCode = this.requireNationalCode(row.nationalCode);
    if (row.plannedStartOn !== null && row.plannedFinishOn !== null && row.plannedFinishOn < row.plannedStartOn) {
      throw new ValidationError([
        { path: 'plannedFinishOn', code: 'before_start', message: '计划竣工不能早于计划开工' },
      ]);
    }
    if (row.totalInvestmentCny === null && !MAY_LACK_INVESTMENT.has(row.reserveState)) {
      throw new AppError('PROJECT_INVESTMENT_UNKNOWN');
    }
    if (row.approvedOn !== null) {
      if (row.approvalKind === null || row.approvalDocumentNo === null)
        throw new AppError('PROJECT_APPROVAL_INCOMPLETE');
      if (row.approvedOn > this.clock.today()) {
        throw new ValidationError([{ path: 'approvedOn', code: 'in_the_future', message: '批复日期不能晚于今天' }]);
      }
    }
    this.checkThreshold({ row, actor, before });
    if (before !== undefined) this.reopenReview(row, before);
  }

  /** Measure 11c: what was reviewed is what is in the reserve. While a packet is with the reviewers, its key facts stay as they are. */
  private reopenReview(row: Project, before: Project): void {
    const changed = changedKeyFields(keyFactsOf(before), keyFactsOf(row));
    if (changed.length === 0) return;
    if (before.reserveState === 'pending') {
      const fields = changed.map((field) => KEY_FIELD_TITLES.get(field) ?? field).join('、');
      throw new AppError('PROJECT_KEY_FACTS_FROZEN', { fields, path: changed[0] });
    }
    if (before.reserveState === 'in_reserve' && row.reserveKeyFacts !== null) {
      const reason = `关键信息变更，须重新联评联审：${changesInWords(row.reserveKeyFacts, keyFactsOf(row))}`;
      this.markState(row, 'needs_update', reason);
    }
  }

  /** Measure 10: below 500万元 only with the recorded reason of a reviewer, who answers for this amount and no lower one. */
  private checkThreshold({ row, actor, before }: Omit<RowChange<Project, CreateProject>, 'input'>): void {
    const total = row.totalInvestmentCny;
    const isBelow = row.placement === 'local' && total !== null && new Decimal(total).lessThan(THRESHOLD_CNY);
    if (!isBelow) {
      row.thresholdExceptionReason = row.thresholdExceptionById = row.thresholdExceptionAt = null;
      return;
    }
    const isGrantedBefore =
      before !== undefined &&
      before.thresholdExceptionReason !== null &&
      before.thresholdExceptionReason === row.thresholdExceptionReason &&
      before.totalInvestmentCny !== null &&
      new Decimal(total).greaterThanOrEqualTo(before.totalInvestmentCny);
    if (isGrantedBefore) return;
    if (row.thresholdExceptionReason === null || !may(actor, 'project.exception')) {
      throw new AppError('PROJECT_BELOW_THRESHOLD', { amountWan: new Decimal(total).dividedBy(10_000).toString() });
    }
    row.thresholdExceptionById = actor.id;
    row.thresholdExceptionAt = this.clock.now();
  }

  /** @throws {AppError} PROJECT_CODE_INVALID; outside Guizhou the list of regions ends at prefectures, so there the prefecture decides */
  private requireNationalCode(text: string): string {
    const parsed = parseNationalCode(text);
    const region = parsed?.regionCode ?? '';
    const isKnown =
      this.reference.findRegion(region) !== undefined ||
      this.reference.findArea(region) !== undefined ||
      (!region.startsWith('52') && this.reference.findRegion(`${region.slice(0, 4)}00`) !== undefined);
    const thisYear = Number(this.clock.today().slice(0, 4));
    if (parsed === undefined || !isKnown || parsed.year < 2000 || parsed.year > thisYear + 1) {
      throw new AppError('PROJECT_CODE_INVALID', { value: text, path: 'nationalCode' });
    }
    return parsed.code;
  }

  protected filter(query: SelectQueryBuilder<Project>, wanted: ProjectQuery): void {
    for (const name of ['areaCode', 'placement', 'reserveState', 'phase', 'sector'] as const) {
      whereOneOf(query, name, wanted[name]);
    }
    if (wanted.list) {
      query.andWhere(
        'r.id IN (SELECT m.project_id FROM project_list_membership m WHERE m.list = ANY(:list) AND m.left_on IS NULL)',
        { list: wanted.list },
      );
    }
    this.filterReserve(query, wanted);
    if (wanted.investmentMinCny !== undefined) {
      query.andWhere('r.totalInvestmentCny >= :investmentMin', { investmentMin: wanted.investmentMinCny });
    }
    if (wanted.investmentMaxCny !== undefined) {
      query.andWhere('r.totalInvestmentCny <= :investmentMax', { investmentMax: wanted.investmentMaxCny });
    }
  }

  /** What the figures of the reserve count, as filters of the list they open. */
  private filterReserve(query: SelectQueryBuilder<Project>, wanted: ProjectQuery): void {
    for (const name of ['approvalKind', 'maturity'] as const) {
      whereOneOf(query, name, wanted[name]);
    }
    if (wanted.approved !== undefined) query.andWhere(`r.approvedOn IS ${wanted.approved ? 'NOT ' : ''}NULL`);
    if (wanted.qualityBand)
      query.andWhere(`${QUALITY_BAND_SQL} = ANY(:qualityBand)`, { qualityBand: wanted.qualityBand });
    if (wanted.admitted !== undefined) query.andWhere(`r.intakeOn IS ${wanted.admitted ? 'NOT ' : ''}NULL`);
    if (wanted.intake) query.andWhere(`to_char(r.intakeOn, 'YYYY-MM') = ANY(:intake)`, { intake: wanted.intake });
    if (wanted.startBy) {
      query.andWhere('(r.plannedStartOn IS NULL OR r.plannedStartOn <= :startBy)', { startBy: wanted.startBy });
    }
    if (wanted.reached) query.andWhere(`r.id IN (${REACHED_SQL[wanted.reached]})`);
    if (wanted.mainSection) {
      query.andWhere(`coalesce(${MAIN_SECTION_SQL('r')}, 'none') = ANY(:mainSection)`, { mainSection: wanted.mainSection }); // prettier-ignore
    }
    if (wanted.snapshot) {
      const part = wanted.snapshotPart === undefined ? 'true' : SNAPSHOT_PART_SQL[wanted.snapshotPart];
      query.andWhere(
        `r.id IN (SELECT s.project_id FROM reserve_snapshot_project s WHERE s.period = :snapshot
           AND (:snapshotArea::text IS NULL OR s.area_code = :snapshotArea) AND ${part})`,
        { snapshot: wanted.snapshot, snapshotArea: wanted.snapshotArea ?? null },
      );
    }
  }

  /** Count, sum and quality of what the list shows under the same filters (measures 10c, 11d). */
  summary(wanted: ProjectQuery): Promise<ProjectSummary> {
    return this.reading(async (tx) => {
      const query = (await this.query(tx, wanted))
        .select('r.totalInvestmentCny', 'total')
        .addSelect('r.quality', 'quality');
      const [sql, parameters] = query.getQueryAndParameters();
      const n = parameters.length;
      // The quality is worked out once for each row, and not for each of the figures.
      const [row] = (await tx.query(
        `SELECT count(*)::int AS count, coalesce(sum(total), 0) AS total, count(*) FILTER (WHERE total IS NULL)::int AS unknown,
           round(avg(quality), 1) AS mean, count(*) FILTER (WHERE quality >= $${n + 1})::int AS good,
           count(*) FILTER (WHERE quality >= $${n + 2} AND quality < $${n + 1})::int AS fair, count(*) FILTER (WHERE quality < $${n + 2})::int AS poor
         FROM (${sql} OFFSET 0) shown`,
        [...parameters, QUALITY_BANDS.good, QUALITY_BANDS.fair],
      )) as { count: number; total: string; unknown: number; mean: string | null; good: number; fair: number; poor: number }[]; // prettier-ignore
      return {
        count: row.count,
        totalInvestmentCny: new Decimal(row.total).toFixed(2),
        unknownInvestmentCount: row.unknown,
        quality: { mean: row.mean === null ? null : Number(row.mean), good: row.good, fair: row.fair, poor: row.poor },
      };
    });
  }

  /** A change whose audit entries say why. */
  private withReason(reason: string | undefined, work: (tx: EntityManager) => Promise<ProjectView>) {
    const change = () => this.database.transaction(work);
    return reason ? this.database.because(reason, change) : change();
  }

  /** Work on a project the actor may write; others who write it wait, so that what was checked still holds. */
  private async writing(
    tx: EntityManager,
    id: string,
    work: (project: Project) => Promise<void>,
  ): Promise<ProjectView> {
    await work(await this.loadToWrite(tx, id));
    return this.view(tx, id);
  }

  private async loadToWrite(tx: EntityManager, id: string): Promise<Project> {
    await this.reference.ready();
    await tx.query('SELECT 1 FROM project WHERE id = $1 FOR NO KEY UPDATE', [id]);
    const project = await this.load(tx, id);
    this.requireWrite(this.database.actor, 'update', project);
    if (project.archivedAt !== null) throw new AppError('ALREADY_ARCHIVED');
    return project;
  }
}

const SHOWN = {
  areaName: areaNameSql('r.area_code'),
  changedKeyFields: CHANGED_KEY_FIELDS_SQL,
  maturity: 'maturity(r)',
  quality: `json_build_object('score', quality.completeness + quality.rubric + quality.review + quality.freshness,
    'completeness', quality.completeness, 'rubric', quality.rubric, 'review', quality.review, 'freshness', quality.freshness)`,
  memberships: `coalesce((SELECT json_agg(json_build_object('id', m.id, 'list', m.list, 'joinedOn', m.joined_on, 'leftOn', m.left_on,
    'basis', m.basis, 'leftReason', m.left_reason) ORDER BY m.joined_on, m.id) FROM project_list_membership m WHERE m.project_id = r.id), '[]')`,
  openSuggestionCount: openSuggestionCountSql('r.id', '$1::date'),
};

/** How a row `s` of a snapshot was counted; the snapshot's own figures are taken by the same. */
export const SNAPSHOT_PART_SQL: Readonly<Record<Code<'snapshotPart'>, string>> = {
  good: `s.quality >= ${QUALITY_BANDS.good}`,
  fair: `(s.quality >= ${QUALITY_BANDS.fair} AND s.quality < ${QUALITY_BANDS.good})`,
  poor: `s.quality < ${QUALITY_BANDS.fair}`,
  ripe: `s.maturity = 'ripe'`,
};

/** 门类 of the first trade of a project. */
export const MAIN_SECTION_SQL = (project: string) =>
  `(SELECT i.section_code FROM industry i WHERE i.code = ${project}.industry_codes[1])`;

/** Band of a row `r`. */
const QUALITY_BAND_SQL = `(CASE WHEN r.quality >= ${QUALITY_BANDS.good} THEN 'good' WHEN r.quality >= ${QUALITY_BANDS.fair} THEN 'fair' ELSE 'poor' END)`;

const KEY_FIELD_TITLES = new Map(fieldsOf(CreateProject).map(({ name, title }) => [name, title]));

/** @throws {AppError} RESERVE_TRANSITION_INVALID */
function transitionOf(project: Project, to: ReserveState): ReserveTransition {
  const from = project.reserveState as ReserveState;
  const transition = RESERVE_TRANSITIONS[from][to];
  if (transition === undefined) {
    throw new AppError('RESERVE_TRANSITION_INVALID', {
      from: termOf('reserveState', from),
      to: termOf('reserveState', to),
    });
  }
  return transition;
}

/** Whether the project was admitted before and nothing it was admitted with has changed since. */
function isAsAdmitted(project: Project): boolean {
  return (
    project.reserveKeyFacts !== null && changedKeyFields(project.reserveKeyFacts, keyFactsOf(project)).length === 0
  );
}

/** 总投资 8000万元 → 9000万元；建设内容 has changed: amounts with their values, texts by their names. */
function changesInWords(before: KeyFacts, after: KeyFacts): string {
  const inWan = (value: KeyFacts[ReserveKeyField]) =>
    typeof value === 'string' ? `${new Decimal(value).dividedBy(10_000).toString()}万元` : '未填';
  return changedKeyFields(before, after)
    .map((field) => {
      const title = KEY_FIELD_TITLES.get(field) ?? field;
      return field === 'totalInvestmentCny' ? `${title}${inWan(before[field])}→${inWan(after[field])}` : title;
    })
    .join('、');
}

/** PROJECT_UNDER_REVIEW for each of these projects that has an open packet. */
async function openPacketRefusals(tx: EntityManager, ids: readonly string[]): Promise<(AppError | undefined)[]> {
  const packets = (await tx.query(
    'SELECT open_review_packet(w.id) AS number FROM unnest($1::uuid[]) WITH ORDINALITY w(id, at) ORDER BY w.at',
    [ids],
  )) as { number: number | null }[];
  return packets.map(({ number }) => (number === null ? undefined : new AppError('PROJECT_UNDER_REVIEW', { number })));
}
