import type { ProjectView } from '@lianghuan/contracts';

/** Where a project lies, for a reader in the city: its area, 全市 for one of the city itself, the province for one elsewhere. */
export function projectPlace(project: Pick<ProjectView, 'areaName' | 'placement' | 'province'>): string | null {
  return project.areaName ?? (project.placement === 'local' ? '全市' : (project.province ?? null));
}
