import {
  type FileFunds,
  type FundsLinePage,
  type FundsLineView,
  type FundsQuery,
  type ReverseFunds,
  termOf,
  type VerifyFunds,
  type WithdrawFunds,
} from '@lianghuan/contracts';
import { type Actor, AppError, Clock, Database, may, reachesArea, ValidationError } from '@lianghuan/platform';
import { Injectable } from '@nestjs/common';
import { Decimal } from 'decimal.js';
import { type EntityManager, In, type SelectQueryBuilder } from 'typeorm';
import { Enterprise } from '../enterprise/enterprise.entity.js';
import { FileService } from '../file/file.service.js';
import { StoredFile } from '../file/stored-file.entity.js';
import { Project } from '../project/project.entity.js';
import { namesOf } from '../record/user-names.js';
import { sortOf } from '../record/sort.js';
import { ReferenceData } from '../reference/reference-data.js';
import { gramsOf, isWordless, likePattern, normalizeSearch } from '../search/search-text.js';
import { inOrder, streamRows } from '../record/stream-rows.js';
import { EvidenceItem } from './evidence-item.entity.js';
import { FUNDS_DEFINITION, isInScope } from './funds-definition.js';
import { FundsLine } from './funds-line.entity.js';

/** Sort name on the wire → property of the line `f`. */
const SORTABLE: Readonly<Record<string, string>> = {
  filedAt: 'f.filedAt',
  verifiedAt: 'f.verifiedAt',
  period: 'f.period',
  amountCny: 'f.amountCny',
  verifiedAmountCny: 'f.verifiedAmountCny',
  areaCode: 'f.areaCode',
  kind: 'f.kind',
  status: 'f.status',
  code: 'f.code',
};
const COUNTED = `(f.inScope AND f.status IN ('${FUNDS_DEFINITION.countedStatuses.join("','")}'))`;

/**
 * 产业到位资金 (measure 34b): a county files with evidence, the city verifies all, part or none, and a recognised line is corrected only
 * by reversal. Who sees a line is decided by the policy `funds_line_read` alone.
 */
@Injectable()
export class FundsService {
  constructor(
    private readonly database: Database,
    private readonly reference: ReferenceData,
    private readonly clock: Clock,
    private readonly files: FileService,
  ) {}

  /** What the list can be sorted by. */
  get sortNames(): string[] {
    return Object.keys(SORTABLE);
  }

  /** One page of what the actor may see, with the sums over all rows of the same filter. */
  list(wanted: FundsQuery): Promise<FundsLinePage> {
    return this.database.transaction(async (tx) => {
      const query = this.query(tx, wanted);
      const sums = await query
        .clone()
        .select('count(*)::int', 'total')
        .addSelect('coalesce(sum(f.amountCny), 0)', 'amountCny')
        .addSelect('coalesce(sum(f.verifiedAmountCny), 0)', 'verifiedAmountCny')
        .getRawOne<{ total: number; amountCny: string; verifiedAmountCny: string }>();
      this.order(query, wanted.sort);
      const rows = await query
        .skip((wanted.page - 1) * wanted.pageSize)
        .take(wanted.pageSize)
        .getMany();
      return {
        items: await this.viewsOf(tx, rows),
        total: sums?.total ?? 0,
        page: wanted.page,
        pageSize: wanted.pageSize,
        sums: { amountCny: money(sums?.amountCny ?? 0), verifiedAmountCny: money(sums?.verifiedAmountCny ?? 0) },
      };
    });
  }

  count(wanted: FundsQuery): Promise<number> {
    return this.database.transaction((tx) => this.query(tx, wanted).getCount());
  }

  /** All lines under the filters; see {@link streamRows}. */
  stream(wanted: FundsQuery, blockSize = 500): AsyncGenerator<FundsLineView[]> {
    return streamRows(
      this.database,
      {
        keysOf: async (tx) => {
          const query = this.query(tx, wanted).select('f.id', 'id');
          this.order(query, wanted.sort);
          return (await query.getRawMany<{ id: string }>()).map(({ id }) => id);
        },
        viewsOf: async (tx, ids) => this.viewsOf(tx, inOrder(ids, await tx.findBy(FundsLine, { id: In([...ids]) }))),
      },
      blockSize,
    );
  }

  get(id: string): Promise<FundsLineView> {
    return this.database.transaction((tx) => this.viewOf(tx, id));
  }

