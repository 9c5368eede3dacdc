import { Injectable } from '@nestjs/common';
import type { DuplicateRegister, DuplicateSideView } from '@lianghuan/contracts';
import { AppError } from '@lianghuan/platform';
import type { EntityManager } from 'typeorm';
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

  /** Two rows whole and locked; in one order whoever asks, so that two at work on the same pair do not wait for each other for ever. */
  async loadPair(
    tx: EntityManager,
    register: DuplicateRegister,
    one: string,
    other: string,
  ): Promise<[NamedRow, NamedRow]> {
    const service = this.get(register);
    const rows = new Map<string, NamedRow>();
    for (const id of [one, other].sort()) rows.set(id, await service.loadWhole(tx, id));
    return [one, other].map((id) => rows.get(id)) as [NamedRow, NamedRow];
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
