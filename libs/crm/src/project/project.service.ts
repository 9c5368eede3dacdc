import { Injectable } from '@nestjs/common';
import {
  CreateProject,
  LandNeedProject,
  type LandNeedQuery,
  type LandNeedSummary,
  type LandNeedSummaryQuery,
  type LinkageQuotaView,
  ListedProject,
  type ProjectSummary,
  QUALITY_BANDS,
  type ProjectQuery,
  ProjectView,
} from '@lianghuan/contracts';
import { AppError, type JsonAnswer, ValidationError, may } from '@lianghuan/platform';
import { Decimal } from 'decimal.js';
import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import { projectDuplicates } from '../duplicate/project-duplicates.js';
import { openSuggestionCountSql } from '../match/suggestion.service.js';
import { parkNamedIn, tiedPark } from '../park/tied-park.js';
import { findByCodeOrName, nameAndAreaKey } from '../record/name-and-area.js';
import { type RecordRef, RecordServices, type RowChange } from '../record/register.js';
import { RegisterService } from '../record/register.service.js';
import { areaNameSql, SHOWN_IDS } from '../record/shown-row.js';
import { searchTextOf } from '../search/search-text.js';
import { guaranteeRefusal, guaranteeTitle, loweredGuarantees, loweringInWords } from './element-guarantee.js';
import { sumFunding } from './funding-plan.js';
import { INTENSITY_SQL } from './investment-intensity.js';
import {
  CHANGED_KEY_FIELDS_SQL,
  changedKeyFields,
  changesInWords,
  isAsAdmitted,
  keyFactsOf,
  keyFieldTitle,
} from './key-facts.js';
import { landNeedsOf } from './land-needs.js';
import { linkageQuotaOf } from './linkage-quota.js';
import { parseNationalCode } from './national-code.js';
import { openPacketRefusals } from './open-packet.js';
import { projectInUseRefusals } from './project-in-use.js';
import { filterProjects } from './project-filter.js';
import { SUCCESSIONS_SQL } from './succession-sql.js';
import { Project } from './project.entity.js';
import { MAY_LACK_INVESTMENT, type ReserveState, type StateOfProject } from './reserve-state.js';

/** Yuan a project of the reserve must come to: 500万元 (measure 10). */
const THRESHOLD_CNY = 5_000_000;

/** 项目储备库: one record per project, whatever lists it stands on (measures 2c, 9–13). */
@Injectable()
export class ProjectService extends RegisterService<Project, CreateProject, ProjectQuery, ProjectView> {
  protected readonly noun = 'project';
  protected readonly entity = Project;
  protected readonly schema = CreateProject;
  protected readonly viewSchema = ProjectView;
  protected readonly listedSchema = ListedProject;
  protected override readonly isNamedWithArea = true;
  protected readonly codePrefix = 'XM';
  protected override readonly keys = ['code', 'nationalCode'] as const;
  protected readonly sortable = {
    updatedAt: 'updatedAt', code: 'code', name: 'name', areaCode: 'areaCode', sector: 'sector', phase: 'phase', reserveState: 'reserveState',
    totalInvestmentCny: 'totalInvestmentCny', plannedStartOn: 'plannedStartOn', plannedFinishOn: 'plannedFinishOn', validUntil: 'validUntil', quality: 'quality',
    approvalDueOn: 'approvalDueOn', intakeOn: 'intakeOn', landMu: 'landMu',
  }; // prettier-ignore

  override readonly duplicateRule = projectDuplicates(this.reference);
  override readonly duplicateFacts = [
    'name', 'areaCode', 'totalInvestmentCny', 'investorName', 'nationalCode',
  ] as const; // prettier-ignore

  protected override readonly shown = SHOWN;
  // OFFSET keeps each part from being worked out once more for the sum.
  protected override readonly shownJoins = {
    quality: 'CROSS JOIN LATERAL (SELECT q.* FROM quality_parts(r) q OFFSET 0) quality',
    land: `LEFT JOIN project_lands(${SHOWN_IDS}) land ON land.id = r.id`,
  };

  constructor(services: RecordServices) {
    super(services);
  }

  protected override async archiveRefusals(
    tx: EntityManager,
    rows: readonly Project[],
  ): Promise<(AppError | undefined)[]> {
    const ids = rows.map(({ id }) => id);
    const inUse = await projectInUseRefusals(this.database, tx, ids);
    return (await openPacketRefusals(tx, ids)).map((underReview, i) => underReview ?? inUse[i]);
  }

  /** Leader-linkage quota of a year per area: quota, linked and short (measure 5). */
  linkageQuota(year: number): Promise<LinkageQuotaView> {
    return this.reading((tx) => linkageQuotaOf(tx, year, this.clock.today()));
  }

  /** 年度用地需求清单 by area (measure 43). */
  landNeeds(query: LandNeedSummaryQuery): Promise<LandNeedSummary> {
    return this.reading((tx) => landNeedsOf(tx, query));
  }

  /** The projects of that list. */
  landNeedPage(query: LandNeedQuery): Promise<JsonAnswer> {
    return this.pageOf({ ...query, placement: ['local'] }, LandNeedProject);
  }

  protected areaOf(row: Project): string | null {
    return row.areaCode;
  }