  /**
   * Files a line of the actor's own area. The returned line it stands for is withdrawn in the same step.
   * @throws {AppError} AREA_FORBIDDEN, FUNDS_PERIOD_INVALID, FUNDS_EVIDENCE_REQUIRED, EVIDENCE_DUPLICATE naming the line in the way,
   *   FUNDS_STATE_INVALID where the line it should stand for was not returned, or is stood for already
   */
  file(input: FileFunds): Promise<FundsLineView> {
    return this.database.transaction(async (tx) => {
      const actor = this.database.actor;
      if (actor.id === null) throw new AppError('FORBIDDEN');
      await this.reference.ready();
      this.reference.requireArea(input.areaCode);
      // Figures are filed by the eleven reporting areas; the city is their sum.
      if (this.reference.findArea(input.areaCode)?.kind === 'city') {
        throw new AppError('UNKNOWN_AREA', { value: input.areaCode, path: 'areaCode' });
      }
      if (!reachesArea(actor, 'funds.file', input.areaCode)) throw new AppError('AREA_FORBIDDEN');
      if (input.period > this.clock.today().slice(0, 7)) throw new AppError('FUNDS_PERIOD_INVALID');
      if (!new Decimal(input.amountCny).gt(0)) {
        throw new ValidationError([{ path: 'amountCny', code: 'too_small', message: 'must be more than zero' }]);
      }
      if (input.evidenceFileIds.length === 0) throw new AppError('FUNDS_EVIDENCE_REQUIRED');

      const project = await tx.findOneBy(Project, { id: input.projectId });
      if (project === null) throw new AppError('PROJECT_NOT_FOUND', { id: input.projectId });
      if (project.archivedAt !== null) throw new AppError('ALREADY_ARCHIVED');
      // One county's project is not another county's money.
      if (project.areaCode !== null && !reachesArea(actor, 'funds.file', project.areaCode)) {
        throw new AppError('AREA_FORBIDDEN');
      }
      if (input.enterpriseId !== undefined && !(await tx.existsBy(Enterprise, { id: input.enterpriseId }))) {
        throw new AppError('ENTERPRISE_NOT_FOUND', { id: input.enterpriseId });
      }
      const code = await nextFundsCode(tx);
      if (input.replacesId !== undefined) await this.replace(tx, input.replacesId, code);
      const files = await this.evidenceOf(tx, input.evidenceFileIds);
      await this.requireUnused(tx, files);

      const line = tx.create(FundsLine, {
        code,
        replacesId: input.replacesId ?? null,
        areaCode: input.areaCode,
        projectId: project.id,
        enterpriseId: input.enterpriseId ?? null,
        period: input.period,
        kind: input.kind,
        amountCny: input.amountCny,
        status: 'filed',
        note: input.note ?? null,
        definitionVersion: FUNDS_DEFINITION.version,
        inScope: isInScope(FUNDS_DEFINITION, project),
        filedById: actor.id,
        filedAt: this.clock.now(),
        updatedById: actor.id,
      });
      await tx.save(FundsLine, line);
      await this.attach(tx, line, files);
      return this.viewOf(tx, line.id);
    });
  }

  /**
   * Recognises all, part or none of a filed line, or returns it for correction. Never one's own filing.
   * @throws {AppError} FUNDS_SELF_VERIFICATION, FUNDS_AMOUNT_INVALID, FUNDS_STATE_INVALID
   */
  verify(id: string, input: VerifyFunds): Promise<FundsLineView> {
    return this.changeBecause(input.reason ?? '', async (tx) => {
      const actor = this.requireVerifier();
      const line = await this.loadForChange(tx, id, input.version);
      if (line.filedById === actor.id) throw new AppError('FUNDS_SELF_VERIFICATION');
      if (line.status !== 'filed') throw stateInvalid(line);
      const reason = input.reason?.trim() ?? '';
      if (input.verdict !== 'verified' && reason === '') {
        throw new ValidationError([
          { path: 'reason', code: 'required', message: 'a verdict other than full needs a reason' },
        ]);
      }
      line.verifiedAmountCny = recognisedAmount(line.amountCny, input);
      // All of the amount is a full recognition, however it was asked for.
      const isFull = line.verifiedAmountCny !== null && new Decimal(line.verifiedAmountCny).eq(line.amountCny);
      line.status = isFull ? 'verified' : input.verdict;
      line.verdictReason = reason === '' ? null : reason;
      line.verifiedById = actor.id;
      line.verifiedAt = this.clock.now();
      await this.store(tx, line);
      return this.viewOf(tx, id);
    });
  }

