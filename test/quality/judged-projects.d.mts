import type { ProjectRecord } from '@lianghuan/matching';

export function missingJudgementSources(): string[];
export function readJudgedProjects(): ProjectRecord[];
export function isKeptAside(projectId: string): boolean;
export function readGrades(): {
  readonly projectId: string;
  readonly enterpriseId: string;
  readonly a: number;
  readonly b: number;
  readonly grade: number;
}[];
export function gradesByProject(part: { readonly keptAside: boolean }): Map<string, Map<string, number>>;
