import type { NodeAssignment, PlannedWork } from '@lianghuan/matching';
import { wanOf } from '../match/match-records.js';
import { type ChainProjectRow, type LandedLeadRow, type OccupantRow, plannedOf } from './chain-input.js';

/** A landed lead stands at the nodes of its project, else at those of its enterprise. */
export function landed(
  leads: readonly LandedLeadRow[],
  projectNodes: ReadonlyMap<string, readonly NodeAssignment[]>,
  enterprises: ReadonlyMap<string, { nodes: readonly NodeAssignment[]; sizeWan: number | undefined }>,
): OccupantRow[] {
  return leads.flatMap((lead) => {
    const enterprise = enterprises.get(lead.enterpriseId);
    const ofProject = lead.projectId === null ? [] : (projectNodes.get(lead.projectId) ?? []);
    const nodes = ofProject.length > 0 ? ofProject : (enterprise?.nodes ?? []);
    return nodes.map(({ nodeId }): OccupantRow => ({
      nodeId, areaCode: lead.areaCode, kind: 'lead', id: lead.id, enterpriseId: lead.enterpriseId, projectId: lead.projectId,
      name: lead.enterpriseName, isExample: lead.isExample, sizeWan: enterprise?.sizeWan,
    })); // prettier-ignore
  });
}

/** Plants standing or being built, unless a landed lead speaks for them. Their investment is their size. */
export function standing(
  projects: readonly ChainProjectRow[],
  projectNodes: ReadonlyMap<string, readonly NodeAssignment[]>,
  leads: readonly LandedLeadRow[],
): OccupantRow[] {
  const led = new Set(leads.map(({ projectId }) => projectId));
  return projects
    .filter(({ id, isStanding }) => isStanding && !led.has(id))
    .flatMap(
      (row) =>
      (projectNodes.get(row.id) ?? []).map(({ nodeId }): OccupantRow => ({
        nodeId, areaCode: row.areaCode ?? '', kind: 'project', id: row.id, enterpriseId: null, projectId: row.id, name: row.name,
        isExample: false, sizeWan: wanOf(row.totalInvestmentCny),
      })), // prettier-ignore
    );
}

/** Projects still to be built, unless a landed lead speaks for them: what will stand at a node. */
export function plannedWorks(
  projects: readonly ChainProjectRow[],
  projectNodes: ReadonlyMap<string, readonly NodeAssignment[]>,
  leads: readonly LandedLeadRow[],
  placeOf: (areaCode: string | null) => string,
): PlannedWork[] {
  const led = new Set(leads.map(({ projectId }) => projectId));
  return projects
    .filter(({ id, isStanding }) => !isStanding && !led.has(id))
    .flatMap(({ id, areaCode }) =>
      (projectNodes.get(id) ?? []).map(({ nodeId }) => plannedOf(nodeId, placeOf(areaCode), id)),
    );
}
