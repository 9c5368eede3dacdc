import { Readable } from 'node:stream';
import { codesOf } from '@lianghuan/contracts';
import { Decimal } from 'decimal.js';
import type { EntityManager } from 'typeorm';
import type { FileService } from '../file/file.service.js';
import { Project } from '../project/project.entity.js';
import { FUNDS_DEFINITION, isInScope } from './funds-definition.js';
import { FundsLine } from './funds-line.entity.js';
import { type FundsService, money, nextFundsCode } from './funds.service.js';

type Fate = 'verified' | 'partly_verified' | 'filed' | 'returned' | 'rejected' | 'reversed';
/** Most lines are recognised whole; each other fate is there to be seen. */
const FATES: readonly Fate[] = [
  'verified', 'verified', 'partly_verified', 'verified', 'filed', 'verified', 'verified', 'returned', 'verified', 'reversed', 'verified', 'rejected',
]; // prettier-ignore

export interface ExamplePeople {
  /** Who files, by area. */
  readonly filers: ReadonlyMap<string, string>;
  readonly verifierId: string;
}

/**
 * Invents filings and verdicts across areas and months of the given years, marked 示例, each with an evidence file that says so.
 * @param lastPeriod last month to fill, `YYYY-MM`
 * @returns how many were made
 */
export async function seedExampleFunds(
  tx: EntityManager,
  services: { readonly funds: FundsService; readonly files: FileService },
  years: readonly number[],
  lastPeriod: string,
  people: ExamplePeople,
): Promise<number> {
  const projects = (await tx.query(PROJECTS)) as { areaCode: string; id: string }[];
  let made = 0;
  for (const year of years) {
    for (const [area, { areaCode, id }] of projects.entries()) {
      const filedById = people.filers.get(areaCode);
      if (filedById === undefined) continue;
      const project = await tx.findOneByOrFail(Project, { id });
      for (let month = 1 + (area % 3); month <= 12; month += 3) {
        const period = `${year}-${String(month).padStart(2, '0')}`;
        if (period > lastPeriod) break;
        made += 1;
        // Spread so that neither an area nor a month has one fate only.
        const fate = FATES[(made * 5 + area) % FATES.length];
        const amountCny = new Decimal(6 + ((area * 7 + month * 5) % 11)).times('100000000').plus(area * 3_500_000);
        const line = await fileExample(tx, services, project, { areaCode, period, fate, amountCny, filedById, verifierId: people.verifierId, kind: codesOf('fundsKind')[made % 6] }); // prettier-ignore
        if (fate === 'reversed') await reverseExample(tx, line, people.verifierId);
      }
    }
  }
  return made;
}

async function fileExample(
  tx: EntityManager,
  { funds, files }: { readonly funds: FundsService; readonly files: FileService },
  project: Project,
  plan: { areaCode: string; period: string; fate: Fate; amountCny: Decimal; filedById: string; verifierId: string; kind: FundsLine['kind'] }, // prettier-ignore
): Promise<FundsLine> {
  const { areaCode, period, fate, filedById, kind } = plan;
  const amountCny = money(plan.amountCny);
  const code = await nextFundsCode(tx);
  const filedAt = soFar(Date.parse(`${period}-25T10:00:00+08:00`));
  const isJudged = fate !== 'filed';
  const line = tx.create(FundsLine, {
    code,
    areaCode,
    projectId: project.id,
    period,
    kind,
    amountCny,
    verifiedAmountCny:
      fate === 'verified' || fate === 'reversed'
        ? amountCny
        : fate === 'partly_verified'
          ? money(plan.amountCny.times('0.6'))
          : null,
    status: fate === 'reversed' ? 'verified' : fate,
    verdictReason: isJudged && fate !== 'verified' && fate !== 'reversed' ? '示例：部分凭证与到账时间不符' : null,
    note: '示例填报，数额为虚构，仅供演示',
    definitionVersion: FUNDS_DEFINITION.version,
    inScope: isInScope(FUNDS_DEFINITION, project),
    filedById,
    filedAt,
    verifiedById: isJudged ? plan.verifierId : null,
    verifiedAt: isJudged ? soFar(filedAt.getTime() + 3 * 86_400_000) : null,
    isExample: true,
  });
  await tx.save(FundsLine, line);
  const file = await files.receive({
    name: `示例凭证-${code}.txt`,
    mediaType: 'text/plain; charset=utf-8',
    purpose: 'evidence',
    content: Readable.from([Buffer.from(`示例凭证 ${code}\n本文件为演示而造，不代表任何真实资金。\n`)]),
  });
  await funds.attach(tx, line, [file]);
  return line;
}

async function reverseExample(tx: EntityManager, line: FundsLine, verifierId: string): Promise<void> {
  const amountCny = money(new Decimal(line.amountCny).negated());
  await tx.save(
    FundsLine,
    tx.create(FundsLine, {
      code: await nextFundsCode(tx),
      areaCode: line.areaCode,
      projectId: line.projectId,
      period: line.period,
      kind: line.kind,
      amountCny,
      verifiedAmountCny: amountCny,
      status: 'reversal',
      note: '示例：重复申报，冲销',
      definitionVersion: line.definitionVersion,
      inScope: line.inScope,
      reversalOfId: line.id,
      filedById: verifierId,
      filedAt: soFar((line.verifiedAt ?? line.filedAt).getTime() + 86_400_000),
      isExample: true,
    }),
  );
}

/** Nothing was filed or verified later than now. */
function soFar(time: number): Date {
  return new Date(Math.min(time, Date.now()));
}

/** For each reporting area one local project that lies in it, or one that belongs to no single area. */
const PROJECTS = `
  SELECT a.code AS "areaCode", p.id FROM area a CROSS JOIN LATERAL (
    SELECT id FROM project WHERE placement = 'local' AND archived_at IS NULL AND (area_code = a.code OR area_code IS NULL)
    ORDER BY area_code NULLS LAST, code LIMIT 1) p
  WHERE a.kind <> 'city' ORDER BY a.sort`;
