import type { Run } from './metrics.mjs';

export const evaluationFolder: string;
export const evaluationFiles: {
  readonly projects: string;
  readonly enterprises: readonly string[];
  readonly pairs: string;
};
export function missingFiles(): string[];
export function readRows(file: string): Record<string, string>[];
export function readRelevance(): { byProject: Map<string, Set<string>>; byEnterprise: Map<string, Set<string>> };
export function runCommandLine(top: number): Run;
