import { Injectable } from '@nestjs/common';
import type { DuplicateRegister, DuplicateSideView } from '@lianghuan/contracts';
import { AppError } from '@lianghuan/platform';
import { EnterpriseService } from '../enterprise/enterprise.service.js';
import { MarketDemandService } from '../market-demand/market-demand.service.js';
import { ProjectService } from '../project/project.service.js';
import type { RecordEntity } from '../record/record.entity.js';
import type { RecordQuery } from '../record/register.js';
import type { RegisterService } from '../record/register.service.js';
import { ReferenceData } from '../reference/reference-data.js';
import { ResourceService } from '../resource/resource.service.js';

/** A register as duplicates and merges see it, whatever its rows are. */
export type AnyRegister = RegisterService<NamedRow, object, RecordQuery, unknown>;

/** What the sides of a pair are told apart by; which of it there is depends on the register. */
export interface NamedRow extends RecordEntity {
  readonly name: string;
  readonly areaCode?: string | null;
  readonly province?: string | null;
  readonly city?: string | null;
  readonly creditCode?: string | null;
  readonly listedCode?: string | null;
  readonly totalInvestmentCny?: string | null;
  readonly quantityTotal?: string | null;
  readonly quantityUnit?: string | null;
  readonly annualVolume?: string | null;
  readonly volumeUnit?: string | null;
  readonly holderOrganisationId?: string | null;
  readonly heldSince?: Date | null;
}

/** The registers that are searched for duplicates. */
@Injectable()
export class DuplicateRegisters {
  readonly #services: Readonly<Record<DuplicateRegister, AnyRegister>>;

  constructor(
    resource: ResourceService,
    market: MarketDemandService,
    project: ProjectService,
    enterprise: EnterpriseService,
    private readonly reference: ReferenceData,
  ) {
    // Each works on its own rows; nothing here hands one register the rows of another.
    this.#services = { resource, market, project, enterprise } as unknown as Record<DuplicateRegister, AnyRegister>;
  }

  get(register: DuplicateRegister): AnyRegister {
    const service = this.#services[register] as AnyRegister | undefined;
    if (service === undefined) throw new AppError('NOT_FOUND', { register });
    return service;
  }

  /** A row as far as it takes to tell which one is meant. */
  sideOf(row: NamedRow): DuplicateSideView {
    const { id, code, name, version, updatedAt } = row;
    const place = row.areaCode
      ? this.reference.areaName(row.areaCode)
      : [...new Set([row.province, row.city].filter(Boolean))].join('') || null;
    return { id, code, name, place, mark: markOf(row), version, updatedAt: updatedAt.toISOString() };
  }
}

function markOf(row: NamedRow): string | null {
  if (row.creditCode || row.listedCode) return row.creditCode ?? row.listedCode ?? null;
  if (row.totalInvestmentCny) return `${row.totalInvestmentCny}元`;
  if (row.quantityTotal) return `${row.quantityTotal}${row.quantityUnit ?? ''}`;
  return row.annualVolume ? `${row.annualVolume}${row.volumeUnit ?? ''}` : null;
}