  /**
   * Takes a recognised line back by a new negative line; the line itself stays as it was. The reversal stands in the present month, or
   * in the last month of the line's year once that is over, so that the year it corrects comes out right.
   */
  reverse(id: string, input: ReverseFunds): Promise<FundsLineView> {
    return this.changeBecause(input.reason, async (tx) => {
      const actor = this.requireVerifier();
      const line = await this.loadForChange(tx, id, input.version);
      if (line.filedById === actor.id) throw new AppError('FUNDS_SELF_VERIFICATION');
      if (line.verifiedAmountCny === null || line.status === 'reversal') throw stateInvalid(line);
      if (await tx.existsBy(FundsLine, { reversalOfId: id })) {
        throw new AppError('FUNDS_STATE_INVALID', { status: termOf('fundsStatus', 'reversal') });
      }
      const amountCny = money(new Decimal(line.verifiedAmountCny).negated());
      await tx.save(
        FundsLine,
        tx.create(FundsLine, {
          code: await nextFundsCode(tx),
          areaCode: line.areaCode,
          projectId: line.projectId,
          enterpriseId: line.enterpriseId,
          period: reversalPeriod(line.period, this.clock.today()),
          kind: line.kind,
          amountCny,
          verifiedAmountCny: amountCny,
          status: 'reversal',
          note: input.reason,
          definitionVersion: line.definitionVersion,
          inScope: line.inScope,
          reversalOfId: line.id,
          filedById: actor.id,
          filedAt: this.clock.now(),
          updatedById: actor.id,
          isExample: line.isExample,
        }),
      );
      await this.store(tx, line);
      return this.viewOf(tx, id);
    });
  }

  /** The county takes back what has not been recognised; its evidence may stand behind another line then. */
  withdraw(id: string, input: WithdrawFunds): Promise<FundsLineView> {
    return this.changeBecause(input.reason, async (tx) => {
      const line = await this.loadForChange(tx, id, input.version);
      if (!reachesArea(this.database.actor, 'funds.file', line.areaCode)) throw new AppError('AREA_FORBIDDEN');
      if (line.status !== 'filed' && line.status !== 'returned') throw stateInvalid(line);
      line.status = 'withdrawn';
      line.withdrawReason = input.reason;
      await this.store(tx, line);
      return this.viewOf(tx, id);
    });
  }

  /** Withdraws a returned line for the one of this code. */
  private async replace(tx: EntityManager, id: string, code: string): Promise<void> {
    const line = await tx.findOne(FundsLine, { where: { id }, lock: { mode: 'pessimistic_write' } });
    if (line === null) throw new AppError('FUNDS_LINE_NOT_FOUND', { id });
    if (!reachesArea(this.database.actor, 'funds.file', line.areaCode)) throw new AppError('AREA_FORBIDDEN');
    if (line.status !== 'returned') throw stateInvalid(line);
    line.status = 'withdrawn';
    line.withdrawReason = `补正后由${code}重新填报`;
    await this.store(tx, line);
  }

  /** Puts files behind a line. */
  async attach(tx: EntityManager, line: FundsLine, files: readonly StoredFile[]): Promise<void> {
    try {
      await tx.insert(
        EvidenceItem,
        files.map((file) => ({
          fundsLineId: line.id,
          fileId: file.id,
          sha256: file.sha256,
          createdAt: this.clock.now(),
          createdById: this.database.actor.id,
        })),
      );
    } catch (error) {
      const { code, constraint } =
        (error as { driverError?: { code?: string; constraint?: string } }).driverError ?? {};
      // Another filing of the same file committed a moment ago.
      if (code === '23505' && constraint === 'evidence_item_live') {
        throw new AppError('EVIDENCE_DUPLICATE', { lineCode: '刚刚提交的另一笔资金' }, { cause: error });
      }
      throw error;
    }
  }

  /** One transaction whose audit entries carry the reason. */
  private changeBecause<T>(reason: string, work: (tx: EntityManager) => Promise<T>): Promise<T> {
    return this.database.because(reason, () => this.database.transaction(work));
  }

  private requireVerifier(): Actor & { id: string } {
    const actor = this.database.actor;
    if (actor.id === null || actor.reach.get('funds.verify') !== 'city') throw new AppError('FORBIDDEN');
    return { ...actor, id: actor.id };
  }

