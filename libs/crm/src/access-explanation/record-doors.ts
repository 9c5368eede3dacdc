import type { Code } from '@lianghuan/contracts';
import { Injectable } from '@nestjs/common';
import { EnterpriseService } from '../enterprise/enterprise.service.js';
import { IndustryChainService } from '../industry-chain/industry-chain.service.js';
import { LeadViewService } from '../lead/lead-view.service.js';
import { MarketDemandService } from '../market-demand/market-demand.service.js';
import { NeedService } from '../need/need.service.js';
import { ProjectService } from '../project/project.service.js';
import { ResourceService } from '../resource/resource.service.js';
import { type AccessDoor, type AccessDoors, known, NOBODYS } from './access-door.js';

/** Registers, leads and chains. */
@Injectable()
export class RecordDoors {
  readonly doors: AccessDoors;

  constructor(
    resources: ResourceService,
    markets: MarketDemandService,
    projects: ProjectService,
    enterprises: EnterpriseService,
    needs: NeedService,
    leads: LeadViewService,
    chains: IndustryChainService,
  ) {
    const register = (
      noun: Code<'register'>,
      service: { get(id: string): Promise<{ can: { edit: boolean } }> },
    ): AccessDoor => ({
      ...NOBODYS,
      read: `${noun}.read`,
      change: [`${noun}.update`],
      from: `${noun === 'need' ? 'need_entry' : noun} t`,
      name: 't.name',
      code: 't.code',
      open: async (id) => (await service.get(id)).can.edit,
    });
    const inArea = { areaCodes: known('t.area_code') };
    this.doors = {
      resource: { ...register('resource', resources), ...inArea },
      market: { ...register('market', markets), ...inArea },
      project: { ...register('project', projects), ...inArea },
      enterprise: { ...register('enterprise', enterprises), unitIds: known('t.holder_organisation_id') },
      need: register('need', needs),
      lead: {
        ...inArea,
        read: 'lead.read',
        change: ['lead.update'],
        from: 'lead t',
        name: 't.enterprise_name',
        unitIds: 't.organisation_id || t.shared_organisation_ids',
        personId: 't.owner_id',
        code: 't.code',
        open: async (id) => (await leads.get(id)).can.edit,
      },
      industry_chain: {
        ...NOBODYS,
        read: 'chain.read',
        change: ['chain.update'],
        from: 'industry_chain t',
        name: 't.name',
        code: 't.code',
        open: async (id) => (await chains.get(id)).can.update,
      },
    };
  }
}