  protected searchText(row: Project): string {
    return searchTextOf(
      [row.name, ...this.reference.areaNames(row.areaCode)],
      [
        row.code, row.nationalCode, row.province, row.place, row.parkName, row.sector, row.investorName, row.scaleText,
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

  protected checkRow(change: RowChange<Project, CreateProject>): void {
    const { row, actor, before } = change;
    row.reserveState ??= 'draft';
    sumFunding(change);
    // A new project whose place names one park stands in it; people may write another.
    if (before === undefined && row.placement === 'local')
      row.parkName ??= parkNamedIn(this.reference, `${row.place ?? ''} ${row.name}`, row.areaCode) ?? null;
    row.park = tiedPark(this.reference, {
      path: 'parkName',
      areaCode: row.areaCode,
      written: row.parkName,
      before: before && { areaCode: before.areaCode, written: before.parkName },
    });
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
    row.guaranteeVerdicts ??= {};
    const refusal = guaranteeRefusal(row);
    if (refusal !== undefined) throw refusal;
    if (before !== undefined) this.reopenReview(row, before);
  }

  /**
   * Measure 11c: what was reviewed is what is in the reserve, and an element that falls below what its bureau concluded was reviewed
   * otherwise. While a packet is with the reviewers, all this stays as it is.
   */
  private reopenReview(row: Project, before: Project): void {
    const changed = changedKeyFields(keyFactsOf(before), keyFactsOf(row));
    const lowered = loweredGuarantees(row).filter((field) => row[field] !== before[field]);
    if (changed.length + lowered.length === 0) return;
    if (before.reserveState === 'pending') {
      const fields = [...changed.map(keyFieldTitle), ...lowered.map(guaranteeTitle)].join('、');
      throw new AppError('PROJECT_KEY_FACTS_FROZEN', { fields, path: [...changed, ...lowered][0] });
    }
    if (before.reserveState === 'in_reserve' && row.reserveKeyFacts !== null) {
      const words = [changesInWords(row.reserveKeyFacts, keyFactsOf(row)), loweringInWords(before, lowered, row)];
      const reason = `关键信息变更，须重新联评联审：${words.filter(Boolean).join('、')}`;
      Object.assign(row, this.stateNow('needs_update', reason), { reserveBatchId: this.database.batch ?? null });
    }
  }

  /** Back into the reserve, where it left it by nothing but what is taken back now and everything again is what was reviewed. */
  protected override takenBack(row: Project, batchId: string, reason: string): void {
    if (row.reserveState === 'needs_update' && row.reserveBatchId === batchId && isAsAdmitted(row)) {
      Object.assign(row, this.stateNow('in_reserve', reason));
    }
  }

  /** What the checks of a change tell first, for writers that pass them by. */
  protected override refusalOf(error: unknown, row: Project | undefined): AppError | undefined {
    const { driverError } = error as { driverError?: { constraint?: string } };
    if (driverError?.constraint !== 'project_guarantee_concluded' || row === undefined) return undefined;
    return guaranteeRefusal(row);
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
    filterProjects(query, wanted);
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

  /**
   * Work on a project the actor may write, in a transaction whose audit entries say why; others who write it wait, so that what was checked
   * still holds.
   * @throws {AppError} PROJECT_NOT_FOUND, FORBIDDEN, AREA_FORBIDDEN, ALREADY_ARCHIVED
   */
  changing(
    id: string,
    reason: string | undefined,
    work: (tx: EntityManager, project: Project) => Promise<void>,
  ): Promise<ProjectView> {
    const change = async (tx: EntityManager) => {
      await work(tx, await this.loadToWrite(tx, id));
      return this.view(tx, id);
    };
    const changed = () => this.database.transaction(change);
    return reason ? this.database.because(reason, changed) : changed();
  }

  /** A project the actor may write, locked until the transaction ends. @throws {AppError} as {@link changing} */
  async loadToWrite(tx: EntityManager, id: string): Promise<Project> {
    await this.reference.ready();
    const project = await this.loadLocked(tx, id);
    this.requireWritable(project);
    if (project.archivedAt !== null) throw new AppError('ALREADY_ARCHIVED');
    return project;
  }

  /** A project whoever acts, locked until the transaction ends; rows that point to it may still come. @throws {AppError} PROJECT_NOT_FOUND */
  async loadLocked(tx: EntityManager, id: string): Promise<Project> {
    await tx.query('SELECT 1 FROM project WHERE id = $1 FOR NO KEY UPDATE', [id]);
    return this.load(tx, id);
  }

  /** What tells that a project is in a state from now on, by the actor. */
  stateNow(to: ReserveState, reason: string | null): StateOfProject {
    const { id } = this.database.actor;
    return { reserveState: to, reserveReason: reason, reserveChangedAt: this.clock.now(), reserveChangedById: id, reserveBatchId: null }; // prettier-ignore
  }
}

const SHOWN = {
  areaName: areaNameSql('r.area_code'),
  changedKeyFields: CHANGED_KEY_FIELDS_SQL,
  maturity: 'maturity(r)',
  keepsCityLists: `coalesce((SELECT access.reach('project.update')) = 'city', false)`,
  landTakenMu: 'land.mu::text',
  investmentIntensity: INTENSITY_SQL('r', 'land.mu'),
  quality: `json_build_object('score', quality.completeness + quality.rubric + quality.review + quality.freshness,
    'completeness', quality.completeness, 'rubric', quality.rubric, 'review', quality.review, 'freshness', quality.freshness)`,
  qualityScore: 'quality(r)',
  lists: `ARRAY(SELECT m.list FROM project_list_membership m WHERE m.project_id = r.id AND m.left_on IS NULL ORDER BY m.joined_on, m.id)`,
  memberships: `coalesce((SELECT json_agg(json_build_object('id', m.id, 'list', m.list, 'joinedOn', m.joined_on, 'leftOn', m.left_on,
    'basis', m.basis, 'leftReason', m.left_reason, 'isWithdrawn', m.is_withdrawn) ORDER BY m.joined_on, m.id) FROM project_list_membership m WHERE m.project_id = r.id), '[]')`,
  successions: SUCCESSIONS_SQL,
  openSuggestionCount: openSuggestionCountSql('r.id', '$1::date'),
};