  /** Files of evidence the actor may see, each content once. */
  private async evidenceOf(tx: EntityManager, ids: readonly string[]): Promise<StoredFile[]> {
    const byContent = new Map<string, StoredFile>();
    for (const id of new Set(ids)) {
      const file = await this.files.load(tx, id);
      if (file.purpose !== 'evidence') throw new AppError('FILE_NOT_FOUND', { id });
      if (!byContent.has(file.sha256)) byContent.set(file.sha256, file);
    }
    return [...byContent.values()];
  }

  private async requireUnused(tx: EntityManager, files: readonly StoredFile[]): Promise<void> {
    const used = (await tx.query('SELECT sha256, funds_line_id AS "lineId" FROM evidence_in_use($1)', [
      files.map((file) => file.sha256),
    ])) as { sha256: string; lineId: string }[];
    if (used.length === 0) return;
    const line = await tx.findOneBy(FundsLine, { id: used[0].lineId });
    throw new AppError('EVIDENCE_DUPLICATE', {
      lineCode: line?.code ?? HIDDEN_LINE,
      fileName: files.find((file) => file.sha256 === used[0].sha256)?.name ?? '',
    });
  }

  /** The row, locked. */
  private async loadForChange(tx: EntityManager, id: string, version: number): Promise<FundsLine> {
    const line = await tx.findOne(FundsLine, { where: { id }, lock: { mode: 'pessimistic_write' } });
    if (line === null) throw new AppError('FUNDS_LINE_NOT_FOUND', { id });
    if (version !== line.version) {
      const by = line.updatedById === null ? '系统' : (await namesOf(tx, [line.updatedById])).get(line.updatedById);
      throw new AppError('VERSION_CONFLICT', { by: by ?? '', at: line.updatedAt.toISOString(), version: line.version });
    }
    return line;
  }

  private async store(tx: EntityManager, line: FundsLine): Promise<void> {
    line.updatedById = this.database.actor.id;
    line.updatedAt = this.clock.now();
    await tx.save(FundsLine, line);
  }

  private query(tx: EntityManager, wanted: FundsQuery): SelectQueryBuilder<FundsLine> {
    const query = tx.createQueryBuilder(FundsLine, 'f');
    if (wanted.areaCode) query.andWhere('f.areaCode = ANY(:areaCode)', { areaCode: wanted.areaCode });
    if (wanted.status) query.andWhere('f.status = ANY(:status)', { status: wanted.status });
    if (wanted.kind) query.andWhere('f.kind = ANY(:kind)', { kind: wanted.kind });
    if (wanted.periodFrom) query.andWhere('f.period >= :periodFrom', { periodFrom: wanted.periodFrom });
    if (wanted.periodTo) query.andWhere('f.period <= :periodTo', { periodTo: wanted.periodTo });
    if (wanted.projectId) query.andWhere('f.projectId = :projectId', { projectId: wanted.projectId });
    if (wanted.counted === 'true') query.andWhere(COUNTED);
    if (wanted.counted === 'pending') query.andWhere(`f.inScope AND f.status = 'filed'`);
    if (wanted.counted === 'false') query.andWhere(`NOT ${COUNTED}`);
    if (isWordless(wanted.q)) query.andWhere('false');
    const words = wanted.q === undefined ? [] : normalizeSearch(wanted.q).split(' ').filter(Boolean);
    for (const [i, word] of words.entries()) {
      query.andWhere(`f.search_grams @> :grams${i} AND f.search_text LIKE :like${i}`, {
        [`grams${i}`]: gramsOf(word),
        [`like${i}`]: likePattern(word),
      });
    }
    return query;
  }

  private order(query: SelectQueryBuilder<FundsLine>, sort = '-filedAt'): void {
    const { name, direction } = sortOf(sort, this.sortNames);
    query.orderBy(SORTABLE[name], direction, 'NULLS LAST').addOrderBy('f.id', 'ASC');
  }

  private async viewOf(tx: EntityManager, id: string): Promise<FundsLineView> {
    const line = await tx.findOneBy(FundsLine, { id });
    if (line === null) throw new AppError('FUNDS_LINE_NOT_FOUND', { id });
    return (await this.viewsOf(tx, [line]))[0];
  }

