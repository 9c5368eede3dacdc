import type { EnterpriseRecord, ProjectRecord } from '@lianghuan/matching';

export function classFigures(
  projects: readonly ProjectRecord[],
  enterprises: readonly EnterpriseRecord[],
): Promise<{ readonly count: number; readonly first: number; readonly firstThree: number }>;