  private async viewsOf(tx: EntityManager, rows: FundsLine[]): Promise<FundsLineView[]> {
    if (rows.length === 0) return [];
    await this.reference.ready();
    const actor = this.database.actor;
    const ids = rows.map((row) => row.id);
    const people = await namesOf(
      tx,
      rows.flatMap((row) => [row.filedById, row.verifiedById]),
    );
    const projects = await tx.find(Project, {
      where: { id: In(rows.map((row) => row.projectId)) },
      select: { id: true, name: true },
    });
    const projectNames = new Map(projects.map((project) => [project.id, project.name]));
    const followers = await tx.find(FundsLine, {
      where: [{ reversalOfId: In(ids) }, { replacesId: In(ids) }],
      select: { id: true, reversalOfId: true, replacesId: true },
    });
    const reversedBy = new Map(followers.map(({ id, reversalOfId }) => [reversalOfId, id]));
    const replacedBy = new Map(followers.map(({ id, replacesId }) => [replacesId, id]));
    const evidence = (await tx.query(
      `SELECT e.id, e.funds_line_id AS "lineId", e.file_id AS "fileId", s.name AS "fileName", s.size_bytes::int8 AS "sizeBytes", e.sha256,
         e.created_at AS "createdAt"
       FROM evidence_item e JOIN stored_file s ON s.id = e.file_id WHERE e.funds_line_id = ANY($1) ORDER BY e.created_at, e.id`,
      [ids],
    )) as (Omit<FundsLineView['evidence'][number], 'sizeBytes'> & { lineId: string; sizeBytes: string })[];
    return rows.map((row) => {
      const reversedById = reversedBy.get(row.id) ?? null;
      const isRecognised = row.status === 'verified' || row.status === 'partly_verified';
      const mayVerify = actor.reach.get('funds.verify') === 'city' && row.filedById !== actor.id;
      return {
        ...row,
        areaName: this.reference.areaName(row.areaCode) ?? row.areaCode,
        project: { id: row.projectId, name: projectNames.get(row.projectId) ?? '' },
        enterprise: row.enterpriseId === null ? null : { id: row.enterpriseId, name: row.enterpriseName ?? '' },
        verdictReason: row.withdrawReason ?? row.verdictReason,
        reversedById,
        replacedById: replacedBy.get(row.id) ?? null,
        filedByName: people.get(row.filedById) ?? '',
        verifiedByName: row.verifiedById === null ? null : (people.get(row.verifiedById) ?? ''),
        evidence: evidence
          .filter((item) => item.lineId === row.id)
          .map(({ lineId: _lineId, ...item }) => ({ ...item, sizeBytes: Number(item.sizeBytes) })),
        can: {
          verify: row.status === 'filed' && mayVerify,
          withdraw:
            (row.status === 'filed' || row.status === 'returned') &&
            may(actor, 'funds.file') &&
            reachesArea(actor, 'funds.file', row.areaCode),
          reverse: isRecognised && reversedById === null && mayVerify,
        },
      } as unknown as FundsLineView;
    });
  }
}

/** Told in place of the code of a line one may not see. */
const HIDDEN_LINE = '其他地区的一笔资金';

function stateInvalid(line: FundsLine): AppError {
  return new AppError('FUNDS_STATE_INVALID', { status: termOf('fundsStatus', line.status) });
}

/** What the verdict recognises, in yuan; null for none. @throws {AppError} FUNDS_AMOUNT_INVALID */
function recognisedAmount(amountCny: string, input: VerifyFunds): string | null {
  const asked = input.verifiedAmountCny === undefined ? undefined : new Decimal(input.verifiedAmountCny);
  switch (input.verdict) {
    case 'verified':
      if (asked !== undefined && !asked.eq(amountCny)) throw new AppError('FUNDS_AMOUNT_INVALID', { amountCny });
      return amountCny;
    case 'partly_verified':
      if (asked === undefined || !asked.gt(0) || asked.gt(amountCny)) {
        throw new AppError('FUNDS_AMOUNT_INVALID', { amountCny });
      }
      return money(asked);
    case 'rejected':
    case 'returned':
      return null;
  }
}

/** The month a reversal made on `today` stands in: this month, or December of a year that is over. */
export function reversalPeriod(linePeriod: string, today: string): string {
  const year = linePeriod.slice(0, 4);
  return today.startsWith(year) ? today.slice(0, 7) : `${year}-12`;
}

/** Yuan as it goes over the wire: a decimal string with two places. */
export function money(amount: Decimal.Value): string {
  return new Decimal(amount).toFixed(2);
}

/** `DW000001`, `DW000002`, … */
export async function nextFundsCode(tx: EntityManager): Promise<string> {
  const [{ n }] = (await tx.query("SELECT nextval('funds_line_code_seq') AS n")) as [{ n: string }];
  return `DW${n.padStart(6, '0')}`;
}
